"""Which exhibit the files of a folder belong to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from daymark.casework.media.models import Exhibit
from daymark.casework.media.rules import NAME_LENGTH

NEW, WHICH = "new", "Which exhibit are these files of?"


class TakeForm(forms.Form):
    """An exhibit of the case, or the name of a new one."""

    exhibit = forms.ChoiceField(widget=forms.RadioSelect, label=WHICH)
    name = forms.CharField(
        required=False,
        max_length=NAME_LENGTH,
        label="Its name, when it is new",
        help_text="As on its label, for instance ABC/1.",
    )

    def __init__(self, *given: Any, exhibits: Iterable[Exhibit], **named: Any) -> None:
        super().__init__(*given, **named)
        self._exhibits = {str(exhibit.pk): exhibit for exhibit in exhibits}
        choices = [*((key, each.name) for key, each in self._exhibits.items()), (NEW, "A new one")]
        self.fields["exhibit"] = forms.ChoiceField(widget=forms.RadioSelect, label=WHICH, choices=choices)
        if not self._exhibits:
            self.initial["exhibit"] = NEW

    @property
    def chosen(self) -> Exhibit | None:
        """The exhibit that was chosen; None for a new one."""
        return self._exhibits.get(self.cleaned_data["exhibit"])

    def clean(self) -> dict[str, Any]:
        """A new exhibit has a name."""
        said = super().clean() or self.cleaned_data
        if said.get("exhibit") == NEW and not said.get("name", "").strip():
            self.add_error("name", "Give the name on its label, or choose an exhibit that is there.")
        return said
