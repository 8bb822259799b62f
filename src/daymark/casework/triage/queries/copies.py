"""Which reports stand in the queue as copies of another."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import F

from daymark.casework.triage.models import Assessment


def leads_of_copies(reports: Iterable[UUID]) -> dict[UUID, str]:
    """For each of these reports that is a copy, the reference of the report that leads its row of the queue."""
    copies = Assessment.objects.filter(report_id__in=list(reports), is_current=True)
    copies = copies.exclude(bundle__lead_id=F("report_id"))
    return dict(copies.values_list("report_id", "bundle__lead__reference"))
