"""What is done to the queue."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from daymark.casework.reports.models import Report


def assess_reports(reports: Sequence[Report], *, at: datetime) -> None: ...
def close_withdrawn(report: Report, *, at: datetime) -> None: ...
def bring_back(report: Report, *, at: datetime) -> None: ...
