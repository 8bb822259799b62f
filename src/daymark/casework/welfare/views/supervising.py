"""For supervisors: who is near the limit, more minutes for one person, and the policy."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from daymark.casework.access.gates import SignedInRequest, for_roles
from daymark.casework.access.models import Role
from daymark.casework.welfare import actions, queries
from daymark.casework.welfare.forms import PAIR_WORDS, LiftForm, PolicyForm
from daymark.casework.welfare.queries.supervising import CLASSES, PersonSums
from daymark.casework.welfare.rules.charts import in_words
from daymark.casework.welfare.rules.policy import PolicyOutOfRange

for_supervisors = for_roles(Role.SUPERVISOR)


@require_GET
@for_supervisors
def people(request: SignedInRequest) -> HttpResponse:
    """Everybody's hours, who is nearest to the limit first; never what was seen."""
    sums = queries.people_sums(at=timezone.now())
    content = {
        "people": [_line(each) for each in sums],
        "classes": [words for words, _ in CLASSES],
        "near": sum(1 for each in sums if each.warn and not each.at_limit),
        "at_limit": sum(1 for each in sums if each.at_limit),
        "overdue": sum(1 for each in sums if each.counselling_overdue),
        "policy": queries.policy_now(),
    }
    return render(request, "welfare/pages/people.html", content)


@require_http_methods(["GET", "POST"])
@for_supervisors
def lift(request: SignedInRequest, username: str) -> HttpResponse:
    """Adds minutes to one person's limit of today."""
    at = timezone.now()
    person = queries.get_looker_for(request.user, username, at=at)
    form = LiftForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = actions.lift(person=person, by=request.user, at=at, **form.cleaned_data)
        messages.success(request, f"{person.name} may look {given.minutes} minutes longer today, and is told so.")
        return redirect("wellbeing-people")
    content = {"person": person, "form": form, "lifts": queries.lifts_of(person, at=at)}
    return render(request, "welfare/pages/lift.html", content, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@for_supervisors
def policy(request: SignedInRequest) -> HttpResponse:
    """Shows the policy with its history, and changes it."""
    now = queries.policy_now()
    form = PolicyForm(request.POST if request.method == "POST" else None, initial=asdict(now))
    if request.method == "POST" and form.is_valid() and _changed(request, form):
        messages.success(request, "The policy is in force from now on.")
        return redirect("wellbeing-policy")
    content = {
        "form": form,
        "policy": now,
        "pairs": dict(PAIR_WORDS)[now.pairs],
        "history": queries.policy_history()[:50],
    }
    return render(request, "welfare/pages/policy.html", content, status=422 if form.errors else 200)


def _changed(request: SignedInRequest, form: PolicyForm) -> bool:
    """Whether the policy could be put in force; what speaks against it is told in the form."""
    reason = form.cleaned_data["reason"]
    try:
        actions.change_policy(policy=form.policy(), reason=reason, by=request.user, at=timezone.now())
    except PolicyOutOfRange as problem:
        form.add_error(problem.field or None, problem.message)
        return False
    return True


def _line(sums: PersonSums) -> dict[str, Any]:
    return {
        "sums": sums,
        "today": in_words(sums.today),
        "limit": in_words(sums.limit),
        "lifted": in_words(sums.lifted) if sums.lifted else "",
        "week": in_words(sums.week),
        "month": in_words(sums.month),
        "by_class": [in_words(length) for length in sums.by_class],
    }
