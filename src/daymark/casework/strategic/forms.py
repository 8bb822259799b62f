"""What the page of the picture may be asked."""

from __future__ import annotations

from datetime import date

from django import forms
from django.http import QueryDict

from daymark.casework.cases.forms import FilterForm
from daymark.casework.strategic.rules.periods import TWELVE_MONTHS, Month, choices, period_of, spell_of
from daymark.casework.strategic.rules.picture import Asked
from daymark.casework.strategic.rules.wording import HARM_WORDS, SOURCE_WORDS

EVERY = [("", "All")]
# Further back than this nobody compares months; whole years can still be chosen.
MONTHS_BACK = 36


class PictureForm(FilterForm):
    """Period, source and kind. Two months, when given, count instead of the period."""

    period = forms.ChoiceField(required=False, label="Period")
    first = forms.ChoiceField(required=False, label="Or from")
    last = forms.ChoiceField(required=False, label="To")
    source = forms.ChoiceField(required=False, label="Source", choices=[*EVERY, *SOURCE_WORDS.items()])
    harm = forms.ChoiceField(
        required=False,
        label="Kind of harm",
        choices=[*EVERY, *HARM_WORDS.items()],
    )

    def __init__(self, data: QueryDict, *, earliest: Month, today: date) -> None:
        super().__init__(data)
        self.today = today
        back = (Month.of(today).plus(-place) for place in range(MONTHS_BACK))
        months = [("", "")] + [(str(month), month.words) for month in back if month >= earliest]
        self.fields["period"].choices = choices(earliest, today)  # type: ignore[attr-defined]
        self.fields["first"].choices = self.fields["last"].choices = months  # type: ignore[attr-defined]

    def wanted(self) -> Asked:
        """What is asked; what the address holds wrongly counts as not asked. Raises NoSuchPeriod for months the wrong
        way round."""
        asked = self.asked()
        filters = {name: asked.get(name, "") for name in ("source", "harm")}
        if "first" in asked or "last" in asked:
            first = Month.read(asked.get("first") or asked["last"])
            last = Month.read(asked["last"]) if "last" in asked else Month.of(self.today)
            return Asked(spell_of(first, last), **filters)
        return Asked(period_of(asked.get("period", TWELVE_MONTHS), today=self.today), **filters)

    def tags(self) -> list[dict[str, str]]:
        """Source and kind as tags; the period is always one and stands in the headline."""
        return [
            {"label": self._words(name), "url": self._without(name)}
            for name in self.asked()
            if name in ("source", "harm")
        ]
