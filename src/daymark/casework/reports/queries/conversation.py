"""The talk with a reporter, as the staff see it."""

from __future__ import annotations

from django.db.models import QuerySet

from daymark.casework.reports.models import Message, Receipt, Report


def can_be_asked(report: Report) -> bool:
    """Whether the reporter kept a receipt, and so may come back and read a question."""
    return Receipt.objects.filter(report=report).exists()


def unread_answers() -> QuerySet[Message]:
    """Every answer that nobody has read yet."""
    return Message.objects.filter(from_reporter=True, read_at__isnull=True)
