"""One's own account: name, roles, theme, ways in, sessions."""

from __future__ import annotations

from datetime import UTC, datetime

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from daymark.casework.access import actions, queries
from daymark.casework.access.gates import SignedInRequest, for_signed_in


@require_GET
@for_signed_in
def account(request: SignedInRequest) -> HttpResponse:
    """Everything about oneself, with the acts that change it."""
    factors = {each.type: each for each in Authenticator.objects.filter(user=request.user)}
    codes = factors.get("recovery_codes")
    context = {
        "app": factors.get("totp"),
        "passkeys": Authenticator.objects.filter(user=request.user, type="webauthn").count(),
        "codes_left": len(codes.wrap().get_unused_codes()) if codes else 0,
        "has_codes": codes is not None,
        "began_at": datetime.fromtimestamp(request.session["signed_in_at"], tz=UTC),
        "idle_minutes": settings.DAYMARK.idle_minutes,
        "sign_ins": queries.sign_ins_of(request.user),
    }
    return render(request, "access/pages/account.html", context)


@require_POST
@for_signed_in
def theme(request: SignedInRequest) -> HttpResponse:
    """Chooses the theme and goes back to where one was."""
    actions.choose_theme(person=request.user, theme=request.POST.get("theme", ""))
    back = request.POST.get("next", "")
    return redirect(back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else "account")


@require_POST
@for_signed_in
def end_sessions(request: SignedInRequest) -> HttpResponse:
    """Signs oneself out everywhere, here too."""
    actions.sign_out_everywhere(person=request.user, by=request.user, at=timezone.now())
    request.session.flush()
    messages.success(request, "You are signed out on every device.")
    return redirect("account_login")
