"""Second factors: allauth's pages, with a limit on wrong codes, a code good once, and every change on record."""

from __future__ import annotations

import time
from typing import Any, cast

from allauth.account.views import LogoutView, PasswordChangeView
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm
from allauth.mfa.webauthn.views import AddWebAuthnView, EditWebAuthnView, RemoveWebAuthnView
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from daymark.casework.access import actions
from daymark.casework.access.actions import FactorChange
from daymark.casework.access.gates import SignedInRequest
from daymark.casework.access.keyring import keyring
from daymark.web.account_forms import in_our_words
from daymark.web.accounts import FactorAdapter, address_of
from daymark.web.middleware.sessions import SIGNED_IN

REPLAY = 120  # seconds in which a code could be shown again: three steps of 30 s, and a margin


class LimitedCodes(BaseAuthenticateForm):
    """Five wrong codes, then a quarter of an hour's wait; a right code opens once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_our_words(self, code=("Code", "Six digits from your authenticator app, or one of your recovery codes."))

    def clean_code(self) -> str:
        try:
            actions.refuse_after_too_many_codes(person=self.user, at=timezone.now())
        except actions.TooManyCodes as problem:
            raise ValidationError(problem.message) from problem
        try:
            code: str = super().clean_code()
        except ValidationError:
            self._note_refusal()
            raise
        self._refuse_replay(code)
        return code

    def _refuse_replay(self, code: str) -> None:
        used, authenticator = keyring().blind(code.encode(), "second factor").hex(), self.authenticator
        if authenticator.type != Authenticator.Type.TOTP:
            return
        last, last_at = authenticator.data.get("last", ""), authenticator.data.get("last_at", 0)
        if last == used and time.time() - last_at < REPLAY:
            self._note_refusal()
            raise ValidationError("This code was used already. Wait for the next one.")
        authenticator.data.update(last=used, last_at=time.time())
        authenticator.save(update_fields=["data"])

    def _note_refusal(self) -> None:
        actions.note_refused_factor(person=self.user, address=address_of(context.request), at=timezone.now())


class SignInCode(LimitedCodes, AuthenticateForm):
    """The code after the password."""


class ConfirmingCode(LimitedCodes, ReauthenticateForm):
    """The code asked for again before something important."""


class SignInPasskey(AuthenticateWebAuthnForm):
    """The passkey after the password."""

    def clean_credential(self) -> Authenticator:
        try:
            return super().clean_credential()
        except ValidationError:
            actions.note_refused_factor(person=self.user, address=address_of(context.request), at=timezone.now())
            raise


def _record(request: HttpRequest, change: FactorChange) -> None:
    actions.note_factor_change(person=cast(SignedInRequest, request).user, change=change, at=timezone.now())


class AddApp(ActivateTOTPView):
    """Enrols an authenticator app."""

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        _record(self.request, FactorChange.APP_ADDED)
        return response


class RemoveApp(DeactivateTOTPView):
    """Removes the authenticator app, unless it is the only second factor."""

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        _record(self.request, FactorChange.APP_REMOVED)
        return response


class AddPasskey(AddWebAuthnView):
    """Enrols a passkey or a security key."""

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        _record(self.request, FactorChange.PASSKEY_ADDED)
        return response


class RemovePasskey(RemoveWebAuthnView):
    """Removes a passkey, unless it is the only second factor."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        found = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.WEBAUTHN, pk=kwargs["pk"])
        if (passkey := found.first()) and not FactorAdapter().can_delete_authenticator(passkey):
            messages.error(request, FactorAdapter.error_messages["cannot_delete_authenticator"])
            return redirect("mfa_list_webauthn")
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        _record(self.request, FactorChange.PASSKEY_REMOVED)
        return response


class RenamePasskey(EditWebAuthnView):
    """Gives a passkey another name."""

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        _record(self.request, FactorChange.PASSKEY_RENAMED)
        return response


class MakeCodes(GenerateRecoveryCodesView):
    """Makes new recovery codes; the old ones stop."""

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        _record(self.request, FactorChange.CODES_MADE)
        return response


class ShowCodes(ViewRecoveryCodesView):
    """Shows the recovery codes, once."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown: dict[str, Any] = super().get_context_data(**kwargs)
        if shown["can_view_codes"]:
            _record(self.request, FactorChange.CODES_SEEN)
        return shown


class ChangePassword(PasswordChangeView):
    """Changes the password; every other session ends, this one goes on."""

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        now = timezone.now()
        actions.password_changed(person=form.user, at=now)
        self.request.session[SIGNED_IN] = now.timestamp()
        return response


class SignOut(LogoutView):
    """Signs out, and tells the browser to forget what it kept of this site."""

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post(*args, **kwargs)
        response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
        return response
