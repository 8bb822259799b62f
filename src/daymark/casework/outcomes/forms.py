"""What people fill in about results."""

from __future__ import annotations

from django import forms

from daymark.casework.outcomes.models import OutcomeKind
from daymark.casework.outcomes.rules import MOST


class OutcomeForm(forms.Form):
    """What came of it, how many, and on which day."""

    kind = forms.ChoiceField(choices=OutcomeKind.choices, widget=forms.RadioSelect, label="What came of it?")
    number = forms.IntegerField(min_value=1, max_value=MOST, initial=1, label="How many")
    happened_on = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}), label="On which day")
    note = forms.CharField(
        required=False, max_length=5000, widget=forms.Textarea, label="Note", help_text="No more names than needed."
    )
