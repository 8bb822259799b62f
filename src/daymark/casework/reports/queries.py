"""Reads reports. `get_report_for` is the only way to fetch one for a person."""

from __future__ import annotations

from datetime import datetime

from daymark.casework.access.actions import record
from daymark.casework.access.models import User
from daymark.casework.reports.models import Report
from daymark.problems import NotForYou


def get_report_for(user: User, reference: str, *, at: datetime) -> Report:
    """One report for a person whose duty needs it; the reading goes on record. Raises NotForYou, alike for
    "there is none" and "not yours"."""
    if not user.reads_cases:
        raise NotForYou()
    report = (
        Report.objects.select_related("received", "source_agency", "in_case__case").filter(reference=reference).first()
    )
    if report is None:
        raise NotForYou()
    record(act="report read", by=user, at=at, kind="report", reference=report.reference)
    return report
