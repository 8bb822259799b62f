"""What of the cases waits for a person."""

from __future__ import annotations

from datetime import datetime, time

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.timezone import get_current_timezone, localdate, make_aware

from daymark.casework.access.models import User
from daymark.casework.access.rules import Section, Waiting, WaitingPart
from daymark.casework.cases.models import CaseState, Task
from daymark.casework.cases.queries.reading import visible_cases
from daymark.casework.reports.queries import first_of

SHOWN = 10  # lines on the home page; the total says how many there are


def waiting_for(user: User, *, at: datetime) -> WaitingPart:
    """Open tasks given to a person, and overdue ones of cases that the person leads; the longest due first."""
    if not user.reads_cases:
        return WaitingPart()
    tasks, total = first_of(tasks_waiting(user, at=at).select_related("case", "assigned_to"), SHOWN)
    return WaitingPart(tuple(_line(task, user, at) for task in tasks), ((Section.TASKS, total),))


def tasks_waiting(user: User, *, at: datetime) -> QuerySet[Task]:
    """The tasks behind `waiting_for`."""
    overdue_in_mine = Q(case__lead=user, due_on__lt=localdate(at))
    return (
        Task.objects.filter(done_at__isnull=True, case__state=CaseState.OPEN, case__in=visible_cases(user))
        .filter(Q(assigned_to=user) | overdue_in_mine)
        .order_by("due_on", "case__priority", "made_at")
    )


def _line(task: Task, user: User, at: datetime) -> Waiting:
    case = task.case
    whose = "" if task.assigned_to == user else f" ({task.assigned_to.name if task.assigned_to else 'nobody'} has it)"
    return Waiting(
        section=Section.TASKS,
        title=case.title,
        reference=case.reference,
        changed=f"{task.text}{whose}",
        url=reverse("case", args=[case.reference]) + "#tasks",
        button="Open the case",
        due_at=_end_of(task),
        in_danger=case.child_in_danger,
    )


def _end_of(task: Task) -> datetime | None:
    return make_aware(datetime.combine(task.due_on, time(23, 59)), get_current_timezone()) if task.due_on else None
