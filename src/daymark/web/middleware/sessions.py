"""Rules for everybody who is signed in: idle time, sign-out everywhere, a second factor before anything else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import cast
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from daymark.casework.access.actions import note_sign_out
from daymark.casework.access.gates import SignedInRequest
from daymark.casework.access.models import User

LAST_SEEN = "last_seen_at"
SIGNED_IN = "signed_in_at"
# Reachable before a second factor is enrolled: enrolling it, and leaving.
BEFORE_SECOND_FACTOR = ("/accounts/2fa/", "/accounts/logout/", "/accounts/reauthenticate/", "/static/")
# Sent by a part of a page that fetches itself anew: nobody has clicked, and nobody stays signed in by it.
REFRESHES_ITSELF = "X-Refreshes-Itself"
NOTED_EVERY = 60  # seconds: writing the time of each click would cost a write for each page


class SignedInRules:
    """Signs out who was idle too long or whose sessions were ended; sends who has no second factor to enrol one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        return self._held_to_them(cast(SignedInRequest, request), timezone.now())

    def _held_to_them(self, request: SignedInRequest, now: datetime) -> HttpResponse:
        if ended := _ended(request, now):
            return _leave(request, *ended, now)
        if REFRESHES_ITSELF not in request.headers:
            _note_seen(request, now)
        if not request.path.startswith(BEFORE_SECOND_FACTOR) and not request.user.has_usable_second_factor():
            return redirect("mfa_activate_totp")
        return self.get_response(request)


def _ended(request: SignedInRequest, now: datetime) -> tuple[str, str] | None:
    """Why this session is over, for the record and for the person; None while it goes on."""
    idle = settings.DAYMARK.idle_minutes
    began = request.session.get(SIGNED_IN, 0)
    if now.timestamp() - request.session.get(LAST_SEEN, began) > idle * 60:
        return "idle", f"You were signed out after {idle} minutes without a click. Sign in to go on."
    if began < request.user.sessions_valid_from.timestamp():
        return "ended", "You were signed out because your password, roles or sessions were changed. Sign in again."
    return None


def _leave(request: SignedInRequest, why: str, words: str, now: datetime) -> HttpResponse:
    note_sign_out(person=request.user, why=why, at=now)
    logout(request)
    messages.info(request, words)
    asked = f"?{urlencode({'next': request.get_full_path()})}" if request.method == "GET" else ""
    target = reverse("account_login") + asked
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": reverse("account_login")})
    return redirect(target)


def _note_seen(request: SignedInRequest, now: datetime) -> None:
    if now.timestamp() - request.session.get(LAST_SEEN, 0) >= NOTED_EVERY:
        request.session[LAST_SEEN] = now.timestamp()
        User.objects.filter(pk=request.user.pk).update(last_seen_at=now)
