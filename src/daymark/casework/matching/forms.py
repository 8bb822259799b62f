"""What people fill in about lists, look-alikes and disputes."""

from __future__ import annotations

from typing import Any

from django import forms

from daymark.casework.matching.rules import GIVER_LENGTH, NAME_LENGTH, REFERENCE_LENGTH, Says
from daymark.casework.media.rules import Standing

STANDINGS = [(Says.BAD.value, "Known bad"), (Says.GOOD.value, "Known good"), (Says.DISPUTED.value, "Disputed")]
VERDICTS = [
    (Standing.KNOWN_BAD.value, "Known bad"),
    (Standing.KNOWN_GOOD.value, "Known good"),
    (Standing.DISPUTED.value, "It stays disputed"),
    (Standing.NEW.value, "None of the lists: it is to be graded here"),
]


class BankFilter(forms.Form):
    """What is asked of the list of lists."""

    search = forms.CharField(required=False, max_length=120, label="Name, or who gave it")
    standing = forms.ChoiceField(required=False, choices=[("", "Any"), *STANDINGS], label="Standing")
    withdrawn = forms.BooleanField(required=False, label="Withdrawn ones")


class ListForm(forms.Form):
    """A list that is sent from a page."""

    name = forms.CharField(
        max_length=NAME_LENGTH,
        label="Name",
        help_text="The one under which its sender keeps it: the next edition comes under the same.",
    )
    giver = forms.CharField(max_length=GIVER_LENGTH, label="Who gave it", help_text="Votes are counted by givers.")
    standing = forms.ChoiceField(
        required=False,
        choices=[("", "As the list says of itself"), *STANDINGS],
        label="What being on it means",
    )
    reference = forms.CharField(required=False, max_length=REFERENCE_LENGTH, label="Reference of the transfer")
    is_complete = forms.BooleanField(
        required=False, label="This is the whole list: rows of earlier editions that it leaves out no longer stand"
    )
    although_good = forms.BooleanField(
        required=False, label="Keep it as chosen although it says that its files are harmless"
    )
    file = forms.FileField(label="The list", help_text="Up to 20 MB. Bring a larger one with daymark import --bank.")


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(max_length=2000, widget=forms.Textarea, label="Why", help_text="One or two sentences.")


class LookForm(forms.Form):
    """What a person decides about a look-alike."""

    act = forms.ChoiceField(choices=[(act, act) for act in ("confirm", "reject", "undo")])
    reason = forms.CharField(
        required=False, max_length=2000, widget=forms.Textarea, label="Why", help_text="Needed to reject."
    )

    def clean(self) -> dict[str, Any]:
        """A rejection has a reason."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("act") == "reject" and not said.get("reason", "").strip():
            self.add_error("reason", "Write in one sentence what it shows instead.")
        return said


class VerdictForm(ReasonForm):
    """A supervisor's word on lists that disagree."""

    standing = forms.ChoiceField(choices=VERDICTS, widget=forms.RadioSelect, label="What holds")
    field_order = ("standing", "reason")
