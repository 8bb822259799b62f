"""The page that a one-time link opens: a password now, then a second factor."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from daymark.casework.access import actions
from daymark.casework.access.forms import PasswordForm
from daymark.casework.access.gates import for_everybody
from daymark.casework.access.views.posted import posted


@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "POST"])
@for_everybody
def enrol(request: HttpRequest, token: str) -> HttpResponse:
    """Sets the password, signs the person in, and leads to the second factor."""
    enrolment = actions.open_enrolment(token=token, at=timezone.now())
    form = PasswordForm(posted(request), person=enrolment.user)
    if request.method == "POST" and form.is_valid():
        password = form.cleaned_data["password"]
        person = actions.use_enrolment(token=token, password=password, at=timezone.now())
        _sign_in(request, person)
        return redirect("mfa_activate_totp")
    context = {"form": form, "person": enrolment.user, "expires_at": enrolment.expires_at}
    return render(request, "access/pages/enrol.html", context, status=422 if form.errors else 200)


def _sign_in(request: HttpRequest, person: Any) -> None:
    get_adapter(request).login(request, person)
    record_authentication(request, person, method="password")
