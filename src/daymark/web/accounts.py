"""How allauth behaves here: nobody signs up, no e-mail is sent, and every way in and out is on the audit record."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from daymark.casework.access import actions
from daymark.casework.access.keyring import keyring
from daymark.casework.access.models import User
from daymark.web.middleware.sessions import LAST_SEEN, SIGNED_IN

MFA_SECRET = b"mfa_authenticator.data"  # where a sealed secret belongs: it opens nowhere else
SEALED = "sealed:"
WORDS = {
    "password": "password",
    "totp": "authenticator app",
    "webauthn": "passkey",
    "recovery_codes": "recovery code",
}


def address_of(request: HttpRequest) -> str:
    """The address a request came from. Behind a proxy the server is told to trust, the server sets it."""
    return str(request.META.get("REMOTE_ADDR", ""))


def sign_in_name(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """The name that failures are counted under: `Amina` and `amina` are one."""
    return str((credentials or {}).get("username") or request.POST.get("login") or "").strip().lower()


class AccountAdapter(DefaultAccountAdapter):
    """People are enrolled by an administrator or a supervisor; there is no public sign-up."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": "The sign-in name and the password do not go together. Check both and try again.",
        "incorrect_password": "This is not your password. Try again.",
        "enter_current_password": "This is not your password. Try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """The person whose password this is; who is shut out gets the same answer as for a wrong password."""
        user: User | None = super().authenticate(request, **credentials)
        if user is not None and not user.is_active:
            self.authentication_failed(request, **credentials)
            return None
        return user

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        messages.error(request, "This passkey cannot be used to sign in.")
        return redirect("account_login")

    def login(self, request: HttpRequest, user: User) -> None:
        """Signs in: Django gives the session a new key, and the session learns when it began."""
        now = timezone.now()
        methods = [record.get("type") or record["method"] for record in get_authentication_records(request, user)]
        super().login(request, user)
        request.session[SIGNED_IN] = request.session[LAST_SEEN] = now.timestamp()
        words = " and ".join(WORDS.get(method, method) for method in methods)
        actions.note_sign_in(person=user, address=address_of(request), methods=words, at=now)

    def logout(self, request: HttpRequest) -> None:
        if request.user.is_authenticated:
            actions.note_sign_out(person=request.user, why="left", at=timezone.now())
        super().logout(request)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        if request.user.is_authenticated:
            return  # a password asked for again by a page; django-axes counts it
        username, locked = str(credentials.get("username", "")), bool(getattr(request, "axes_locked_out", False))
        actions.note_refused_sign_in(
            username=username, address=address_of(request), is_locked=locked, at=timezone.now()
        )

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account")

    def is_safe_url(self, url: str | None) -> bool:
        """Only addresses of this site, written without a host."""
        return bool(url) and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """The password is asked for again before a second factor is changed, unless it was given just now."""
        began = self.request.session.get(SIGNED_IN, 0)
        return bool(timezone.now().timestamp() - began > settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)


class FactorAdapter(DefaultMFAAdapter):
    """Second factors: secrets lie sealed in the database, and the last factor stays."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "This code is not right. Codes change every 30 seconds: wait for the next one and type it.",
        "cannot_delete_authenticator": "This is your only second factor. Add another one first.",
    }

    def encrypt(self, text: str) -> str:
        return SEALED + keyring().seal(text.encode(), MFA_SECRET).hex()

    def decrypt(self, encrypted_text: str) -> str:
        if not encrypted_text.startswith(SEALED):
            raise ValueError("This second factor was not enrolled here.")
        return keyring().open_sealed(bytes.fromhex(encrypted_text.removeprefix(SEALED)), MFA_SECRET).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        others = Authenticator.objects.filter(user=authenticator.user).exclude(pk=authenticator.pk)
        return bool(others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists())

    def generate_authenticator_name(self, user: User, type: str) -> str:
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return "Passkey" if number == 1 else f"Passkey {number}"
