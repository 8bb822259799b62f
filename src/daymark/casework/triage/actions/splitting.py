"""A report that is no copy after all stands on its own."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from daymark.casework.access.models import User
from daymark.casework.reports.models import Report
from daymark.casework.triage.actions.rows import needed, put_on_record, stand_again, to_act_on
from daymark.casework.triage.models import Assessment, Bundle
from daymark.casework.triage.queries.reading import bundle_of, copies_of
from daymark.casework.triage.rules import CLOCKS
from daymark.problems import Problem


class NothingToSplit(Problem):
    """This report stands alone already."""


@transaction.atomic
def split_copy(*, report: Report, reason: str, by: User, at: datetime) -> Bundle:
    """Gives a report of a bundle a row of its own, which never folds again. The bundle keeps every reason it had."""
    row, why = to_act_on(bundle_of(report), by), needed(reason)
    if row.copies < 2:
        raise NothingToSplit()
    own = split_off(row, report, at)
    put_on_record(own, "copy split off", by=by, at=at, reason=why, was_with=row.lead.reference)
    return own


def split_off(row: Bundle, report: Report, at: datetime) -> Bundle:
    """Makes the row for one report out of a locked bundle that keeps at least one other."""
    if row.lead_id == report.pk:
        row.lead = next(copy for copy in copies_of(row) if copy.pk != report.pk)
    row.copies -= 1
    row.save(update_fields=["lead", "copies"])
    said = Assessment.objects.get(report=report, is_current=True)
    own = Bundle(
        lead=report,
        title=report.title,
        harm=report.harm,
        source_kind=report.source_kind,
        first_received_at=report.received_at,
        reasons=said.reasons,
        questions=said.questions,
    )
    stand_again(own)
    own.due_at = at + CLOCKS[own.priority]
    own.save(force_insert=True)
    Assessment.objects.filter(pk=said.pk).update(bundle=own)
    return own
