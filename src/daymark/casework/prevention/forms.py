"""Forms of the page about report buttons."""

from __future__ import annotations

from typing import Any

from django import forms

from daymark.casework.partners.models import Agency
from daymark.casework.prevention.queries import without_button


class ButtonFilters(forms.Form):
    """Search and filters of the list; all in the address."""

    q = forms.CharField(label="Partner", required=False)
    state = forms.ChoiceField(label="State", required=False, choices=[("", "On and off"), ("on", "On"), ("off", "Off")])


class NewButton(forms.Form):
    """Which partner gets a button."""

    agency: forms.ModelChoiceField[Agency] = forms.ModelChoiceField(
        label="Partner",
        queryset=Agency.objects.none(),
        empty_label="Choose a partner",
        error_messages={"required": "Choose a partner.", "invalid_choice": "This partner has a button already."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = without_button()  # type: ignore[attr-defined]
