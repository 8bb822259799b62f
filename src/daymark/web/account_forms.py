"""allauth's forms in our words: labels that say what to type, hints instead of placeholders."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms

TWELVE = "At least 12 characters. Three or four words that do not belong together are good and easy to remember."


def in_our_words(form: forms.Form, **words: tuple[str, str]) -> None:
    """Gives fields their label and hint, and takes the placeholder away: it vanishes when one begins to type."""
    for name, (label, hint) in words.items():
        field = form.fields[name]
        field.label, field.help_text = label, hint
        field.widget.attrs.pop("placeholder", None)
        field.error_messages["required"] = f"{label}: nothing was typed."


class SignIn(LoginForm):
    """Name and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_our_words(self, login=("Sign-in name", ""), password=("Password", ""))
        self.fields["login"].widget.attrs.update(autocapitalize="none", spellcheck="false")
        self.fields.pop("remember", None)


class NewPassword(ChangePasswordForm):
    """The password now, and the new one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_our_words(
            self,
            oldpassword=("Password now", ""),
            password1=("New password", TWELVE),
            password2=("New password again", ""),
        )


class PasswordAgain(ReauthenticateForm):
    """The password, asked for again."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_our_words(self, password=("Your password", ""))


class FirstCode(ActivateTOTPForm):
    """The first code of a new authenticator app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_our_words(self, code=("Code that the app shows now", "Six digits."))
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class NewPasskey(AddWebAuthnForm):
    """A passkey to be added."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_our_words(
            self,
            name=("Name", "So that you know it again, such as the colour of the key or the name of the telephone."),
            passwordless=("Sign in with it alone, without the password", "It must then ask for a PIN or a finger."),
        )


class PasskeyName(EditWebAuthnForm):
    """A passkey's name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_our_words(self, name=("Name", ""))
