"""The list of cases: what it can be narrowed by, and in which order it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from daymark.casework.access.models import User
from daymark.casework.cases.models import Case, CaseMember, CaseReport, CaseState, Task
from daymark.casework.cases.queries.reading import visible_cases
from daymark.casework.subjects.models import Sighting

ORDERS = {
    "opened": ("opened_at", "reference"),
    "-opened": ("-opened_at", "-reference"),
    "priority": ("priority", "-child_in_danger", "-opened_at"),
    "-priority": ("-priority", "child_in_danger", "-opened_at"),
    "title": ("title", "reference"),
    "-title": ("-title", "reference"),
    "due": (F("next_due_on").asc(nulls_last=True), "priority"),
    "-due": (F("next_due_on").desc(nulls_last=True), "priority"),
}
FIRST_ORDER = "priority"
LONGEST_SEARCH = 100  # characters


@dataclass(frozen=True)
class CaseFilter:
    """What a person asked of the list. Empty means: no matter."""

    search: str = ""
    state: str = CaseState.OPEN.value
    lead: str = ""
    priority: str = ""
    operation: str = ""
    mine: bool = False
    danger: bool = False
    overdue: bool = False
    order: str = FIRST_ORDER


def find_cases(user: User, wanted: CaseFilter, *, today: date) -> QuerySet[Case]:
    """The cases a person may see that fit, each with `report_count`, `open_tasks`, `overdue_tasks`, `next_due_on`."""
    cases = _with_counts(visible_cases(user).select_related("lead"), today)
    cases = cases.filter(_plain(wanted)).filter(_search(wanted.search))
    if wanted.mine:
        cases = cases.filter(Q(lead=user) | Exists(CaseMember.objects.filter(case=OuterRef("pk"), user=user)))
    if wanted.overdue:
        cases = cases.filter(Exists(Task.objects.filter(case=OuterRef("pk"), done_at__isnull=True, due_on__lt=today)))
    return cases.order_by(*ORDERS.get(wanted.order, ORDERS[FIRST_ORDER]))


def operations(user: User) -> list[str]:
    """The names of operations among the cases that a person may see."""
    names = visible_cases(user).exclude(operation="").values_list("operation", flat=True)
    return sorted(names.distinct())


def _plain(wanted: CaseFilter) -> Q:
    asked = {
        "state": wanted.state,
        "lead__username": wanted.lead,
        "priority": wanted.priority,
        "operation": wanted.operation,
    }
    known = {name: value for name, value in asked.items() if value}
    return Q(**known, **({"child_in_danger": True} if wanted.danger else {}))


def _search(text: str) -> Q:
    """References, words of the title, the operation, the lead's name, a report's reference, or a whole identifier."""
    words = " ".join(text.split())[:LONGEST_SEARCH]
    if not words:
        return Q()
    in_reports = CaseReport.objects.filter(case=OuterRef("pk"))
    named = Sighting.objects.filter(value=words.lower(), report__in_case__case=OuterRef("pk"))
    return (
        Q(reference__icontains=words)
        | Q(title__icontains=words)
        | Q(operation__icontains=words)
        | Q(lead__name__icontains=words)
        | Exists(in_reports.filter(report__reference__iexact=words))
        | Exists(named)
    )


def _with_counts(cases: QuerySet[Case], today: date) -> QuerySet[Case]:
    open_tasks = Task.objects.filter(case=OuterRef("pk"), done_at__isnull=True).order_by()
    return cases.annotate(
        report_count=_count(CaseReport.objects.filter(case=OuterRef("pk")).order_by()),
        open_tasks=_count(open_tasks),
        overdue_tasks=_count(open_tasks.filter(due_on__lt=today)),
        next_due_on=Subquery(open_tasks.filter(due_on__isnull=False).order_by("due_on").values("due_on")[:1]),
    )


def _count(rows: QuerySet[Task] | QuerySet[CaseReport]) -> Coalesce:
    counted = rows.values("case").annotate(number=Count("*")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
