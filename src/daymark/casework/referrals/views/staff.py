"""The centre's list of referrals, the choice of an authority, and one referral."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from daymark.casework.access.gates import SignedInRequest, for_case_readers
from daymark.casework.cases.forms import posted
from daymark.casework.cases.queries import get_case_for, understood_in
from daymark.casework.referrals import actions
from daymark.casework.referrals.forms import AnswerForm, ContentForm, DraftForm, NoteForm, ReferralFilterForm, SendForm
from daymark.casework.referrals.models import Referral, ReferralEvent
from daymark.casework.referrals.page_parts import REFERRAL_PARTS
from daymark.casework.referrals.queries import (
    document_of,
    evidence_for,
    find_referrals,
    get_referral_for,
    level_of,
    overdue,
    pending_for,
    reports_missing_from,
    sender_desk,
    six_hours_lately,
    standing_of,
    visible_referrals,
)
from daymark.casework.referrals.queries.listing import FIRST_ORDER
from daymark.casework.referrals.rules.states import MOVES, WAITING, State
from daymark.vault.signatures import fingerprint

PAGE = 25


@require_GET
@for_case_readers
def referral_list(request: SignedInRequest) -> HttpResponse:
    """The centre's referrals, the longest overdue first, with how they stand against the six hours."""
    at, order = timezone.now(), request.GET.get("order", FIRST_ORDER)
    form = ReferralFilterForm(request.GET)
    page = Paginator(find_referrals(request.user, form.wanted(order), at=at), PAGE).get_page(request.GET.get("page"))
    content = {
        "form": form,
        "page": page,
        "rows": [(row, level_of(row, at)) for row in page],
        "order": order,
        "at": at,
        "six_hours": six_hours_lately(request.user, at=at),
        "overdue": overdue(visible_referrals(request.user), at=at).count(),
        "pending": pending_for(request.user, at=at).count(),
    }
    return render(request, "referrals/pages/list.html", content)


@require_http_methods(["GET", "POST"])
@for_case_readers
def draft(request: SignedInRequest, reference: str) -> HttpResponse:
    """Who can act on a case, with evidence and doubts; a person chooses and says why."""
    at = timezone.now()
    case = get_case_for(request.user, reference, at=at)
    evidence = evidence_for(case, understood_in(case))
    form = DraftForm(posted(request), evidence=evidence)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        names = ("destination", "choice_reason", "include_reporters", "enclose_files", "request")
        chosen = {name: given[name] for name in names}
        made = actions.draft_referral(case=case, by=request.user, at=at, **chosen)
        messages.success(request, f"{made.reference} is drafted. Nothing has been sent: read it, then send it.")
        return redirect("referral", made.reference)
    content = {"case": case, "evidence": evidence, "form": form}
    return render(request, "referrals/pages/draft.html", content, status=422 if form.errors else 200)


@require_GET
@for_case_readers
def referral(request: SignedInRequest, reference: str) -> HttpResponse:
    """One referral: its line of states, who is waited for, and what the partner reads."""
    at = timezone.now()
    return show(request, get_referral_for(request.user, reference, at=at), at)


def show(request: SignedInRequest, shown: Referral, at: datetime, **forms: Any) -> HttpResponse:
    """The page of a referral; a form that was filled in wrongly is shown again in its place."""
    state, key = State(shown.state), shown.recipient_key or shown.destination.public_key
    content = {
        "referral": shown,
        "at": at,
        "document": document_of(shown),
        "standing": standing_of(shown, sender=sender_desk().name, at=at),
        "events": ReferralEvent.objects.filter(referral=shown).select_related("by"),
        "fingerprint": fingerprint(key) if key else "",
        "missing": reports_missing_from(shown),
        "parts": REFERRAL_PARTS.of(shown, request.user, at=at),
        "is_draft": state is State.DRAFT,
        "is_waiting": state in WAITING,
        "can_withdraw": State.WITHDRAWN in MOVES[state],
        "content_form": ContentForm(auto_id="content_%s"),
        "send_form": SendForm(auto_id="send_%s"),
        "answer_form": AnswerForm(acts=acts_at(state), auto_id="answer_%s"),
        "note_form": NoteForm(auto_id="note_%s"),
    }
    return render(request, "referrals/pages/referral.html", content | forms, status=422 if forms else 200)


def acts_at(state: State) -> list[str]:
    """What the agency can say while a referral stands there. Accepting says both that it arrived and that they act."""
    if state in (State.SENT, State.ACKNOWLEDGED):
        return [*(["acknowledge"] if state is State.SENT else []), "accept", "decline"]
    return ["conclude", "decline"] if state is State.ACCEPTED else []
