"""A copy joins a row: nothing it says is lost, and nothing it says lowers."""

from __future__ import annotations

from datetime import datetime

from daymark.casework.reports.models import Report
from daymark.casework.triage.actions.rows import stand_again
from daymark.casework.triage.models import Bundle, BundleState
from daymark.casework.triage.queries.reading import standing_of
from daymark.casework.triage.rules import CLOCKS, Signal, Verdict, reason_of_signal

# Columns of the row that a copy may change.
CHANGED_BY_COPIES = (
    "copies",
    "state",
    "priority",
    "rank",
    "floor",
    "child_in_danger",
    "title",
    "reasons",
    "questions",
    "due_at",
    "ended_at",
    "ended_by_id",
    "end_reason",
)
_SIGNALS = {BundleState.CLOSED: Signal.COPY_AFTER_CLOSING, BundleState.IN_CASE: Signal.COPY_OF_CASE}


def fold_in(bundle: Bundle, copy: Report, verdict: Verdict, at: datetime) -> bool:
    """Adds one copy to a row in memory, and answers whether the row was closed and stands in the queue again.

    A copy of a closed report reopens it only when it says something graver; otherwise ten thousand copies of junk
    would come back ten thousand times. It is counted and signalled all the same.
    """
    before, _ = standing_of(bundle)
    bundle.copies += 1
    bundle.reasons = [*bundle.reasons, *(reason.to_document() for reason in verdict.reasons)]
    signal = _SIGNALS.get(BundleState(bundle.state))
    if signal:
        bundle.reasons.append(reason_of_signal(signal).to_document())
    bundle.questions = _still_open(bundle, verdict)
    stand_again(bundle)
    bundle.due_at = min(bundle.due_at, at + verdict.clock)
    after, _ = standing_of(bundle)
    if after.priority >= before.priority:
        return False
    bundle.title = copy.title
    bundle.due_at = min(bundle.due_at, at + CLOCKS[after.priority])
    return _reopen(bundle, at)


def _still_open(bundle: Bundle, verdict: Verdict) -> list[dict[str, str]]:
    """What one copy answers need not be asked any more."""
    unknown = {question.code for question in verdict.questions}
    return [question for question in bundle.questions if question["code"] in unknown]


def _reopen(bundle: Bundle, at: datetime) -> bool:
    if bundle.state != BundleState.CLOSED:
        return False
    bundle.state = BundleState.WAITING
    bundle.ended_at = bundle.ended_by = None
    bundle.end_reason = ""
    bundle.due_at = at + CLOCKS[bundle.priority]
    return True
