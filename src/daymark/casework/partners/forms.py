"""What is asked about agencies and of their list."""

from __future__ import annotations

from typing import Any

from django import forms

from daymark.casework.partners import reference, rules
from daymark.casework.partners.actions import AgencyFacts, ContactFacts
from daymark.casework.partners.models import Agency, AgencyKind
from daymark.casework.partners.queries import country_choices


class LinesField(forms.CharField):
    """Several short texts, one a line."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> tuple[str, ...]:
        text = super().clean(value)
        return tuple(line.strip()[:80] for line in text.splitlines() if line.strip())


class AgencyForm(forms.Form):
    """Everything about an agency but its keys."""

    name = forms.CharField(label="Name", max_length=160)
    kind = forms.ChoiceField(label="Kind", choices=AgencyKind.choices)
    country = forms.ChoiceField(label="Country", required=False)
    areas = LinesField(label="Areas", required=False, help_text="One a line, such as North West.")
    website = forms.URLField(label="Website", required=False, assume_scheme="https")
    duty_desk = forms.CharField(
        label="Duty desk",
        required=False,
        widget=forms.Textarea,
        help_text="Telephone and hours, as the agency gave them to you. Write down who told you and when.",
    )
    receives_referrals = forms.BooleanField(label="Receives referrals", required=False)
    is_active = forms.BooleanField(label="In use", required=False, initial=True)
    notes = forms.CharField(label="Notes", required=False, widget=forms.Textarea)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = sorted(((each.iso2, each.name) for each in reference.countries().values()), key=lambda pair: pair[1])
        self.fields["country"].choices = [("", "International, or none"), *names]  # type: ignore[attr-defined]

    def facts(self) -> AgencyFacts:
        """What was written, as the actions take it."""
        data = {name: self.cleaned_data[name] for name in AgencyFacts.__dataclass_fields__}
        return AgencyFacts(**data)


class NewAgencyForm(AgencyForm):
    """The same, and the short code that stays."""

    code = forms.CharField(
        label="Code",
        max_length=59,
        help_text="Capital letters, figures, dashes, such as GB-EXAMPLE. It stays the same.",
    )
    field_order = ("name", "code", "kind", "country")


class KeysForm(forms.Form):
    """An agency's keys."""

    public_key = forms.CharField(
        label="Address for packages",
        required=False,
        max_length=120,
        help_text="The line that begins with age1. Leave it empty to withdraw the key.",
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocomplete": "off"}),
    )
    signing_key = forms.CharField(
        label="Signing key",
        required=False,
        max_length=64,
        help_text="64 hexadecimal digits, if the partner signs what it sends.",
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocomplete": "off"}),
    )

    def clean_public_key(self) -> str:
        return self._checked("public_key", rules.objection_to_public_key)

    def clean_signing_key(self) -> str:
        return self._checked("signing_key", rules.objection_to_signing_key)

    def _checked(self, name: str, objection: Any) -> str:
        text: str = self.cleaned_data[name].strip()
        if words := objection(text):
            raise forms.ValidationError(words)
        return text


class ContactForm(forms.Form):
    """A person or desk."""

    name = forms.CharField(label="Name of the person or desk", max_length=120)
    duty = forms.CharField(label="Duty", required=False, max_length=120)
    email = forms.EmailField(label="E-mail", required=False)
    phone = forms.CharField(label="Telephone", required=False, max_length=60)

    def facts(self) -> ContactFacts:
        """What was written, as the actions take it."""
        return ContactFacts(**self.cleaned_data)


class IndustryForm(forms.Form):
    """How a company's machine is treated."""

    is_strict = forms.BooleanField(
        label="Refuse documents that break the schema",
        required=False,
        help_text="Otherwise they are taken, with a warning on the report: no report is lost.",
    )


class AgencyFilter(forms.Form):
    """Search and filters of the list."""

    q = forms.CharField(label="Name, code or area", required=False)
    kind = forms.ChoiceField(label="Kind", required=False, choices=[("", "Any kind"), *AgencyKind.choices])
    country = forms.ChoiceField(label="Country", required=False)
    has = forms.ChoiceField(
        label="Having",
        required=False,
        choices=[("", "Any"), ("referrals", "Receives referrals"), ("key", "Has a key"), ("no-key", "Has no key")],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [("", "Any country"), *country_choices()]  # type: ignore[attr-defined]


def written(agency: Agency) -> dict[str, Any]:
    """What an agency's form begins with."""
    return {name: getattr(agency, name) for name in AgencyFacts.__dataclass_fields__}
