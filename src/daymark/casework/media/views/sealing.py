"""The policy for sealing, and another try at what could not be sealed."""

from __future__ import annotations

from dataclasses import asdict

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from daymark.casework.access.gates import SignedInRequest, for_case_readers, for_roles
from daymark.casework.access.models import Role
from daymark.casework.media import actions
from daymark.casework.media.forms import SealingPolicyForm
from daymark.casework.media.queries import get_seizure_for
from daymark.casework.media.queries.sealing import sealing_policy_at, sealing_policy_history
from daymark.casework.media.rules.sealing import SealingOutOfRange, SealingPolicy


@require_http_methods(["GET", "POST"])
@for_roles(Role.SUPERVISOR)
def policy(request: SignedInRequest) -> HttpResponse:
    """Shows which originals are sealed by themselves, with the history, and changes it."""
    version = sealing_policy_at(timezone.now())
    now = version.policy if version else SealingPolicy()
    form = SealingPolicyForm(request.POST if request.method == "POST" else None, initial=asdict(now))
    if request.method == "POST" and form.is_valid() and _changed(request, form):
        messages.success(request, "The policy is in force from now on.")
        return redirect("sealing-policy")
    content = {"form": form, "policy": now, "version": version, "history": sealing_policy_history()[:50]}
    return render(request, "media/pages/sealing_policy.html", content, status=422 if form.errors else 200)


@require_POST
@for_case_readers
def again(request: SignedInRequest, reference: str) -> HttpResponse:
    """Tries once more what could not be sealed of a seizure."""
    at = timezone.now()
    number = actions.ask_again(seizure=get_seizure_for(request.user, reference, at=at), by=request.user, at=at)
    messages.success(request, f"{number:,} {'file waits' if number == 1 else 'files wait'} to be sealed.")
    return redirect("seizure", reference)


def _changed(request: SignedInRequest, form: SealingPolicyForm) -> bool:
    """Whether the policy could be put in force; what speaks against it is told in the form."""
    reason = form.cleaned_data["reason"]
    try:
        actions.change_sealing_policy(policy=form.policy(), reason=reason, by=request.user, at=timezone.now())
    except SealingOutOfRange as problem:
        form.add_error(problem.field or None, problem.message)
        return False
    return True
