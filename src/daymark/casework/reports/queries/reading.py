"""One report, for a person."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from daymark.casework.access.models import AuditRecord, User
from daymark.casework.access.recording import record
from daymark.casework.reports.models import Received, Report
from daymark.problems import NotForYou


def get_report_for(user: User, reference: str, *, at: datetime, act: str = "report read") -> Report:
    """One report for a person whose duty needs it; the reading goes on record. Raises NotForYou, alike for
    "there is none" and "not yours"."""
    if not user.reads_cases:
        raise NotForYou()
    report = (
        Report.objects.select_related("received", "source_agency", "in_case__case")
        .defer("received__body")
        .filter(reference=reference)
        .first()
    )
    if report is None:
        raise NotForYou()
    record(act=act, by=user, at=at, kind="report", reference=report.reference)
    return report


def get_raw_for(user: User, reference: str, *, at: datetime) -> Received:
    """The bytes of a report exactly as they arrived; who took them goes on record with their digest."""
    report = get_report_for(user, reference, at=at, act="report downloaded as received")
    return Received.objects.get(pk=report.received_id)


def history_of(reference: str) -> QuerySet[AuditRecord]:
    """Everything that was done to a report and everybody who read it, the latest first."""
    return AuditRecord.objects.filter(object_reference=reference).order_by("-at", "-link__sequence")
