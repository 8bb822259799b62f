"""Rows go into a case and come out of one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from daymark.casework.access.context import acting_as_system
from daymark.casework.access.models import User
from daymark.casework.reports.models import Report
from daymark.casework.triage.actions.deciding import back_in_queue
from daymark.casework.triage.actions.rows import hold, needed, put_on_record
from daymark.casework.triage.actions.splitting import split_off
from daymark.casework.triage.models import Assessment, Bundle, BundleState
from daymark.casework.triage.queries.reading import copies_of


@transaction.atomic
def mark_in_case(*, reports: Sequence[Report], by: User | None, at: datetime, restricted: bool = False) -> None:
    """Takes the rows of these reports out of the queue, because a case works them now.

    A row goes as a whole: give every copy (`queries.with_copies`). Calling again only sets `restricted`.
    """
    with acting_as_system():
        for row in _rows_of(reports):
            entering = row.state != BundleState.IN_CASE
            if entering:
                hold(row, None, at)
                row.state, row.ended_at, row.ended_by, row.end_reason = BundleState.IN_CASE, at, by, ""
            row.is_restricted = restricted
            row.save()
            if entering:
                put_on_record(row, "report in case", by=by, at=at, copies=row.copies)


@transaction.atomic
def take_out_of_case(*, reports: Sequence[Report], reason: str, by: User | None, at: datetime) -> None:
    """Puts reports back into the queue; copies that stay in the case keep their row there."""
    why = needed(reason)
    with acting_as_system():
        leaving = {report.pk for report in reports}
        for row in _rows_of(reports):
            going = [copy for copy in copies_of(row) if copy.pk in leaving]
            rows = [row] if len(going) == row.copies else [split_off(row, copy, at) for copy in going]
            for each in rows:
                back_in_queue(each, at)
                each.is_restricted = False
                each.save()
                put_on_record(each, "report out of case", by=by, at=at, reason=why)


def _rows_of(reports: Sequence[Report]) -> list[Bundle]:
    """The rows locked, in the order in which copies that arrive lock theirs."""
    ids = Assessment.objects.filter(report__in=reports, is_current=True).values("bundle")
    rows = Bundle.objects.select_for_update(of=("self",)).select_related("lead").filter(pk__in=ids)
    return list(rows.order_by("fingerprint", "id"))
