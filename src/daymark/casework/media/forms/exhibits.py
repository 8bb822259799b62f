"""What people fill in about exhibits."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms

from daymark.casework.access.models import User
from daymark.casework.media.rules import (
    HOLDER_LENGTH,
    NAME_LENGTH,
    SEAL_LENGTH,
    NotSigned,
    NotYetHeld,
    checked_signature,
    checked_time,
)


class ExhibitForm(forms.Form):
    """A seized item."""

    name = forms.CharField(max_length=NAME_LENGTH, label="Name", help_text="As on its label, for instance ABC/1.")
    description = forms.CharField(
        required=False,
        max_length=5000,
        widget=forms.Textarea,
        label="What it is, and where it was found",
        help_text="No more names than needed.",
    )


class CustodyForm(forms.Form):
    """Who holds the exhibit from when on."""

    holder = forms.CharField(max_length=HOLDER_LENGTH, label="Who holds it", help_text="A person, or a store.")
    held_from = forms.DateTimeField(
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"), label="From when on"
    )
    seal = forms.CharField(required=False, max_length=SEAL_LENGTH, label="Number of the seal")
    why = forms.CharField(required=False, max_length=2000, widget=forms.Textarea, label="Why it changed hands")
    signed_as = forms.CharField(
        max_length=160, label="Sign with your name", help_text="This line can never be changed afterwards."
    )

    def __init__(self, *given: Any, by: User, at: datetime) -> None:
        super().__init__(*given)
        self._by, self._at = by, at

    def clean_held_from(self) -> datetime:
        """A time that has come."""
        try:
            return checked_time(self.cleaned_data["held_from"], self._at)
        except NotYetHeld as problem:
            raise forms.ValidationError(problem.message) from problem

    def clean_signed_as(self) -> str:
        """The name of the person who signs."""
        try:
            return checked_signature(self.cleaned_data["signed_as"], self._by.name)
        except NotSigned as problem:
            raise forms.ValidationError(problem.message) from problem
