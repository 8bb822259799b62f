"""Who was seen on which occasion: the counts from which a hidden population is estimated."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from daymark.engine.chaining.chains import Chained
from daymark.engine.chaining.columns import Numbers, pairs, starts


class Recapture(NamedTuple):
    """Persons seen on a first occasion, on a second, and on both."""

    first: int
    second: int
    both: int


def recapture(chained: Chained, first: NDArray[np.bool_], second: NDArray[np.bool_]) -> Recapture:
    """Counts for two sets of the sightings in `chained.seen`: two periods, or two tools that worked apart."""
    seen_first, seen_second = (_anyone(chained, which) for which in (first, second))
    return Recapture(int(seen_first.sum()), int(seen_second.sum()), int((seen_first & seen_second).sum()))


def frequencies(chained: Chained, occasion: NDArray[Any]) -> Numbers:
    """How many persons were seen on exactly k occasions, at place k (place 0 is 0). Occasions below 0 do not count."""
    fit = (chained.person >= 0) & (occasion >= 0)
    both = np.sort(pairs(chained.person[fit], occasion[fit]))
    times = np.bincount(both[starts(both)] >> 32, minlength=chained.persons)
    counted = np.bincount(times) if chained.persons else np.zeros(1, np.int64)
    counted[0] = 0
    return counted


def _anyone(chained: Chained, which: NDArray[np.bool_]) -> NDArray[np.bool_]:
    found = np.zeros(chained.persons, np.bool_)
    found[chained.person[which & (chained.person >= 0)]] = True
    return found
