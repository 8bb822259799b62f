"""One report assessed: its priority, the reasons for it, what is unknown, and its clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from daymark.casework.reports.rules.understood import Understood
from daymark.casework.triage.rules.circumstances import NEVER_SEEN, SeenBefore, earlier_reasons, meeting_reasons
from daymark.casework.triage.rules.questions import Question, open_questions
from daymark.casework.triage.rules.reasons import Reason
from daymark.casework.triage.rules.records import RecordKept, next_end, record_reasons
from daymark.casework.triage.rules.weighing import due_in, weigh
from daymark.casework.triage.rules.what_is_said import said_reasons

# Kept with every assessment. Change it with every change of a rule, a grade, a floor or a clock.
RULES_VERSION = "2026.1"


@dataclass(frozen=True)
class TriageContext:
    """What is known beside the report itself. `at` is the moment of the assessment."""

    at: datetime
    seen_before: SeenBefore = NEVER_SEEN
    records: tuple[RecordKept, ...] = ()
    reporter_can_be_asked: bool = False
    signals: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """How urgent, and why. `clock` is the time within which a person must have looked."""

    priority: int
    rank: int
    floor: int | None
    child_in_danger: bool
    reasons: tuple[Reason, ...]
    questions: tuple[Question, ...]
    clock: timedelta
    version: str = RULES_VERSION


def assess(said: Understood, context: TriageContext) -> Verdict:
    """Applies every rule. Nothing that is unknown counts as no, and nothing that is said lowers."""
    reasons = [
        *said_reasons(said),
        *meeting_reasons(said, context.at),
        *earlier_reasons(context.seen_before),
        *record_reasons(context.records, context.at),
        *context.signals,
    ]
    weighed = weigh(reasons)
    return Verdict(
        priority=weighed.priority,
        rank=weighed.rank,
        floor=weighed.floor,
        child_in_danger=weighed.child_in_danger,
        reasons=weighed.reasons,
        questions=tuple(open_questions(said, context.at, can_be_asked=context.reporter_can_be_asked)),
        clock=due_in(weighed.priority, next_end(context.records, context.at)),
    )
