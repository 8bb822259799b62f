"""What was counted at one moment: months, kinds and sources, never a name. The picture is drawn from this alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from daymark.casework.strategic.rules.periods import Month


class Dimension(StrEnum):
    """By what reports are counted besides their month, kind and source."""

    ENVIRONMENT = "environment"
    PRIORITY = "priority"
    STATE = "state"


@dataclass(frozen=True, slots=True)
class ReportCount:
    """So many reports of one month, kind and source that share one value of a dimension."""

    month: str  # "2026-07"
    harm: str
    source: str
    dimension: Dimension
    value: str
    number: int


@dataclass(frozen=True, slots=True)
class ReferralCount:
    """One referral that was sent: to whom, and how long after the first report it was acknowledged.

    `harm` and `source` are those of its case's earliest report. `seconds` is None while it is not acknowledged; then
    `is_late` says whether the six hours are over.
    """

    month: str
    harm: str
    source: str
    destination: str
    seconds: int | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class OutcomeCount:
    """One result that stands. `case` and `agency` are mere numbers within the snapshot, to count a child once."""

    month: str
    harm: str
    source: str
    case: int
    agency: int
    kind: str
    number: int


@dataclass(frozen=True)
class Snapshot:
    """All that was counted."""

    counted_at: datetime
    reports: tuple[ReportCount, ...] = ()
    referrals: tuple[ReferralCount, ...] = ()
    outcomes: tuple[OutcomeCount, ...] = ()

    def to_document(self) -> dict[str, Any]:
        """For the database: rows without field names, because there are thousands of them."""
        return {
            "reports": [[r.month, r.harm, r.source, r.dimension.value, r.value, r.number] for r in self.reports],
            "referrals": [[r.month, r.harm, r.source, r.destination, r.seconds, r.is_late] for r in self.referrals],
            "outcomes": [[o.month, o.harm, o.source, o.case, o.agency, o.kind, o.number] for o in self.outcomes],
        }


def from_document(document: dict[str, Any], *, counted_at: datetime) -> Snapshot:
    """Reads back what `to_document` wrote."""
    return Snapshot(
        counted_at,
        tuple(ReportCount(m, h, s, Dimension(d), v, n) for m, h, s, d, v, n in document["reports"]),
        tuple(ReferralCount(*row) for row in document["referrals"]),
        tuple(OutcomeCount(*row) for row in document["outcomes"]),
    )


def first_month(snapshot: Snapshot) -> Month | None:
    """The earliest month of which anything is known."""
    months = {row.month for row in snapshot.reports}
    months |= {row.month for row in snapshot.referrals} | {row.month for row in snapshot.outcomes}
    earliest = min(months, default=None)
    return Month.read(earliest) if earliest else None
