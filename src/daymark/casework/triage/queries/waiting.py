"""What of the queue waits for a person."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.urls import reverse

from daymark.casework.access.models import User
from daymark.casework.access.rules import Section, Waiting, WaitingPart
from daymark.casework.reports.models import Message
from daymark.casework.reports.queries import first_of, unread_answers
from daymark.casework.triage.models import Bundle, BundleState
from daymark.casework.triage.queries.reading import QUEUE_ROLES

SHOWN = 6  # lines of a section on the home page; the total says how many there are
# What runs out within this time is said before the person finds it overdue.
SOON = timedelta(hours=2)


def waiting_for(user: User, *, at: datetime) -> WaitingPart:
    """Children in danger, clocks about to run out, what the person holds, and answers that have come."""
    if not user.has_role(*QUEUE_ROLES):
        return WaitingPart()
    sections = (
        (Section.DANGER, awaiting_danger()),
        (Section.CLOCKS, awaiting_clocks(user, at=at)),
        (Section.IN_HAND, awaiting_in_hand(user)),
    )
    lines, totals = [], []
    for section, rows in sections:
        found, total = first_of(rows.select_related("lead", "held_by").defer("lead__understood"), SHOWN)
        lines += [_line(section, row, user) for row in found]
        totals.append((section, total))
    unread = awaiting_answers(user).select_related("report").defer("report__understood")
    answers, total = first_of(unread, SHOWN)
    lines += [_answer(message) for message in answers]
    return WaitingPart(tuple(lines), (*totals, (Section.ANSWERS, total)))


def awaiting_danger() -> QuerySet[Bundle]:
    """Rows of the queue in which a child is said to be in danger, the first to run out first."""
    return Bundle.objects.filter(ended_at__isnull=True, child_in_danger=True).order_by("due_at")


def awaiting_clocks(user: User, *, at: datetime) -> QuerySet[Bundle]:
    """Other rows that are overdue or soon will be, free or in the person's hands."""
    return (
        Bundle.objects.filter(ended_at__isnull=True, child_in_danger=False, due_at__lte=at + SOON)
        .filter(Q(held_by__isnull=True) | Q(held_by=user))
        .exclude(state=BundleState.ASKED)
        .order_by("due_at", "id")
    )


def awaiting_in_hand(user: User) -> QuerySet[Bundle]:
    """What the person holds, waiting for the reporter or not."""
    return Bundle.objects.filter(held_by=user, state__in=[BundleState.IN_HAND, BundleState.ASKED]).order_by(
        "priority", "-rank", "due_at"
    )


def awaiting_answers(user: User) -> QuerySet[Message]:
    """Answers nobody has read, to questions the person asked or on a report in the person's hands or in nobody's."""
    asked = Message.objects.filter(sent_by=user).values("report")
    held = Bundle.objects.filter(Q(held_by=user) | Q(held_by__isnull=True, ended_at__isnull=True)).values("lead")
    return unread_answers().filter(Q(report__in=asked) | Q(report__in=held)).order_by("sent_at")


def _line(section: Section, row: Bundle, user: User) -> Waiting:
    return Waiting(
        section=section,
        title=row.title,
        reference=row.lead.reference,
        changed=_changed(row, user),
        url=reverse("report", args=[row.lead.reference]),
        button="Open" if row.held_by_id else "Open and take",
        due_at=row.due_at,
        in_danger=row.child_in_danger,
    )


def _changed(row: Bundle, user: User) -> str:
    reason = row.reasons[0]["sentence"] if row.reasons else ""
    if row.state == BundleState.ASKED:
        return f"{reason}; the reporter has been asked"
    if row.held_by is not None and row.held_by != user:
        return f"{reason}; {row.held_by.name} holds it"
    return str(reason)


def _answer(message: Message) -> Waiting:
    report = message.report
    return Waiting(
        section=Section.ANSWERS,
        title=report.title,
        reference=report.reference,
        changed="The reporter has answered",
        url=reverse("report-talk", args=[report.reference]),
        button="Read the answer",
    )
