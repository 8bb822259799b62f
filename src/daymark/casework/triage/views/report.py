"""One report: as understood, how urgent and why, what is unknown, and what can be done."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from daymark.casework.access.gates import SignedInRequest, for_case_readers
from daymark.casework.access.models import Role
from daymark.casework.reports.models import Report
from daymark.casework.reports.queries import can_be_asked, get_report_for
from daymark.casework.reports.views.tabs import tabs_of
from daymark.casework.reports.views.understood import understood_shown
from daymark.casework.triage.actions.holding import may_hold
from daymark.casework.triage.forms import AskForm, CloseForm, HandOverForm, PriorityForm, PutBackForm, ReasonForm
from daymark.casework.triage.models import Assessment, Bundle, BundleState
from daymark.casework.triage.queries import bundle_seen, copies_of, standing_of
from daymark.casework.triage.rules import question_from
from daymark.casework.triage.views.rows import holder_words, reasons_shown, stopped_words


@require_GET
@for_case_readers
def report(request: SignedInRequest, reference: str) -> HttpResponse:
    """The page of a report; beside the queue, in short."""
    at = timezone.now()
    return show(request, get_report_for(request.user, reference, at=at), at)


@require_GET
@for_case_readers
def copies(request: SignedInRequest, reference: str) -> HttpResponse:
    """The reports that are folded into one row with this one."""
    shown = get_report_for(request.user, reference, at=timezone.now())
    bundle = bundle_seen(shown)
    content = {
        "report": shown,
        "bundle": bundle,
        "tabs": tabs_of(shown, "report-copies", copies=bundle.copies - 1 if bundle else None),
        "copies": list(copies_of(bundle)) if bundle else [],
        "may_act": bundle is not None and may_hold(bundle, request.user),
        "split_form": ReasonForm(auto_id="split_%s"),
    }
    return render(request, "triage/pages/copies.html", content)


def show(request: SignedInRequest, shown: Report, at: datetime, **forms: Any) -> HttpResponse:
    """The page of a report; a form that was filled in wrongly is shown again in its place."""
    bundle = bundle_seen(shown)
    content = {"report": shown, "at": at, "bundle": bundle, **understood_shown(shown)}
    if bundle is not None:
        content |= _standing(request, shown, bundle) | forms
    beside = request.headers.get("HX-Request") and not forms
    if beside:
        return render(request, "triage/parts/beside.html", content)
    content["tabs"] = tabs_of(shown, "report", copies=bundle.copies - 1 if bundle else None)
    return render(request, "triage/pages/report.html", content, status=422 if forms else 200)


def _standing(request: SignedInRequest, shown: Report, bundle: Bundle) -> dict[str, Any]:
    """The right side: priority, reasons, questions and what this person can do."""
    weighed, decided = standing_of(bundle)
    asked = can_be_asked(shown)
    questions = [question_from(document, can_be_asked=asked) for document in bundle.questions]
    decision = Assessment.objects.filter(bundle=bundle, decided_by__isnull=False).select_related("decided_by")
    return {
        "weighed": weighed,
        "holding": next((each.sentence for each in weighed.reasons if each.floor == weighed.floor), ""),
        "decision": decision.order_by("-id").first() if decided else None,
        "reasons": reasons_shown(bundle),
        "questions": questions,
        "can_be_asked": asked,
        "holder": holder_words(bundle, request.user),
        "stopped": stopped_words(bundle),
        "is_mine": bundle.held_by == request.user,
        "may_act": may_hold(bundle, request.user),
        "may_close": bundle.floor != 1 or request.user.has_role(Role.SUPERVISOR),
        "is_closed": bundle.state == BundleState.CLOSED,
        **_forms(bundle, questions),
    }


def _forms(bundle: Bundle, questions: list[Any]) -> dict[str, Any]:
    return {
        "put_back_form": PutBackForm(auto_id="back_%s"),
        "priority_form": PriorityForm(floor=bundle.floor, initial={"priority": bundle.priority}, auto_id="priority_%s"),
        "close_form": CloseForm(auto_id="close_%s"),
        "hand_over_form": HandOverForm(holder=bundle.held_by, auto_id="over_%s"),
        "reopen_form": ReasonForm(auto_id="reopen_%s"),
        "ask_form": AskForm(questions=questions, auto_id="ask_%s"),
    }
