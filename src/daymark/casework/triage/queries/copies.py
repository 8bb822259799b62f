"""Which reports stand in the queue as copies of another."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from daymark.casework.triage.models import Assessment, Bundle


def leads_of_copies(reports: Collection[UUID]) -> dict[UUID, str]:
    """For each of these reports that is a copy, the reference of the report that leads its row of the queue."""
    leading = set(Bundle.objects.filter(lead_id__in=reports).values_list("lead_id", flat=True))
    copies = [report for report in reports if report not in leading]
    found = Assessment.objects.filter(report_id__in=copies, is_current=True)
    return dict(found.values_list("report_id", "bundle__lead__reference")) if copies else {}
