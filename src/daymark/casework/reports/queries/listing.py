"""The list of everything received: what it can be narrowed by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils.timezone import get_current_timezone

from daymark.casework.access.models import User
from daymark.casework.reports.models import Report
from daymark.casework.reports.queries.finding import Sought, any_of


@dataclass(frozen=True)
class ReportFilter:
    """What a person asked of the list. Empty means: no matter. `agency` is an agency's code; days are included."""

    harm: str = ""
    environment: str = ""
    source: str = ""
    agency: str = ""
    way: str = ""
    since: date | None = None
    until: date | None = None
    sought: Sought | None = None


def find_reports(user: User, wanted: ReportFilter) -> QuerySet[Report]:
    """The reports that fit, for a person whose duty needs them; what was said stays sealed until one is opened."""
    if not user.reads_cases:
        return Report.objects.none()
    asked = {
        "harm": wanted.harm,
        "environment": wanted.environment,
        "source_kind": wanted.source,
        "source_agency__code": wanted.agency,
        "way": wanted.way,
    }
    found = Report.objects.filter(**{name: value for name, value in asked.items() if value})
    if wanted.since:
        found = found.filter(received_at__gte=_start_of(wanted.since))
    if wanted.until:
        found = found.filter(received_at__lt=_start_of(wanted.until + timedelta(days=1)))
    if wanted.sought and wanted.sought.text:
        found = found.filter(any_of("pk", wanted.sought.reports))
    return found.defer("understood").prefetch_related("source_agency")


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time(), get_current_timezone())
