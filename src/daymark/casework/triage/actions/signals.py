"""What later stages and events add to a row."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from daymark.casework.access.context import acting_as_system
from daymark.casework.access.models import User
from daymark.casework.reports.models import Report
from daymark.casework.triage.actions.rows import locked, put_on_record, stand_again
from daymark.casework.triage.models import Assessment, Bundle
from daymark.casework.triage.queries.reading import bundle_of
from daymark.casework.triage.rules import CLOCKS, Reason, Signal, reason_of_signal, weigh


@transaction.atomic
def add_signal(*, report: Report, code: str, sentence: str = "", at: datetime, by: User | None = None) -> None:
    """Adds what a later stage has found; it raises the row when its rule says so. The same signal twice counts once.

    `code` is one of `rules.Signal`; `sentence` must hold no name, account or address, because it can be searched.
    """
    with acting_as_system():
        row = locked(bundle_of(report))
        reason = reason_of_signal(Signal(code), sentence)
        add_reason(row, reason, at)
        _assess_again(report, reason, at)
        put_on_record(row, "signal added", by=by, at=at, code=code, sentence=reason.sentence)


def add_reason(row: Bundle, reason: Reason, at: datetime) -> None:
    """Adds one reason to a locked row and stores where it stands now."""
    before = row.priority
    row.reasons = [*row.reasons, reason.to_document()]
    stand_again(row)
    if row.priority < before:
        row.due_at = min(row.due_at, at + CLOCKS[row.priority])
    row.save()


def _assess_again(report: Report, reason: Reason, at: datetime) -> None:
    """Writes a further assessment of the report itself; the earlier one is kept."""
    now = Assessment.objects.get(report=report, is_current=True)
    Assessment.objects.filter(pk=now.pk).update(is_current=False)
    weighed = weigh([*(Reason.from_document(each) for each in now.reasons), reason])
    now.pk, now.assessed_at = None, at
    now.rule_priority, now.rank, now.floor = weighed.priority, weighed.rank, weighed.floor
    now.priority = min(now.priority, weighed.priority)
    now.child_in_danger = weighed.child_in_danger
    now.reasons = [each.to_document() for each in weighed.reasons]
    now.save(force_insert=True)
