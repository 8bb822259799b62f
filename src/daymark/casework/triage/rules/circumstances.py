"""What surrounds a report: how soon a meeting is, and whether the same accounts were reported before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from daymark.casework.reports.rules.understood import Answer, Fact, Harm, Understood
from daymark.casework.triage.rules.reasons import Reason

# A meeting within two days leaves no working day to spare; within a week, an enquiry can still be answered before it.
IMMINENT = timedelta(hours=48)
NEAR = timedelta(days=7)
# From three earlier reports on, chance and spite are no longer the likely explanation (authors' judgement).
MANY_REPORTS = 3
COUNTED_UP_TO = 50


@dataclass(frozen=True)
class SeenBefore:
    """How many earlier reports, and how many of those in cases, name the same child or person complained of.

    Copies of one report count once. The count stops at `COUNTED_UP_TO`.
    """

    reports: int = 0
    in_cases: int = 0


NEVER_SEEN = SeenBefore()


def meeting_reasons(said: Understood, at: datetime) -> Iterator[Reason]:
    """A meeting that is arranged: the sooner, the graver; one at an unknown time may be soon."""
    arranged = said.answer(Fact.MEETING_ARRANGED)
    if arranged is not Answer.YES and (said.harm is not Harm.MEETING or arranged is Answer.NO):
        return
    left = time_to_meeting(said, at)
    if left is None:
        yield Reason("MEETING", "A meeting with the child is arranged; when is not known", 2, 420, floor=2)
    elif left <= IMMINENT:
        yield Reason("MEETING", "A meeting with the child is arranged within two days", 1, 600, floor=1, danger=True)
    elif left <= NEAR:
        yield Reason("MEETING", "A meeting with the child is arranged within a week", 2, 450, floor=2)
    else:
        yield Reason("MEETING", "A meeting with the child is arranged", 2, 350, floor=2)


def time_to_meeting(said: Understood, at: datetime) -> timedelta | None:
    """Time left until the meeting. The time given in a report is that of the meeting only when it lies ahead."""
    when = said.happened.instant if said.happened else None
    return when - at if when is not None and when > at else None


def earlier_reasons(seen: SeenBefore) -> Iterator[Reason]:
    """The same account, number or address named before."""
    if seen.reports >= MANY_REPORTS:
        yield Reason(
            "REPEATED", f"The same child or person is named in {_number(seen.reports)} earlier reports", 2, 220
        )
    elif seen.reports:
        noun = "another earlier report" if seen.reports == 1 else f"{seen.reports} earlier reports"
        yield Reason("REPEATED", f"The same child or person is named in {noun}", 3, 70)
    if seen.in_cases:
        yield Reason("IN_CASE_BEFORE", "The same child or person is named in a report that is worked in a case", 2, 215)


def _number(count: int) -> str:
    return f"{COUNTED_UP_TO} or more" if count >= COUNTED_UP_TO else str(count)
