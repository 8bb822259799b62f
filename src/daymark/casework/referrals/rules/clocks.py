"""How long an authority has to say that a referral arrived, and what happens while it doesn't."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

# A child in danger cannot wait for a night; what has no hurry waits for the next working day's desk. A centre's own
# choice: no published standard names these, only the six hours below.
ACKNOWLEDGE_WITHIN: Mapping[int, timedelta] = {1: timedelta(hours=1), 2: timedelta(hours=6), 3: timedelta(hours=24)}

# From the first report to an authority that says "we have it". The figure is CEOP's own account of a case in which
# police and social services stood at an address within six hours.
TARGET = timedelta(hours=6)

LEVEL_WORDS = ("", "overdue", "overdue twice over", "overdue three times over")


def acknowledgement_due(priority: int, sent_at: datetime) -> datetime:
    """Until when the acknowledgement is awaited."""
    return sent_at + ACKNOWLEDGE_WITHIN[priority]


def overdue_level(sent_at: datetime, due_at: datetime, at: datetime) -> int:
    """0 in time; 1, 2, 3 when once, twice, three times the allowed time has passed. It never falls by itself."""
    allowed = due_at - sent_at
    if at <= due_at or allowed <= timedelta(0):
        return 0
    return min(int((at - sent_at) / allowed), 3)


@dataclass(frozen=True)
class SixHours:
    """How one referral stands against the target. `met` is None while that is not decided."""

    taken: timedelta
    met: bool | None


def against_target(first_received_at: datetime, acknowledged_at: datetime | None, at: datetime) -> SixHours:
    """From the first report of the case to the acknowledgement, or to now."""
    taken = (acknowledged_at or at) - first_received_at
    if taken > TARGET:
        return SixHours(taken, False)
    return SixHours(taken, True if acknowledged_at else None)


@dataclass(frozen=True)
class TargetSummary:
    """Over many referrals: how many of those decided met the target, and the time in the middle."""

    met: int
    decided: int
    median: timedelta | None


def summary(each: Iterable[SixHours]) -> TargetSummary:
    """Referrals that are not decided yet are left out: they are neither met nor missed."""
    decided = [one for one in each if one.met is not None]
    middle = median(one.taken.total_seconds() for one in decided) if decided else None
    met = sum(one.met is True for one in decided)
    return TargetSummary(met, len(decided), None if middle is None else timedelta(seconds=middle))
