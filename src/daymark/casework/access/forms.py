"""What is asked about people and of the lists."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from daymark.casework.access.models import Role, User
from daymark.casework.access.queries import acts_on_record, agencies_to_belong_to

ROLE_HINTS = {
    Role.TRIAGE_OFFICER: "Reads reports and says how urgent they are.",
    Role.INVESTIGATOR: "Works cases and refers them.",
    Role.VICTIM_IDENTIFICATION_ANALYST: "Works to find the child in pictures.",
    Role.SUPERVISOR: "Reads all of it, keeps people, sees the audit record.",
    Role.STRATEGIC_ANALYST: "Sees counts, never names or cases.",
    Role.PARTNER: "Of another agency: sees what was referred to it, nothing else.",
    Role.ADMINISTRATOR: "Runs the system and keeps people. Cannot read cases.",
}


class PersonForm(forms.Form):
    """Name, roles and agency of a person."""

    name = forms.CharField(label="Name", max_length=120, help_text="As colleagues know the person.")
    roles = forms.MultipleChoiceField(label="Roles", choices=Role.choices, widget=forms.CheckboxSelectMultiple)
    agency: forms.ModelChoiceField[Any] = forms.ModelChoiceField(label="Works for", queryset=None, empty_label=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = agencies_to_belong_to()  # type: ignore[attr-defined]
        self.fields["roles"].choice_hints = ROLE_HINTS  # type: ignore[attr-defined]


class NewPersonForm(PersonForm):
    """The same, and the name to sign in with."""

    username = forms.CharField(
        label="Sign-in name", max_length=64, help_text="Small letters and digits, such as n.haddad. It stays the same."
    )
    field_order = ("name", "username", "roles", "agency")


class PeopleFilter(forms.Form):
    """Search and filters of the list of people."""

    q = forms.CharField(label="Name, sign-in name or agency", required=False)
    role = forms.ChoiceField(label="Role", required=False, choices=[("", "Any role"), *Role.choices])
    state = forms.ChoiceField(
        label="State",
        required=False,
        choices=[("", "Any state"), ("active", "Let in"), ("out", "Shut out"), ("unfinished", "No second factor yet")],
    )


class AuditFilter(forms.Form):
    """Search and filters of the audit record."""

    reference = forms.CharField(label="Reference", required=False, max_length=80)
    person = forms.CharField(label="Person", required=False, max_length=120)
    act = forms.ChoiceField(label="Act", required=False)
    start = forms.DateField(label="From", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    end = forms.DateField(label="Until", required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        acts = acts_on_record()
        self.fields["act"].choices = [("", "Any act"), *((act, act) for act in acts)]  # type: ignore[attr-defined]


class PasswordForm(forms.Form):
    """The password of a person who enrols, twice."""

    password = forms.CharField(
        label="Password",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
        help_text="At least 12 characters. Three or four words that do not belong together are good.",
    )
    again = forms.CharField(
        label="Password again", widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}), strip=False
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, self.person)
        return password

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("password", again):
            raise ValidationError("The two passwords differ. Type both again.")
        return again
