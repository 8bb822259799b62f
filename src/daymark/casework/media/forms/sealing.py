"""What a supervisor fills in to say which originals are sealed without anybody asking."""

from __future__ import annotations

from django import forms

from daymark.casework.media.rules.facts import GRAVEST
from daymark.casework.media.rules.sealing import SealingPolicy, SealingWay, grades
from daymark.casework.welfare.rules.policy import REASON_LENGTH

WAY_WORDS = (
    (SealingWay.NOTHING.value, "Nothing: a person decides each time"),
    (SealingWay.SEVERITY.value, "From a severity on"),
    (SealingWay.GRADES.value, "By grade"),
)


class SealingPolicyForm(forms.Form):
    """What is sealed when its grade is settled. What each may hold stands in `rules.sealing`."""

    way = forms.ChoiceField(label="What is sealed", choices=WAY_WORDS, widget=forms.RadioSelect)
    severity_from = forms.IntegerField(label=f"The severity from which it is sealed, 1 to {GRAVEST}")
    grades = forms.MultipleChoiceField(
        label="The grades that are sealed",
        choices=grades,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="One of them is enough. A value that a person still has to confirm counts as well.",
    )
    reason = forms.CharField(label="Why it is changed", max_length=REASON_LENGTH, widget=forms.Textarea)

    def policy(self) -> SealingPolicy:
        """The policy as filled in."""
        said = self.cleaned_data
        return SealingPolicy(said["way"], said["severity_from"], tuple(said["grades"]))
