"""The talk with a reporter: our questions, the reporter's answers."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from daymark.casework.access.models import User
from daymark.casework.access.recording import record
from daymark.casework.reports.actions.receiving import REPORTER_ANSWERED
from daymark.casework.reports.models import Message, Receipt, Report
from daymark.problems import Problem

LONGEST_MESSAGE = 20_000  # characters; a longer one is cut by nobody, it is refused


class NoWayBack(Problem):
    """The reporter kept no receipt, so nobody would read the question. Look for another way to reach the child."""


class NothingSaid(Problem):
    """There is no text. Write something, or leave the page."""


class TooLong(Problem):
    """The text is too long. Send it in two parts."""


@transaction.atomic
def ask_reporter(*, report: Report, text: str, by: User, at: datetime) -> Message:
    """Leaves a question for the reporter, who finds it on coming back with the receipt code."""
    if not Receipt.objects.filter(report=report).exists():
        raise NoWayBack()
    message = Message.objects.create(report=report, text=_said(text), from_reporter=False, sent_at=at, sent_by=by)
    record(act="reporter asked", by=by, at=at, kind="report", reference=report.reference)
    return message


@transaction.atomic
def record_answer(*, report: Report, text: str, at: datetime) -> Message:
    """Keeps what the reporter answered or added, and tells whoever asked."""
    message = Message.objects.create(report=report, text=_said(text), from_reporter=True, sent_at=at)
    record(act="answer received", by=None, at=at, kind="report", reference=report.reference)
    REPORTER_ANSWERED.announce(report, at=at)
    return message


@transaction.atomic
def mark_read(*, report: Report, by: User, at: datetime) -> int:
    """Marks every answer of a report as read, and gives how many there were."""
    unread = Message.objects.filter(report=report, from_reporter=True, read_at__isnull=True)
    count = unread.update(read_at=at)
    if count:
        record(act="answers read", by=by, at=at, kind="report", reference=report.reference, detail={"answers": count})
    return count


def _said(text: str) -> str:
    plain = text.strip()
    if not plain:
        raise NothingSaid()
    if len(plain) > LONGEST_MESSAGE:
        raise TooLong()
    return plain
