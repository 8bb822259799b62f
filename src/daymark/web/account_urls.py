"""The part of allauth's addresses that this program uses: signing in and out, password, second factors."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.webauthn import views as keys
from django.urls import path
from django.views.decorators.http import require_http_methods
from django.views.generic import RedirectView

from daymark.casework.access import gates
from daymark.web import factors as own

answers = require_http_methods(["GET", "POST"])


def for_everybody(view: gates.View) -> gates.View:
    """A page of allauth's that is open without a session."""
    return answers(gates.for_everybody(view))


def for_us(view: gates.View) -> gates.View:
    """A page of allauth's for whoever is signed in."""
    return answers(gates.for_signed_in(view))


urlpatterns = [
    path("login/", for_everybody(account.login), name="account_login"),
    path("logout/", for_everybody(own.SignOut.as_view()), name="account_logout"),
    path("password/change/", for_us(own.ChangePassword.as_view()), name="account_change_password"),
    path("reauthenticate/", for_us(account.reauthenticate), name="account_reauthenticate"),
    path("2fa/", for_us(RedirectView.as_view(pattern_name="account")), name="mfa_index"),
    path("2fa/authenticate/", for_everybody(mfa.authenticate), name="mfa_authenticate"),
    path("2fa/reauthenticate/", for_us(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("2fa/totp/activate/", for_us(own.AddApp.as_view()), name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", for_us(own.RemoveApp.as_view()), name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", for_us(own.ShowCodes.as_view()), name="mfa_view_recovery_codes"),
    path("2fa/recovery-codes/generate/", for_us(own.MakeCodes.as_view()), name="mfa_generate_recovery_codes"),
    path("2fa/webauthn/", for_us(keys.list_webauthn), name="mfa_list_webauthn"),
    path("2fa/webauthn/add/", for_us(own.AddPasskey.as_view()), name="mfa_add_webauthn"),
    path("2fa/webauthn/login/", for_everybody(keys.login_webauthn), name="mfa_login_webauthn"),
    path("2fa/webauthn/reauthenticate/", for_us(keys.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    path("2fa/webauthn/keys/<int:pk>/remove/", for_us(own.RemovePasskey.as_view()), name="mfa_remove_webauthn"),
    path("2fa/webauthn/keys/<int:pk>/edit/", for_us(own.RenamePasskey.as_view()), name="mfa_edit_webauthn"),
]  # fmt: skip
