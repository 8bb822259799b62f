"""How far two coders agree: percentage agreement, and Cohen's kappa, which takes off what chance would give.

Sources: J. Cohen, A coefficient of agreement for nominal scales, Educational and Psychological Measurement 20 (1960)
37-46; the standard error for any kappa: J. L. Fleiss, J. Cohen, B. S. Everitt, Large sample standard errors of kappa
and weighted kappa, Psychological Bulletin 72 (1969) 323-327. The interval is kappa plus and minus 1.96 standard errors.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from daymark.casework.media.research.rules.intervals import Z_95, Interval, wilson


@dataclass(frozen=True)
class Kappa:
    """Cohen's kappa, -1 to 1. The interval is for large samples: below some 30 items it is a rough guide."""

    value: float
    standard_error: float
    interval: Interval


@dataclass(frozen=True)
class Agreement:
    """How two coders answered the same items. `kappa` is None when it does not exist, and `why_no_kappa` says why."""

    items: int
    agreed: int
    kappa: Kappa | None
    why_no_kappa: str = ""

    @property
    def share(self) -> float | None:
        """The share of items with the same answer; None of nothing."""
        return self.agreed / self.items if self.items else None

    @property
    def interval(self) -> Interval | None:
        """The 95 % interval of the share."""
        return wilson(self.agreed, self.items)


def agreement_of(pairs: Sequence[tuple[str, str]]) -> Agreement:
    """The agreement of two coders: for each item that both coded, the answer of the one and of the other."""
    items, agreed = len(pairs), sum(one == other for one, other in pairs)
    if not pairs:
        return Agreement(0, 0, None, "no item was coded by two")
    by_one, by_other = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    by_chance = sum(by_one[answer] * by_other[answer] for answer in by_one)  # of items squared, so that it is exact
    if by_chance == items**2:
        return Agreement(items, agreed, None, "both coders gave every item the same one answer")
    return Agreement(items, agreed, _kappa(Counter(pairs), by_one, by_other, items))


def _kappa(cells: Counter[tuple[str, str]], by_one: Counter[str], by_other: Counter[str], items: int) -> Kappa:
    observed = sum(count for (one, other), count in cells.items() if one == other) / items
    expected = sum(by_one[answer] * by_other[answer] for answer in by_one) / items**2
    value = (observed - expected) / (1 - expected)
    error = _standard_error(cells, by_one, by_other, items, value, expected)
    ends = Interval(max(-1.0, value - Z_95 * error), min(1.0, value + Z_95 * error))
    return Kappa(value, error, ends)


def _standard_error(
    cells: Counter[tuple[str, str]],
    by_one: Counter[str],
    by_other: Counter[str],
    items: int,
    kappa: float,
    expected: float,
) -> float:
    """Fleiss, Cohen and Everitt 1969, equation 13, in the form of Fleiss, Levin and Paik (2003), 18.13 to 18.15."""
    left = 1 - kappa
    same = different = 0.0
    for (one, other), count in cells.items():
        share = count / items
        if one == other:
            same += share * (1 - (by_one[one] + by_other[one]) / items * left) ** 2
        else:
            different += share * ((by_other[one] + by_one[other]) / items) ** 2
    variance = same + left**2 * different - (kappa - expected * left) ** 2
    return sqrt(max(0.0, variance)) / ((1 - expected) * sqrt(items))
