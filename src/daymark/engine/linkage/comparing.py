"""How far the values of two records agree, field by field, as levels (`kinds.py`)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA, JaroWinkler

from daymark.engine.linkage.columns import Column, Places, Records
from daymark.engine.linkage.dates import date_levels
from daymark.engine.linkage.kinds import CODE_SLIPS, MISSING, NAME_STEPS, SCALES, TEXT_STEPS, Kind

Levels = NDArray[np.int8]
BATCH = 65_536  # pairs at once: a few megabytes of strings

_CLOSELY = 2  # names whose level is lower have nothing that would speak against their being crossed


def compare(records: Records, left: Places, right: Places) -> Levels:
    """Levels of agreement of the pairs, (pairs, comparisons of the scheme), `MISSING` where a value is missing.

    The same whichever of the two records is named first.
    """
    comparisons = records.scheme.comparisons
    levels = np.empty((len(left), len(comparisons)), np.int8)
    for start in range(0, len(left), BATCH):
        part = slice(start, start + BATCH)
        _compare_batch(records, left[part], right[part], levels[part])
    return levels


def _compare_batch(records: Records, left: Places, right: Places, levels: Levels) -> None:
    for place, column in enumerate(records.columns):
        levels[:, place] = _column_levels(column, column, left, right)
    for place, comparison in enumerate(records.scheme.comparisons):
        if comparison.crossed is not None:
            levels[:, place] = _crossed_levels(records, left, right, levels, comparison.crossed)


def _column_levels(one: Column, other: Column, left: Places, right: Places) -> Levels:
    """Levels of the values of one column on the left and another (of the same kind) on the right."""
    here, there = one.codes[left], other.codes[right]
    levels = np.full(len(left), MISSING, np.int8)
    known = (here >= 0) & (there >= 0)
    ours, theirs = one.objects[here[known]], other.objects[there[known]]
    same = ours == theirs
    found = np.full(len(ours), SCALES[one.field.kind].top, np.int8)
    found[~same] = _LEVELS[one.field.kind](ours[~same].tolist(), theirs[~same].tolist())
    levels[known] = found
    return levels


def _crossed_levels(records: Records, left: Places, right: Places, levels: Levels, fields: tuple[int, int]) -> Levels:
    """2: each has the other's value of the two fields, 1: nearly, 0: neither, or they agree where they stand.

    Where they are crossed the two fields themselves count for nothing (their levels become MISSING): that they differ
    has the same cause.
    """
    first, second = (records.columns[place] for place in fields)
    top, near = SCALES[first.field.kind].top, SCALES[first.field.kind].top - 1
    apart = ((levels[:, fields] >= 0) & (levels[:, fields] < _CLOSELY)).all(axis=1)
    there = _column_levels(first, second, left[apart], right[apart])
    back = _column_levels(second, first, left[apart], right[apart])
    lower = np.minimum(there, back)
    crossed = np.zeros(len(left), np.int8)
    crossed[apart] = (lower >= near).astype(np.int8) + (lower == top)
    crossed[(levels[:, fields] < 0).any(axis=1)] = MISSING
    for place in fields:
        levels[crossed > 0, place] = MISSING
    return crossed


def crossed_share(records: Records, left: Places, right: Places, fields: tuple[int, int]) -> tuple[float, float]:
    """Shares of pairs whose left value of the first field is the right one's of the second: the same, nearly."""
    first, second = (records.columns[place] for place in fields)
    levels = _column_levels(first, second, left, right)
    known = max(int((levels >= 0).sum()), 1)
    top = SCALES[first.field.kind].top
    return float((levels == top).sum()) / known, float((levels == top - 1).sum()) / known


def _names(ours: Sequence[str], theirs: Sequence[str]) -> Levels:
    """Winkler 1990's similarity, with his prefix of four letters at 0.1 each."""
    alike = process.cpdist(ours, theirs, scorer=JaroWinkler.similarity, score_cutoff=NAME_STEPS[0], dtype=np.float64)
    return np.searchsorted(NAME_STEPS, alike, side="right").astype(np.int8)


def _texts(ours: Sequence[str], theirs: Sequence[str]) -> Levels:
    """Similarity of the words in alphabetical order; words written together are one slip."""
    alike = process.cpdist(ours, theirs, scorer=fuzz.token_sort_ratio, score_cutoff=TEXT_STEPS[0], dtype=np.float64)
    return np.searchsorted(TEXT_STEPS, alike, side="right").astype(np.int8)


def _codes(ours: Sequence[str], theirs: Sequence[str]) -> Levels:
    """Slips between the two (optimal string alignment), as far as they are fewer than half of the characters."""
    slips = process.cpdist(ours, theirs, scorer=OSA.distance, score_cutoff=CODE_SLIPS, dtype=np.int32)
    longer = np.maximum(np.fromiter(map(len, ours), np.int32), np.fromiter(map(len, theirs), np.int32))
    few = (slips <= CODE_SLIPS) & (2 * slips < longer)
    return np.where(few, CODE_SLIPS + 1 - slips, 0).astype(np.int8)


_LEVELS: dict[Kind, Callable[[Sequence[str], Sequence[str]], Levels]] = {
    Kind.NAME: _names,
    Kind.TEXT: _texts,
    Kind.CODE: _codes,
    Kind.DATE: date_levels,
}
