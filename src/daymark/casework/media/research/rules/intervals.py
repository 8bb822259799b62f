"""How sure a share is: the score interval of Wilson, which holds for small numbers and for none and all.

Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927) 209-212.
Chosen among seven by R. G. Newcombe, Statistics in Medicine 17 (1998) 857-872: his method 3, without correction. The
sample is taken for small beside what it was drawn from; drawn from little more than itself, the truth is surer.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

Z_95 = 1.959963984540054  # the normal deviate that 2.5 % exceed


@dataclass(frozen=True)
class Interval:
    """The lower and upper end of a 95 % interval."""

    low: float
    high: float


def wilson(found: int, of: int) -> Interval | None:
    """The 95 % interval of the share `found / of`, each end 0 to 1; None of nothing, where no share exists."""
    if not 0 <= found <= of:
        raise ValueError(f"{found} of {of} is no share.")
    if of == 0:
        return None
    share, z2 = found / of, Z_95**2
    middle = (share + z2 / (2 * of)) / (1 + z2 / of)
    half = Z_95 * sqrt(share * (1 - share) / of + z2 / (4 * of**2)) / (1 + z2 / of)
    # At none and all the ends are 0 and 1 exactly; the rounding of the machine must not leave 1e-17.
    return Interval(0.0 if found == 0 else middle - half, 1.0 if found == of else middle + half)
