"""How many were not seen: capture and recapture, with the interval, the formula and what must hold.

Chapman, D. G. (1951). Some properties of the hypergeometric distribution with applications to zoological sample
    censuses. University of California Publications in Statistics 1, 131-160.
Seber, G. A. F. (1970). The effects of trap response on tag recapture estimates. Biometrics 26, 13-22 (the variance).
Chao, A. (1987). Estimating the population size for capture-recapture data with unequal catchability. Biometrics 43,
    783-791 (the lower bound, its variance, and the interval by the logarithm of those not seen).
Robson, D. S. and Regier, H. A. (1964). Sample size in Petersen mark-recapture experiments. Transactions of the American
    Fisheries Society 93, 215-226 (fewer than seven seen twice).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

_Z = 1.959964  # two-sided 95 %
FEWEST_TWICE = 7  # Robson and Regier 1964: below, the estimate is biased downwards

LINCOLN_PETERSEN, LOWER_BOUND = "Lincoln-Petersen, with Chapman's correction", "Chao's lower bound"

_BOTH = (
    "Nobody joined or left the population between the first sighting and the last.",
    "Each person was recognised when seen again: whoever changes the identifier counts as somebody new, which makes "
    "the estimate too high.",
    "No two persons were taken for one, which would make it too low.",
    "It counts who offers or sends files that known-bad lists name, in the networks that the tools watch, and nobody "
    "else.",
)
_TWO_OCCASIONS = (
    "Being seen on the first occasion made it neither more nor less likely to be seen on the second. Where both look "
    "at the same heavy users, the estimate is too low.",
    "On at least one of the occasions everybody was equally likely to be seen.",
)
_MANY_OCCASIONS = (
    "Persons may differ in how likely they are to be seen: the more they differ, the further the truth lies above this "
    "bound.",
    "Occasions are alike, and being seen on one does not change the chance of the next.",
)


@dataclass(frozen=True)
class Estimate:
    """How many there are in all, of whom `seen` were seen. `low` and `high` enclose 95 % and never fall below `seen`.

    variance: of the number, in persons squared. is_lower_bound: the truth is expected above `number`.
    """

    method: str
    number: float
    variance: float
    low: float
    high: float
    seen: int
    formula: str
    source: str
    assumptions: tuple[str, ...]
    cautions: tuple[str, ...] = ()
    is_lower_bound: bool = False

    @property
    def sentence(self) -> str:
        """The estimate as one sentence, rounded to what it can carry."""
        least = "at least " if self.is_lower_bound else ""
        number, low, high = (max(self.seen, _rounded(value)) for value in (self.number, self.low, self.high))
        return (
            f"{self.seen:,} were seen; there may be {least}{number:,} in all "
            f"(95 % interval {low:,} to {high:,}; {self.method})."
        )


@dataclass(frozen=True)
class NoEstimate:
    """Why the numbers allow no estimate."""

    method: str
    reason: str


def chapman(first: int, second: int, both: int) -> Estimate | NoEstimate:
    """All there are, from persons seen on a first occasion, on a second, and on both.

    N = (n1 + 1)(n2 + 1)/(m + 1) - 1; variance (n1 + 1)(n2 + 1)(n1 - m)(n2 - m)/((m + 1)^2 (m + 2)).
    """
    why = _why_no_chapman(first, second, both)
    if why:
        return NoEstimate(LINCOLN_PETERSEN, why)
    number = (first + 1) * (second + 1) / (both + 1) - 1
    variance = (first + 1) * (second + 1) * (first - both) * (second - both) / ((both + 1) ** 2 * (both + 2))
    seen = first + second - both
    few = (
        f"Only {both} were seen on both occasions; below {FEWEST_TWICE} the estimate tends to be too low "
        "(Robson and Regier 1964).",
    )
    low, high = _interval(number, variance, seen)
    return Estimate(
        LINCOLN_PETERSEN,
        number,
        variance,
        low,
        high,
        seen,
        "N = (n1 + 1)(n2 + 1)/(m + 1) - 1",
        "Chapman 1951; variance Seber 1970; interval Chao 1987",
        (*_TWO_OCCASIONS, *_BOTH),
        few if both < FEWEST_TWICE else (),
    )


def chao_lower_bound(frequencies: Sequence[int], *, occasions: int | None = None) -> Estimate | NoEstimate:
    """At least how many there are, from how many persons were seen on exactly one occasion, two, three and so on.

    N = S + A f1^2/(2 f2) with A = (t - 1)/t for t occasions, and 1 where they are many or not said; variance
    f2 (A/2 (f1/f2)^2 + A^2 (f1/f2)^3 + A^2/4 (f1/f2)^4).
    """
    why = _why_no_bound(frequencies, occasions)
    if why:
        return NoEstimate(LOWER_BOUND, why)
    once, twice, seen = frequencies[0], frequencies[1], sum(frequencies)
    share = (occasions - 1) / occasions if occasions else 1.0
    ratio = once / twice
    number = seen + share * once**2 / (2 * twice)
    variance = twice * (share / 2 * ratio**2 + share**2 * ratio**3 + share**2 / 4 * ratio**4)
    low, high = _interval(number, variance, seen)
    few = (f"Only {twice} were seen on exactly two occasions: the interval is rough.",)
    return Estimate(
        LOWER_BOUND,
        number,
        variance,
        low,
        high,
        seen,
        "N = S + (t - 1)/t f1²/(2 f2)" if occasions else "N = S + f1²/(2 f2)",
        "Chao 1987",
        (*_MANY_OCCASIONS, *_BOTH),
        few if twice < FEWEST_TWICE else (),
        is_lower_bound=True,
    )


def _why_no_chapman(first: int, second: int, both: int) -> str:
    if min(first, second, both) < 0 or both > min(first, second):
        return "The counts contradict each other: nobody can be seen on both occasions and not on each."
    if not first or not second:
        return "Nobody was seen on one of the two occasions."
    if not both:
        return "Nobody was seen on both occasions: the population may be of any size above those seen."
    if both in (first, second):
        return (
            "Everybody seen on one occasion was seen on the other too: it looks as if nobody were hidden, and how sure "
            "that is cannot be said."
        )
    return ""


def _why_no_bound(frequencies: Sequence[int], occasions: int | None) -> str:
    if any(count < 0 for count in frequencies):
        return "The counts contradict each other: none can be below nothing."
    if occasions is not None and (occasions < 2 or len(frequencies) > occasions):
        return "There must be two occasions at least, and nobody can be seen on more than there were."
    once, twice = [*frequencies, 0, 0][:2]
    if not sum(frequencies):
        return "Nobody was seen."
    if not once:
        return (
            "Nobody was seen on one occasion only: it looks as if nobody were hidden, and how sure that is cannot "
            "be said."
        )
    if not twice:
        return "Nobody was seen on exactly two occasions: the population may be of any size above those seen."
    return ""


def _interval(number: float, variance: float, seen: int) -> tuple[float, float]:
    """95 %, by the logarithm of those not seen (Chao 1987): it cannot fall below those seen."""
    hidden = number - seen
    spread = math.exp(_Z * math.sqrt(math.log1p(variance / hidden**2)))
    return seen + hidden / spread, seen + hidden * spread


def _rounded(number: float) -> int:
    """Three figures: an estimate carries no more."""
    unit = int(10 ** max(0, len(str(int(number))) - 3))
    return round(number / unit) * unit
