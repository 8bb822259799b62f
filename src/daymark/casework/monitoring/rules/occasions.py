"""The estimates of one counting: two fortnights for capture and recapture, the days of both for the lower bound."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import Any

import numpy as np

from daymark.casework.monitoring.rules.estimates import Estimate, NoEstimate, chao_lower_bound, chapman
from daymark.casework.monitoring.rules.packing import moment
from daymark.engine.chaining import Chained, frequencies, recapture

# Short enough that few come and go, long enough that most who are active are seen: a judgement of the authors.
HALF = timedelta(days=14)
_MICROSECOND = timedelta(microseconds=1)
_DAY = timedelta(days=1) // _MICROSECOND


@dataclass(frozen=True)
class Told:
    """One estimate, or why there is none, with the days on which it rests."""

    method: str
    span: str
    estimate: Estimate | None
    why_not: str

    def to_document(self) -> dict[str, Any]:
        """For the database and the page."""
        document: dict[str, Any] = {"method": self.method, "span": self.span, "why_not": self.why_not}
        if self.estimate is not None:
            document |= asdict(self.estimate) | {"sentence": self.estimate.sentence}
        return document


def estimates_of(chained: Chained) -> list[Told]:
    """What can be said of those not seen, from the 28 days up to the last sighting.

    Persons whom only an address holds together are left out: at another address nobody would know them again.
    """
    recognised = np.zeros(len(chained.person), np.bool_)
    placed = chained.person >= 0
    recognised[placed] = chained.by_identifier[chained.person[placed]]
    if not recognised.any():
        return []
    half = HALF // _MICROSECOND
    at = chained.seen.at
    last = int(at[recognised].max())
    second = recognised & (at > last - half)
    first = recognised & (at > last - 2 * half) & (at <= last - half)
    span = f"{moment(last - 2 * half):%-d %B} to {moment(last):%-d %B %Y}"
    days = np.where(first | second, (last - at) // _DAY, -1)
    counted = frequencies(chained, days).tolist()[1:]
    left_out = int(np.count_nonzero(~chained.by_identifier))
    return [
        _told(chapman(*recapture(chained, first, second)), f"{span}, its first fortnight and its second", left_out),
        _told(chao_lower_bound(counted, occasions=2 * HALF.days), f"{span}, its 28 days", left_out),
    ]


def _told(found: Estimate | NoEstimate, span: str, left_out: int) -> Told:
    if isinstance(found, NoEstimate):
        return Told(found.method, span, None, found.reason)
    if left_out:
        words = f"{left_out:,} persons whom only an address holds together are left out: nobody could know them again."
        found = replace(found, cautions=(*found.cautions, words))
    return Told(found.method, span, found, "")
