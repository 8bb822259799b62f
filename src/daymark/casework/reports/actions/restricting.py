"""A report is seen by a case's members alone, or by all whose duty includes cases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from daymark.casework.access.context import acting_as_system
from daymark.casework.access.models import User
from daymark.casework.access.recording import Act, record_many
from daymark.casework.reports.models import Report


@transaction.atomic
def set_restricted(*, reports: Sequence[Report], restricted: bool, by: User | None, at: datetime) -> None:
    """Closes reports to all but the members of their case, or opens them again. The case says when."""
    changed = [report for report in reports if report.is_restricted != restricted]
    with acting_as_system():
        Report.objects.filter(pk__in=[report.pk for report in changed]).update(is_restricted=restricted)
    for report in changed:
        report.is_restricted = restricted
    act = "report restricted" if restricted else "report unrestricted"
    record_many(acts=[Act(act, "report", report.reference) for report in changed], by=by, at=at)
