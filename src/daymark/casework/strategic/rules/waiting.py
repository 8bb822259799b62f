"""How long it takes from a child's first report to an authority that says "we have it"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import ceil

from daymark.casework.referrals.rules.clocks import TARGET
from daymark.casework.strategic.rules.snapshot import ReferralCount

_HOUR = 3600
BAND_WORDS: Mapping[str, str] = {
    "1h": "Up to 1 hour",
    "6h": "1 to 6 hours",
    "24h": "6 to 24 hours",
    "3d": "1 to 3 days",
    "longer": "More than 3 days",
    "open": "Not acknowledged yet",
}
_ENDS = {"1h": _HOUR, "6h": 6 * _HOUR, "24h": 24 * _HOUR, "3d": 72 * _HOUR}


@dataclass(frozen=True)
class Measure:
    """One figure about the time taken, now and before, in words."""

    label: str
    now: str
    before: str


def by_band(referrals: Sequence[ReferralCount]) -> Counter[str]:
    """How many referrals took how long."""
    return Counter(_band(each.seconds) for each in referrals)


def _band(seconds: int | None) -> str:
    if seconds is None:
        return "open"
    return next((band for band, end in _ENDS.items() if seconds <= end), "longer")


def measures(now: Sequence[ReferralCount], before: Sequence[ReferralCount], *, limit: int) -> tuple[Measure, ...]:
    """The middle, the slow tenth, and how many met the six hours.

    Neither met nor missed is a referral that waits and whose six hours still run: it is left out. Figures from fewer
    than `limit` referrals, or from none, are not given.
    """
    return (
        Measure("Half were acknowledged within", _nth(now, 0.5, limit), _nth(before, 0.5, limit)),
        Measure("Nine in ten were acknowledged within", _nth(now, 0.9, limit), _nth(before, 0.9, limit)),
        Measure("Acknowledged within six hours", _met(now, limit), _met(before, limit)),
    )


def _nth(referrals: Sequence[ReferralCount], part: float, limit: int) -> str:
    taken = sorted(each.seconds for each in referrals if each.seconds is not None)
    if not taken:
        return "none yet"
    if len(taken) < limit:
        return "too few to say"
    return in_words(timedelta(seconds=taken[ceil(part * len(taken)) - 1]))


def _met(referrals: Sequence[ReferralCount], limit: int) -> str:
    decided = [each for each in referrals if each.seconds is not None or each.is_late]
    met = sum(each.seconds is not None and each.seconds <= TARGET.total_seconds() for each in decided)
    if not decided:
        return "none yet"
    if len(decided) < limit or 0 < met < limit or 0 < len(decided) - met < limit:
        return "too few to say"
    return f"{100 * met / len(decided):.0f} %"


def in_words(taken: timedelta) -> str:
    """For instance "2 h 10 min" or "3 days 4 h"."""
    minutes = int(taken.total_seconds() // 60)
    days, hours, rest = minutes // 1440, minutes % 1440 // 60, minutes % 60
    if days:
        return f"{days} {'day' if days == 1 else 'days'}{f' {hours} h' if hours else ''}"
    return f"{hours} h {rest} min" if hours else f"{rest} min"
