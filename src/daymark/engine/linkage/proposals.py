"""What linking says: pairs with their weights, and for each pair why, field by field."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from daymark.engine.linkage.columns import Places, Records
from daymark.engine.linkage.comparing import Levels
from daymark.engine.linkage.kinds import MISSING
from daymark.engine.linkage.model import Bits, Model, field_bits, probability, rarity

# A value this much rarer or commoner than the field's average is said to be so: eight times.
TOLD = 3.0


@dataclass(frozen=True)
class Reason:
    """One line of the sum. field: as a sentence names it; words: what was found; bits: what it adds (or takes off)."""

    field: str
    words: str
    bits: float

    def __str__(self) -> str:
        return f"{self.field} {self.words} ({self.bits:+.1f})"


@dataclass(frozen=True)
class Proposal:
    """Two records that may be of one person. A person decides.

    left, right: places in the records given, from 0 (with two files: in the first and in the second). weight: bits, the
    sum of the reasons' bits; 0 is as likely as not. probability: 0 to 1, by the model that was learned.
    """

    left: int
    right: int
    weight: float
    probability: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Proposals:
    """Proposed pairs, the strongest first, as columns; each becomes a `Proposal` when it is asked for."""

    records: Records
    model: Model
    left: Places
    right: Places  # places in all records; `right - split` in the second file
    weight: Bits
    levels: Levels

    def __len__(self) -> int:
        return len(self.left)

    def __iter__(self) -> Iterator[Proposal]:
        return (self[place] for place in range(len(self)))

    def __getitem__(self, place: int) -> Proposal:
        if not 0 <= place < len(self):
            raise IndexError(place)
        weight = float(self.weight[place])
        return Proposal(
            int(self.left[place]),
            int(self.right[place]) - (self.records.split or 0),
            weight,
            float(probability(np.array(weight))),
            tuple(self._reasons(place)),
        )

    def _reasons(self, place: int) -> Iterator[Reason]:
        model, only = self.model, slice(place, place + 1)
        left, levels, bits, home = self.left[only], self.levels[only], model.bits, 0.0
        yield Reason("any two records", "are seldom of one person", model.start)
        for number, comparison in enumerate(model.scheme.comparisons):
            added = float(field_bits(self.records, model, left, levels, bits, number)[0])
            home += added if comparison.home else 0.0
            words = self._words(number, int(levels[0, number]), left)
            if words:
                yield Reason(comparison.name, words, added)
        yield Reason("a shared home", "would explain as much", -float(model.home_discount(np.array(home))))

    def _words(self, number: int, level: int, left: Places) -> str:
        scale = self.model.scheme.comparisons[number].scale
        single = number < len(self.records.columns)
        if level == MISSING:
            return "is not known of both, or counts under both names" if single else ""
        if not single:
            return scale.words[level]
        return scale.words[level] + (self._rarity(number, left) if level == scale.top else "")

    def _rarity(self, number: int, left: Places) -> str:
        rare = float(rarity(self.records.columns[number], self.model.of_two[number][-1], left)[0])
        if abs(rare) < TOLD:
            return ""
        return ", a rare one" if rare > 0 else ", a common one"
