"""Learning what agreement is worth from the records alone, without anybody having said which are of one person.

Expectation and maximisation (Dempster, Laird and Rubin 1977; for record linkage Winkler 1988) over all pairs of
records: those that no key brought together are of two people as good as certainly, so only the candidates are looked
at, while the number of all counts. What pairs of two people show is what all pairs show less what the pairs of one
person do, so that a value which only one person has is not taken for a coincidence.

It begins from what is believed of each kind of field (`kinds.py`); that belief stays in as a few pairs, so that a
handful of records is judged by it, and thousands by themselves.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from daymark.engine.linkage.blocking import Pairs
from daymark.engine.linkage.chances import Seen, chances
from daymark.engine.linkage.columns import Places, Records
from daymark.engine.linkage.comparing import Levels
from daymark.engine.linkage.model import Model, Shares, own_and_home, weights

# How many pairs of one person the belief about them counts as.
BELIEF = 5.0
# Learning ends when no share moves by more than this, or after so many rounds; sets of thousands need 4 to 20.
SETTLED, MOST_ROUNDS = 1e-4, 200
# Pairs with odds below 2 to this by the beliefs alone add nothing that a double could hold, whatever is learned.
HOPELESS = -80.0


@dataclass(frozen=True)
class _Lesson:
    """What does not change while learning."""

    records: Records
    seen: list[Seen]
    left: Places
    levels: Levels


def learn(records: Records, pairs: Pairs, levels: Levels, *, seed: int = 0) -> Model:
    """The model for these records. pairs: the candidates; levels: of those (`comparing.compare`).

    Deterministic: the same records in any order, with the same seed, give the same model but for rounding.
    """
    seen = chances(records, seed)
    model = _beginning(records, seen)
    hopeful = weights(records, model, pairs.left, levels) > HOPELESS
    lesson = _Lesson(records, seen, pairs.left[hopeful], levels[hopeful])
    for number in range(1, MOST_ROUNDS + 1):
        before, model = model, replace(_step(lesson, model), rounds=number)
        if _moved(before, model) < SETTLED:
            break
    return model


def _beginning(records: Records, seen: list[Seen]) -> Model:
    """As if one pair in as many as there are records were of one person, and as many of one home."""
    scales = [comparison.scale for comparison in records.scheme.comparisons]
    of_one = tuple(np.array(scale.of_one) for scale in scales)
    of_two = tuple(each.of_two(np.zeros_like(one)) for each, one in zip(seen, of_one, strict=True))
    share = 1.0 / (records.size + 3)
    return Model(records.scheme, of_one, of_two, share, share)


def _step(lesson: _Lesson, model: Model) -> Model:
    person, home = _expected(lesson, model)
    counts = [_at_level(lesson.levels[:, place], person, one) for place, one in enumerate(model.of_one)]
    believed = [np.array(comparison.scale.of_one) for comparison in model.scheme.comparisons]
    pairs = lesson.records.pairs + 3.0  # one of each of the three is believed to be there
    return Model(
        model.scheme,
        tuple((count + BELIEF * one) / (count.sum() + BELIEF) for count, one in zip(counts, believed, strict=True)),
        tuple(seen.of_two(count) for seen, count in zip(lesson.seen, counts, strict=True)),
        (person.sum() + 1.0) / pairs,
        (home.sum() + 1.0) / pairs,
    )


def _expected(lesson: _Lesson, model: Model) -> tuple[Shares, Shares]:
    """For each pair the probability that it is of one person, and of two people of one home."""
    own, shared = own_and_home(lesson.records, model, lesson.left, lesson.levels)
    two = np.log2(1.0 - model.one_person - model.one_home)
    person, home = np.log2(model.one_person) + own + shared, np.log2(model.one_home) + shared
    total = np.logaddexp2(np.logaddexp2(person, home), two)
    return np.exp2(person - total), np.exp2(home - total)


def _at_level(levels: Levels, person: Shares, shares: Shares) -> Shares:
    """How many pairs of one person are expected at each level."""
    counted = np.bincount(levels.astype(np.int64) + 1, weights=person, minlength=len(shares) + 1)
    return np.asarray(counted[1:], np.float64)


def _moved(before: Model, after: Model) -> float:
    shares = zip((*before.of_one, *before.of_two), (*after.of_one, *after.of_two), strict=True)
    moved = max(float(np.abs(old - new).max()) for old, new in shares)
    grown = (after.one_person / before.one_person, after.one_home / before.one_home)
    return max(moved, *(abs(math.log(ratio)) for ratio in grown))
