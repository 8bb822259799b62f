"""Rules for everybody who is signed in: idle time, sign-out everywhere, a second factor before anything else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

LAST_SEEN = "last_seen_at"
SIGNED_IN = "signed_in_at"
# Reachable before a second factor is enrolled: enrolling it, and leaving.
BEFORE_SECOND_FACTOR = ("/accounts/2fa/", "/accounts/logout/", "/accounts/reauthenticate/", "/static/")


class SignedInRules:
    """Signs out who was idle too long or whose sessions were ended; sends who has no second factor to enrol one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        now = timezone.now()
        if why := self._must_leave(request, now):
            logout(request)
            messages.info(request, why)
            return redirect("account_login")
        request.session[LAST_SEEN] = now.timestamp()
        if not request.path.startswith(BEFORE_SECOND_FACTOR) and not request.user.has_usable_second_factor():
            return redirect("mfa_activate_totp")
        return self.get_response(request)

    @staticmethod
    def _must_leave(request: HttpRequest, now: datetime) -> str | None:
        signed_in = request.session.get(SIGNED_IN, 0)
        last_seen = request.session.get(LAST_SEEN, now.timestamp())
        if now.timestamp() - last_seen > settings.DAYMARK.idle_minutes * 60:
            return (
                f"You were signed out after {settings.DAYMARK.idle_minutes} minutes without a click. Sign in to go on."
            )
        if signed_in < request.user.sessions_valid_from.timestamp():
            return "You were signed out because your password, your roles or your sessions were changed. Sign in again."
        return None
