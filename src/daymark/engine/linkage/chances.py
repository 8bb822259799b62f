"""How often two records agree whoever they are of: counted where it can be, drawn at random where it cannot.

That two values are the same is counted over all pairs, from how often each value appears; the lower levels are told by
random pairs. Both include the pairs of one person, which learning takes off again (`learning.py`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from daymark.engine.linkage.columns import Column, Places, Records
from daymark.engine.linkage.comparing import compare, crossed_share
from daymark.engine.linkage.kinds import SCALES, Scale
from daymark.engine.linkage.model import Shares

# Random pairs: a level that one in 10,000 shows is met ten times, within a third of the truth. Fewer pairs than
# this are all compared.
SAMPLE = 100_000
# What is believed before (`kinds.py`, `schemes.Field.chance`) counts as much as this many pairs of two people; 45
# records make as many.
BELIEF = 1000.0


@dataclass(frozen=True)
class Seen:
    """One comparison over all pairs of records: how many have both values, and how many of them show each level.

    believed: the shares before any data. least: no share of a level is taken to be lower than this. whole: whether
    the pairs of one person are among those counted.
    """

    pairs: float
    at_level: Shares
    believed: Shares
    least: Shares
    whole: bool = True

    def of_two(self, of_one: Shares) -> Shares:
        """Shares among pairs of two people; `of_one` is how many pairs of one person show each level."""
        own = of_one if self.whole else np.zeros_like(of_one)
        counts = np.maximum(self.at_level - own, self.least * self.pairs) + BELIEF * self.believed
        return np.asarray(counts / counts.sum())


def chances(records: Records, seed: int) -> list[Seen]:
    """For each comparison of the scheme what all pairs show. The same for the same records in any order."""
    left, right = random_pairs(records, seed)
    levels = compare(records, left, right)
    seen = [_field(records, column, levels[:, place]) for place, column in enumerate(records.columns)]
    for comparison in records.scheme.comparisons[len(records.columns) :]:
        assert comparison.crossed is not None  # noqa: S101 - what the scheme makes them of
        shares = crossed_share(records, left, right, comparison.crossed)
        seen.append(_crossed(comparison.scale, shares, [seen[place] for place in comparison.crossed]))
    return seen


def random_pairs(records: Records, seed: int) -> tuple[Places, Places]:
    """`SAMPLE` pairs, or all if there are no more."""
    first = records.order if records.split is None else records.order[records.order < records.split]
    second = records.order if records.split is None else records.order[records.order >= records.split]
    if records.pairs <= SAMPLE:
        ones, others = np.divmod(np.arange(len(first) * len(second)), max(len(second), 1))
        apart = ones < others if records.split is None else np.ones(len(ones), bool)
        return first[ones[apart]], second[others[apart]]
    chosen = np.random.default_rng(seed)
    one, other = chosen.integers(0, len(first), SAMPLE), chosen.integers(0, len(second), SAMPLE)
    apart = one != other if records.split is None else np.ones(SAMPLE, bool)
    return first[one[apart]], second[other[apart]]


def _field(records: Records, column: Column, levels: NDArray[np.int8]) -> Seen:
    scale, chance = SCALES[column.field.kind], column.field.chance
    believed = np.append(np.array(scale.of_two) * (1 - chance), chance)
    pairs, same = _same(records, column)
    drawn = np.bincount(levels[levels >= 0], minlength=scale.top + 1).astype(float)
    apart = drawn[:-1].sum()
    lower = (pairs - same) * drawn[:-1] / apart if apart else np.zeros(scale.top)
    least = np.append(np.full(scale.top, 0.5 / max(drawn.sum(), 1.0)), 0.5 / max(pairs, 1.0))
    return Seen(pairs, np.append(lower, same), believed, least)


def _same(records: Records, column: Column) -> tuple[float, float]:
    """How many pairs of records have both values, and in how many they are the same."""
    if records.split is None:
        counts = column.shared.astype(float)
        known = counts.sum()
        return known * (known - 1) / 2, float((counts * (counts - 1)).sum() / 2)
    here = column.counts(slice(None, records.split)).astype(float)
    there = column.counts(slice(records.split, None)).astype(float)
    return float(here.sum() * there.sum()), float((here * there).sum())


def _crossed(scale: Scale, shares: tuple[float, float], fields: list[Seen]) -> Seen:
    """Of two people: that one's first name is the other's second, and the same the other way, independently.

    Never rarer than that both names agree where they stand.
    """
    nothing = [np.zeros_like(field.at_level) for field in fields]
    straight = [field.of_two(none)[-1] for field, none in zip(fields, nothing, strict=True)]
    same = max(shares[0] ** 2, straight[0] * straight[1])
    near = max((shares[0] + shares[1]) ** 2 - shares[0] ** 2, same)
    believed = np.array([1 - near - same, near, same])
    return Seen(0.0, np.zeros(scale.top + 1), believed, np.zeros(scale.top + 1), whole=False)
