"""One report as received: its bytes, its files, the talk with the reporter, and what was done to it.

How it is understood and how urgent it is stands on triage's page of the same report.
"""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from daymark.casework.access.gates import SignedInRequest, for_case_readers
from daymark.casework.reports import actions
from daymark.casework.reports.models import Message, Report
from daymark.casework.reports.queries import can_be_asked, get_raw_for, get_report_for, history_of
from daymark.casework.reports.rules.documents import from_document
from daymark.casework.reports.rules.wording import detail_words, viewed_words
from daymark.casework.reports.views.tabs import tabs_of

PAGE = 50


@require_GET
@for_case_readers
def as_received(request: SignedInRequest, reference: str) -> HttpResponse:
    """What arrived: its digest and size, and what could not be read of it. The bytes themselves are never drawn."""
    report = get_report_for(request.user, reference, at=timezone.now())
    return _page(
        request, "reports/pages/received.html", report, "report-received", said=from_document(report.understood)
    )


@require_GET
@for_case_readers
def raw_document(request: SignedInRequest, reference: str) -> HttpResponse:
    """The bytes as a download that no browser opens by itself; the taking goes on record."""
    received = get_raw_for(request.user, reference, at=timezone.now())
    response = HttpResponse(received.body, content_type="application/octet-stream")
    name = re.sub(r"[^A-Za-z0-9._-]", "_", f"{reference}-as-received.bin")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_GET
@for_case_readers
def files(request: SignedInRequest, reference: str) -> HttpResponse:
    """The files that came along, sealed: what the sender says of each, and nothing of what is in them."""
    report = get_report_for(request.user, reference, at=timezone.now())
    rows = [(file, viewed_words(file.viewed_by_sender)) for file in report.attachments.all()]
    return _page(request, "reports/pages/files.html", report, "report-attachments", rows=rows)


@require_GET
@for_case_readers
def conversation(request: SignedInRequest, reference: str) -> HttpResponse:
    """Our questions and the reporter's answers."""
    report = get_report_for(request.user, reference, at=timezone.now())
    talk = list(Message.objects.filter(report=report).select_related("sent_by"))
    return _page(
        request,
        "reports/pages/conversation.html",
        report,
        "report-talk",
        talk=talk,
        unread=sum(message.from_reporter and message.read_at is None for message in talk),
        can_be_asked=can_be_asked(report),
    )


@require_POST
@for_case_readers
def mark_answers_read(request: SignedInRequest, reference: str) -> HttpResponse:
    """The answers have been read."""
    at = timezone.now()
    report = get_report_for(request.user, reference, at=at)
    count = actions.mark_read(report=report, by=request.user, at=at)
    messages.success(request, f"Marked as read: {count}.")
    return redirect("report-talk", reference)


@require_GET
@for_case_readers
def history(request: SignedInRequest, reference: str) -> HttpResponse:
    """What was done to the report, and who read it."""
    report = get_report_for(request.user, reference, at=timezone.now())
    page = Paginator(history_of(report.reference), PAGE).get_page(request.GET.get("page"))
    entries = [(entry, detail_words(entry.detail)) for entry in page]
    return _page(request, "reports/pages/history.html", report, "report-history", page=page, entries=entries)


def _page(request: SignedInRequest, template: str, report: Report, current: str, **content: Any) -> HttpResponse:
    return render(request, template, {"report": report, "tabs": tabs_of(report, current), **content})
