"""What people ask of the list, and what they fill in about a person of it."""

from __future__ import annotations

from django import forms

from daymark.casework.monitoring.rules.persons import Access

ACCESS = [
    (Access.SIGNS.value, "There are signs of it"),
    (Access.NONE_FOUND.value, "Somebody looked and found none"),
    (Access.NOT_KNOWN.value, "Not known"),
]


class ChainFilter(forms.Form):
    """What is asked of the list."""

    search = forms.CharField(required=False, max_length=20, label="Reference")
    waiting = forms.BooleanField(required=False, label="Not brought to triage yet")


class AccessForm(forms.Form):
    """What was found out about access to a child."""

    access = forms.TypedChoiceField(
        choices=ACCESS, coerce=int, widget=forms.RadioSelect, label="Can this person be near a child?"
    )
    reason = forms.CharField(
        max_length=2000, widget=forms.Textarea, label="How do you know?", help_text="One or two sentences."
    )
