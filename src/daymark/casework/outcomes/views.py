"""The pages of outcomes, and the whole history of a case to print."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from daymark.casework.access.gates import SignedInRequest, for_case_readers, for_roles
from daymark.casework.access.models import Role
from daymark.casework.cases.forms import ReasonForm, posted
from daymark.casework.cases.queries import get_case_for, reports_in
from daymark.casework.outcomes import actions
from daymark.casework.outcomes.forms import OutcomeForm
from daymark.casework.outcomes.queries import get_outcome_for, history_of, summary_of_case, words_of
from daymark.casework.referrals.models import Referral
from daymark.casework.referrals.queries import get_partner_referral_for, get_referral_for

ask = require_http_methods(["GET", "POST"])


@require_GET
@for_case_readers
def history(request: SignedInRequest, reference: str) -> HttpResponse:
    """Everything that happened in a case, in order, to print."""
    at = timezone.now()
    case = get_case_for(request.user, reference, at=at, act="case history read")
    content = {
        "case": case,
        "at": at,
        "lines": history_of(case),
        "reports": reports_in(case),
        "totals": words_of(summary_of_case(case)),
    }
    return render(request, "outcomes/pages/history.html", content)


@ask
@for_case_readers
def of_case(request: SignedInRequest, reference: str) -> HttpResponse:
    """Records what the centre itself knows came of a case."""
    at = timezone.now()
    case, form = get_case_for(request.user, reference, at=at), OutcomeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        actions.record_outcome(case=case, by=request.user, at=at, **form.cleaned_data)
        messages.success(request, "The result is on record.")
        return redirect("case", reference)
    return _ask(request, form, case.title, f"/cases/{reference}/", reference)


@ask
@for_case_readers
def of_referral(request: SignedInRequest, reference: str) -> HttpResponse:
    """Records what an agency told us came of a referral."""
    at = timezone.now()
    return _of_referral(request, get_referral_for(request.user, reference, at=at), "referral", at)


@ask
@for_roles(Role.PARTNER)
def of_partner(request: SignedInRequest, reference: str) -> HttpResponse:
    """Records what came of a referral, by the agency itself."""
    at = timezone.now()
    return _of_referral(request, get_partner_referral_for(request.user, reference, at=at), "partner-referral", at)


@ask
@for_case_readers
def take_back(request: SignedInRequest, reference: str, number: UUID) -> HttpResponse:
    """Withdraws a result that was wrong."""
    at = timezone.now()
    case, form = get_case_for(request.user, reference, at=at), ReasonForm(posted(request))
    outcome = get_outcome_for(request.user, case, number)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        actions.withdraw_outcome(outcome=outcome, reason=reason, by=request.user, at=at)
        messages.success(request, "The result is withdrawn. It stays in the history with your reason.")
        return redirect("case", reference)
    content = {"case": case, "outcome": outcome, "form": form}
    return render(request, "outcomes/pages/withdraw.html", content, status=422 if form.errors else 200)


def _of_referral(request: SignedInRequest, referral: Referral, page: str, at: datetime) -> HttpResponse:
    form: Any = OutcomeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        actions.record_referral_outcome(referral=referral, by=request.user, at=at, **form.cleaned_data)
        messages.success(request, "The result is on record.")
        return redirect(page, referral.reference)
    base = "referred" if page == "partner-referral" else "referrals"
    return _ask(request, form, referral.title, f"/{base}/{referral.reference}/", referral.reference)


def _ask(request: SignedInRequest, form: OutcomeForm, title: str, back: str, reference: str) -> HttpResponse:
    content = {"form": form, "title": title, "back": back, "reference": reference}
    return render(request, "outcomes/pages/record.html", content, status=422 if form.errors else 200)
