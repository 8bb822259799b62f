"""What is done on the page of a report: each a plain POST that leads back to the page."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from daymark.casework.access.gates import SignedInRequest, for_roles
from daymark.casework.reports.models import Report
from daymark.casework.reports.queries import can_be_asked, get_report_for
from daymark.casework.triage import actions
from daymark.casework.triage.forms import AskForm, CloseForm, HandOverForm, PriorityForm, PutBackForm, ReasonForm
from daymark.casework.triage.models import Bundle
from daymark.casework.triage.queries import bundle_of
from daymark.casework.triage.queries.reading import QUEUE_ROLES
from daymark.casework.triage.rules import question_from
from daymark.casework.triage.views.report import show


@require_POST
@for_roles(*QUEUE_ROLES)
def take(request: SignedInRequest, reference: str) -> HttpResponse:
    """Takes the row."""
    at, _, bundle = _fetched(request, reference)
    actions.take(bundle=bundle, by=request.user, at=at)
    return _back(request, reference, "You hold this now. Put it back if somebody else should decide.")


@require_POST
@for_roles(*QUEUE_ROLES)
def put_back(request: SignedInRequest, reference: str) -> HttpResponse:
    """Puts the row back for somebody else."""
    at, report, bundle = _fetched(request, reference)
    form = PutBackForm(request.POST, auto_id="back_%s")
    if not form.is_valid():
        return show(request, report, at, put_back_form=form)
    actions.put_back(bundle=bundle, by=request.user, at=at, **form.cleaned_data)
    return _back(request, reference, "Back in the queue. Take it again if that was a mistake.")


@require_POST
@for_roles(*QUEUE_ROLES)
def hand_over(request: SignedInRequest, reference: str) -> HttpResponse:
    """Gives the row to a colleague."""
    at, report, bundle = _fetched(request, reference)
    form = HandOverForm(request.POST, holder=bundle.held_by, auto_id="over_%s")
    if not form.is_valid():
        return show(request, report, at, hand_over_form=form)
    to = form.cleaned_data["to"]
    actions.hand_over(bundle=bundle, by=request.user, at=at, **form.cleaned_data)
    return _back(request, reference, f"{to.name} holds this now.")


@require_POST
@for_roles(*QUEUE_ROLES)
def set_priority(request: SignedInRequest, reference: str) -> HttpResponse:
    """Raises or lowers the priority with a reason."""
    at, report, bundle = _fetched(request, reference)
    form = PriorityForm(request.POST, floor=bundle.floor, auto_id="priority_%s")
    if not form.is_valid():
        return show(request, report, at, priority_form=form)
    row = actions.set_priority(bundle=bundle, by=request.user, at=at, **form.cleaned_data)
    return _back(request, reference, f"Priority {row.priority} now, with your reason.")


@require_POST
@for_roles(*QUEUE_ROLES)
def close(request: SignedInRequest, reference: str) -> HttpResponse:
    """Closes the row without a case."""
    at, report, bundle = _fetched(request, reference)
    form = CloseForm(request.POST, auto_id="close_%s")
    if not form.is_valid():
        return show(request, report, at, close_form=form)
    given = form.cleaned_data
    actions.close(bundle=bundle, reason_code=given["code"], reason=given["reason"], by=request.user, at=at)
    return _back(request, reference, "Closed without a case. It can be reopened on this page.")


@require_POST
@for_roles(*QUEUE_ROLES)
def reopen(request: SignedInRequest, reference: str) -> HttpResponse:
    """Puts a closed row back into the queue."""
    at, report, bundle = _fetched(request, reference)
    form = ReasonForm(request.POST, auto_id="reopen_%s")
    if not form.is_valid():
        return show(request, report, at, reopen_form=form)
    actions.reopen(bundle=bundle, by=request.user, at=at, **form.cleaned_data)
    return _back(request, reference, "Back in the queue, with a fresh clock.")


@require_POST
@for_roles(*QUEUE_ROLES)
def ask(request: SignedInRequest, reference: str) -> HttpResponse:
    """Sends a question to the reporter."""
    at, report, bundle = _fetched(request, reference)
    asked = can_be_asked(report)
    questions = [question_from(document, can_be_asked=asked) for document in bundle.questions]
    form = AskForm(request.POST, questions=questions, auto_id="ask_%s")
    if not form.is_valid():
        return show(request, report, at, ask_form=form)
    actions.ask(report=report, text=form.message, by=request.user, at=at)
    return _back(request, reference, "The question waits for the reporter, who reads it with the receipt code.")


@require_POST
@for_roles(*QUEUE_ROLES)
def split(request: SignedInRequest, reference: str) -> HttpResponse:
    """Gives one copy a row of its own."""
    at, report, _ = _fetched(request, reference)
    form = ReasonForm(request.POST, auto_id="split_%s")
    if not form.is_valid():
        messages.error(request, "Say why this is not a copy.")
        return redirect("report-copies", reference)
    actions.split_copy(report=report, by=request.user, at=at, **form.cleaned_data)
    return _back(request, reference, "This report stands on its own now.")


def _fetched(request: SignedInRequest, reference: str) -> tuple[datetime, Report, Bundle]:
    at = timezone.now()
    report = get_report_for(request.user, reference, at=at)
    return at, report, bundle_of(report)


def _back(request: SignedInRequest, reference: str, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("report", reference)
