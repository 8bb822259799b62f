"""The queue: what it can be narrowed by, and in which order it stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from daymark.casework.access.models import User
from daymark.casework.reports.models import Report
from daymark.casework.reports.queries import Sought, any_of
from daymark.casework.triage.models import Assessment, Bundle, BundleState

URGENT, DUE, OLDEST, NEWEST = "urgent", "due", "oldest", "newest"
ORDERS: dict[str, tuple[str, ...]] = {
    URGENT: ("priority", "-rank", "due_at", "id"),
    DUE: ("due_at", "id"),
    OLDEST: ("first_received_at", "id"),
    NEWEST: ("-first_received_at", "-id"),
}
OPEN = Q(ended_at__isnull=True)
# Whose a row is, as the list asks for it.
STANDINGS: dict[str, Callable[[User], Q]] = {
    "": lambda user: OPEN,
    "free": lambda user: OPEN & Q(state=BundleState.WAITING),
    "mine": lambda user: OPEN & Q(held_by=user),
    "held": lambda user: OPEN & Q(state=BundleState.IN_HAND),
    "asked": lambda user: OPEN & Q(state=BundleState.ASKED),
    "closed": lambda user: Q(state=BundleState.CLOSED, ended_at__isnull=False),
    "in-case": lambda user: Q(state=BundleState.IN_CASE, ended_at__isnull=False),
}


@dataclass(frozen=True)
class QueueFilter:
    """What a person asked of the queue. Empty means: no matter, and of those only what has not ended."""

    standing: str = ""
    priority: int | None = None
    harm: str = ""
    source: str = ""
    danger: bool = False
    overdue: bool = False
    order: str = URGENT
    sought: Sought | None = None


def find_bundles(user: User, wanted: QueueFilter, *, at: datetime) -> QuerySet[Bundle]:
    """The rows that fit, in order, for a person whose duty needs them. Give a page of them to `rows_of`."""
    if not user.reads_cases:
        return Bundle.objects.none()
    asked = {"priority": wanted.priority, "harm": wanted.harm, "source_kind": wanted.source}
    rows = Bundle.objects.filter(STANDINGS.get(wanted.standing, STANDINGS[""])(user))
    rows = rows.filter(**{name: value for name, value in asked.items() if value})
    if wanted.danger:
        rows = rows.filter(child_in_danger=True)
    if wanted.overdue:
        rows = rows.filter(due_at__lt=at).exclude(state=BundleState.ASKED)
    if wanted.sought and wanted.sought.text:
        rows = rows.filter(any_of("pk", _bundles_of(wanted.sought)))
    return rows.order_by(*_order(wanted))


def rows_of(found: QuerySet[Bundle]) -> list[Bundle]:
    """A page of the queue, each row with its leading report and its holder.

    The order is read from the index alone and only the rows of the page are fetched: page 400 costs what page 1 does.
    """
    keys = list(found.values_list("pk", flat=True))
    leads = Report.objects.defer("understood").select_related("source_agency")
    rows = Bundle.objects.prefetch_related(Prefetch("lead", leads), "held_by").defer("questions").in_bulk(keys)
    return [rows[key] for key in keys]


def _order(wanted: QueueFilter) -> tuple[str, ...]:
    if wanted.standing in ("closed", "in-case"):
        return ("-ended_at", "-id")
    return ORDERS.get(wanted.order, ORDERS[URGENT])


def _bundles_of(sought: Sought) -> list[UUID]:
    """A copy leads to its bundle as well as the report that leads it."""
    found = Assessment.objects.filter(any_of("report", sought.reports), is_current=True)
    return list(found.values_list("bundle_id", flat=True))
