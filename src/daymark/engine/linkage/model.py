"""What agreement is worth: the model of Fellegi and Sunter, with people of one home as a third possibility.

A pair of records is of one person, of two people who live together, or of two who do not. For each comparison and
level, `of_one` (m) is the share among pairs of one person, `of_two` (u) among pairs of two. Comparisons are taken as
independent, so that the odds multiply and their logarithms add up (Fellegi and Sunter 1969, "A theory for record
linkage"). Two people of one home agree by chance in what is their own, and like one person in what the home shares:
surname, street, suburb. Without that third possibility a father and his child would be proposed as one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from daymark.engine.linkage.columns import Column, Places, Records
from daymark.engine.linkage.comparing import Levels
from daymark.engine.linkage.schemes import Scheme

Shares = NDArray[np.float64]
Bits = NDArray[np.float64]

# A value's chance is estimated from how many others have it, beside this much belief in the field's own average:
# Jeffreys' half of an observation.
BELIEF = 0.5


@dataclass(frozen=True, eq=False)
class Model:
    """What was learned. Shares are for each comparison of the scheme one array, from the lowest level to the highest.

    one_person, one_home: shares of all pairs of records that are of one person, and of two people of one home.
    rounds: how many steps learning took.
    """

    scheme: Scheme
    of_one: tuple[Shares, ...]
    of_two: tuple[Shares, ...]
    one_person: float
    one_home: float
    rounds: int = 0

    @cached_property
    def bits(self) -> tuple[Bits, ...]:
        """For each comparison what each level adds to the match weight, in bits; a higher level never adds less."""
        return tuple(_rising(one, two) for one, two in zip(self.of_one, self.of_two, strict=True))

    @property
    def start(self) -> float:
        """The match weight of a pair of which nothing is known, in bits."""
        return float(np.log2(self.one_person / self._two))

    def home_discount(self, home_bits: Bits) -> Bits:
        """What is taken off because people of one home would agree as well, in bits, at least 0."""
        discount: Bits = np.logaddexp2(0.0, np.log2(self.one_home / self._two) + home_bits)
        return discount

    @property
    def _two(self) -> float:
        return 1.0 - self.one_person - self.one_home


def field_bits(
    records: Records, model: Model, left: Places, levels: Levels, bits: tuple[Bits, ...], place: int
) -> Bits:
    """What one comparison adds to the weights of pairs, in bits; a missing value adds nothing.

    A value that few have adds more where it agrees: the share of the two who agree by chance is then the value's own.
    """
    at = levels[:, place]
    added: Bits = np.append(bits[place], 0.0)[at]
    if place < len(records.columns):
        same = at == len(bits[place]) - 1
        added[same] += rarity(records.columns[place], model.of_two[place][-1], left[same])
    return added


def rarity(column: Column, chance: float, places: Places) -> Bits:
    """How much rarer than `chance`, the field's average, the values of these records are, in bits; negative: commoner.

    Each value is shared by the two records of a pair; how common it is the others tell.
    """
    counts = column.shared
    others = counts[column.codes[places]] - 2.0
    among = counts.sum() - 2.0
    return np.asarray(-np.log2((others + BELIEF) / (among + BELIEF / chance)) + np.log2(chance))


def own_and_home(records: Records, model: Model, left: Places, levels: Levels) -> tuple[Bits, Bits]:
    """The sums of bits of each pair: over what is a person's own, and over what a home shares."""
    sums = np.zeros((2, len(left)))
    bits = model.bits
    for place, comparison in enumerate(model.scheme.comparisons):
        sums[int(comparison.home)] += field_bits(records, model, left, levels, bits, place)
    return sums[0], sums[1]


def weights(records: Records, model: Model, left: Places, levels: Levels) -> Bits:
    """Match weights of pairs in bits: the logarithm (base 2) of the odds that both records are of one person."""
    own, home = own_and_home(records, model, left, levels)
    return np.asarray(model.start + own + home - model.home_discount(home))


def probability(weight: Bits) -> Shares:
    """The probability, 0 to 1, that belongs to a match weight in bits."""
    return np.asarray(np.exp2(-np.logaddexp2(0.0, -np.asarray(weight))))


def _rising(of_one: Shares, of_two: Shares) -> Bits:
    """log2 of the ratio at each level, neighbours pooled where a higher level would weigh less than a lower one."""
    pools: list[tuple[float, float, int]] = []
    for one, two in zip(of_one.tolist(), of_two.tolist(), strict=True):
        pools.append((one, two, 1))
        while len(pools) > 1 and pools[-2][0] * pools[-1][1] > pools[-1][0] * pools[-2][1]:
            last, before = pools.pop(), pools.pop()
            pools.append((before[0] + last[0], before[1] + last[1], before[2] + last[2]))
    ratios, lengths = [one / two for one, two, _ in pools], [length for *_, length in pools]
    return np.repeat(np.log2(ratios), lengths)
