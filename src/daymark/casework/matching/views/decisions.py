"""The pages of what waits for a person: look-alikes, and files about which lists disagree."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from daymark.casework.access.gates import SignedInRequest, for_case_readers, for_roles
from daymark.casework.access.models import Role, User
from daymark.casework.cases.forms import posted
from daymark.casework.matching import actions, queries
from daymark.casework.matching.forms import LookForm, VerdictForm
from daymark.casework.matching.models import Hit
from daymark.casework.matching.queries.pairs import pair_of
from daymark.casework.matching.rules import DIGEST_WORDS
from daymark.casework.matching.views.looking import for_deciders
from daymark.casework.media.queries.pictures import warm
from daymark.casework.media.rules import Standing
from daymark.casework.welfare.queries import allowance_of

ask = require_http_methods(["GET", "POST"])
PAGE = 50
DONE = {
    "confirm": "Confirmed: what the list says of it counts from now on.",
    "reject": "Rejected: it shows something else.",
    "undo": "Undone: it is a proposal again.",
}


@require_GET
@for_case_readers
def proposals(request: SignedInRequest) -> HttpResponse:
    """Look-alikes that nobody has decided, the nearest first."""
    order, bank = request.GET.get("order", ""), request.GET.get("list", "")
    found = queries.proposals(
        request.user, order=order, bank=int(bank) if bank.isdecimal() and len(bank) < 18 else None
    )
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    return render(request, "matching/pages/proposals.html", {"page": page, "order": order})


@ask
@for_deciders
def proposal(request: SignedInRequest, number: int) -> HttpResponse:
    """One look-alike beside what is known, to be confirmed or rejected; a decision can be undone."""
    at = timezone.now()
    hit = queries.get_proposal_for(request.user, number, at=at)
    form = LookForm(posted(request))
    if request.method == "POST" and form.is_valid():
        _decide(hit, request.user, **form.cleaned_data)
        messages.success(request, DONE[form.cleaned_data["act"]])
        return redirect("look-alike", number)
    warm()
    content = {
        "hit": hit,
        "form": form,
        "pair": pair_of(hit, request.user),
        "known": {
            words: bytes(given).hex() for kind, words in DIGEST_WORDS.items() if (given := getattr(hit.entry, kind))
        },
        "after": queries.next_proposal(request.user, hit),
        "allowance": allowance_of(request.user, at=at),
    }
    return render(request, "matching/pages/proposal.html", content, status=422 if form.errors else 200)


@require_GET
@for_case_readers
def disputes(request: SignedInRequest) -> HttpResponse:
    """Files about which lists disagree: those that wait for a supervisor, or those that one has decided."""
    ruled = bool(request.GET.get("ruled"))
    page = Paginator(queries.open_disputes(request.user, ruled=ruled), PAGE).get_page(request.GET.get("page"))
    return render(request, "matching/pages/disputes.html", {"page": page, "ruled": ruled})


@ask
@for_roles(Role.SUPERVISOR)
def dispute(request: SignedInRequest, sha256: str) -> HttpResponse:
    """One file about which lists disagree: who says what, and a supervisor's word on it."""
    at, form = timezone.now(), VerdictForm(posted(request))
    shown = queries.get_dispute_for(request.user, sha256, at=at)
    if request.method == "POST" and form.is_valid():
        standing, reason = Standing(form.cleaned_data["standing"]), form.cleaned_data["reason"]
        actions.rule(content=shown.content, standing=standing, reason=reason, by=request.user, at=at)
        messages.success(request, "Decided. It holds until one of the lists says something else.")
        return redirect("disputes")
    content = {
        "dispute": shown,
        "form": form,
        "lists": queries.lists_of(shown.content),
        "verdicts": list(queries.verdicts_of(shown.content)),
    }
    return render(request, "matching/pages/dispute.html", content, status=422 if form.errors else 200)


def _decide(hit: Hit, by: User, *, act: str, reason: str) -> None:
    at = timezone.now()
    if act == "confirm":
        actions.confirm(hit=hit, reason=reason, by=by, at=at)
    elif act == "reject":
        actions.reject(hit=hit, reason=reason, by=by, at=at)
    else:
        actions.undo(hit=hit, by=by, at=at)
