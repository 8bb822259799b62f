"""What a person says that a stack shows, and how she likes the grid."""

from __future__ import annotations

from typing import Any, NamedTuple

from django import forms

from daymark.casework.media.models import GradeAct, GradeAgeBand, GradeMade, GradeSaid, GradeSureness
from daymark.casework.media.rules import Act, AgeBand, Facts, Made, Said, Sureness

LONGEST_NOTE = 2_000
TILES, TILE_SIZES = (12, 24, 48), (64, 96, 128)

# The key that chooses each value, on the keyboard's rows from the harmless to the grave. Each is unique on the page.
KEYS = {
    "age_band": dict(zip(GradeAgeBand.values, "12345", strict=True)),
    "act": dict(zip(GradeAct.values, "qwertasdfgb", strict=True)),
    "made": dict(zip(GradeMade.values, "67890", strict=True)),
}


CHOICES = {"age_band": GradeAgeBand.choices, "act": GradeAct.choices, "made": GradeMade.choices}


class Choice(NamedTuple):
    """One value of a question, with the key that chooses it."""

    key: str
    value: str
    label: str
    is_chosen: bool


class FactsForm(forms.Form):
    """Facts of one stack. Every value but the act has one that means that nobody can tell."""

    age_band = forms.ChoiceField(
        choices=GradeAgeBand.choices,
        widget=forms.RadioSelect,
        label="Youngest person shown",
        help_text="By apparent development, not by what a name or a text says.",
        initial=AgeBand.UNCLEAR.value,
    )
    act = forms.ChoiceField(  # without a default: nobody grades by a slip of the hand
        choices=GradeAct.choices,
        widget=forms.RadioSelect,
        label="Gravest thing shown",
        error_messages={"required": "Say what it shows, or that it shows nothing sexual."},
    )
    made = forms.ChoiceField(
        choices=GradeMade.choices, widget=forms.RadioSelect, label="How it was made", initial=Made.PHOTOGRAPH.value
    )
    self_made = forms.ChoiceField(
        choices=GradeSaid.choices, label="Made by the child itself", initial=Said.UNKNOWN.value
    )
    has_text = forms.ChoiceField(choices=GradeSaid.choices, label="Readable text", initial=Said.UNKNOWN.value)
    sureness = forms.ChoiceField(choices=GradeSureness.choices, label="How sure you are", initial=Sureness.SURE.value)
    note = forms.CharField(
        required=False,
        max_length=LONGEST_NOTE,
        label="Note",
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="A clue worth following: a sign, a uniform, a view. Clinical words only.",
    )
    as_senior = forms.BooleanField(required=False, label="Decide as the senior: this ends the dispute")
    from_ms = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    to_ms = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, may_decide: bool = False, **given: Any) -> None:
        super().__init__(data, auto_id="fact_%s", **given)
        if not may_decide:
            del self.fields["as_senior"]

    def clean(self) -> dict[str, Any]:
        """Both ends of a stretch, or neither."""
        cleaned = super().clean() or {}
        begins, ends = cleaned.get("from_ms"), cleaned.get("to_ms")
        if (begins is None) != (ends is None) or (begins is not None and ends is not None and begins > ends):
            raise forms.ValidationError("A stretch of a film has a beginning and an end after it.")
        return cleaned

    def questions(self) -> list[tuple[forms.BoundField, list[Choice]]]:
        """The questions whose answers have keys, each with its answers."""
        return [(self[name], self._choices(name, keys)) for name, keys in KEYS.items()]

    def _choices(self, name: str, keys: dict[str, str]) -> list[Choice]:
        chosen = self[name].value()
        return [Choice(keys[value], value, label, value == chosen) for value, label in CHOICES[name]]

    def facts(self) -> Facts:
        """What was said."""
        said = self.cleaned_data
        return Facts(
            AgeBand(said["age_band"]),
            Act(said["act"]),
            Made(said["made"]),
            Said(said["self_made"]),
            Said(said["has_text"]),
            Sureness(said["sureness"]),
        )

    def stretch(self) -> tuple[int, int] | None:
        """The part of a film that it was said of."""
        said = self.cleaned_data
        return None if said["from_ms"] is None else (said["from_ms"], said["to_ms"])


class TasteForm(forms.Form):
    """How the grid looks for one person."""

    tile = forms.TypedChoiceField(choices=[(size, f"{size} pixels") for size in TILE_SIZES], coerce=int, label="Tiles")
    tiles = forms.TypedChoiceField(choices=[(many, many) for many in TILES], coerce=int, label="Tiles on a page")
    in_colour = forms.BooleanField(
        required=False,
        label="Show what I look at in colour",
        help_text="Grey is easier to bear. Tiles stay grey.",
    )
