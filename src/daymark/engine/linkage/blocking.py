"""Which pairs of records are worth comparing: those that meet in at least one key.

Records with the same key form a block. In a block of at most `WINDOW` + 1 records all meet; in a larger one each meets
the `WINDOW` records that follow it when the block is sorted by all its values, so that those most alike still meet
(the sorted neighbourhood of Hernandez and Stolfo 1995). A key that many share therefore costs a bounded number of
pairs, and the report names it with how many pairs were left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from daymark.engine.linkage.columns import Column, Places, Records
from daymark.engine.linkage.schemes import Key, Part
from daymark.engine.linkage.sounds import soundex

# Larger blocks are of people who share no more than, say, a common name and a year; the records of one person lie side
# by side in them. A choice: at twice as many, time and memory of the largest blocks double.
WINDOW = 100
# About 100 bytes a pair at the highest: a million drawn records, 17.6 million pairs, took 2 GB beside the records.
MOST_PAIRS = 20_000_000
MOST_NAMED = 10  # of the over-common values of a key, in its report

_SHIFT = np.uint64(32)
_LOW = np.uint64(0xFFFFFFFF)


@dataclass(frozen=True)
class OverCommon:
    """A key's value that too many share: `left_out` pairs of its records do not meet in this key."""

    value: str
    records: int
    left_out: int


@dataclass(frozen=True)
class KeyReport:
    """What one key did.

    records: how many have it. pairs: how many met in it. window: how far records met in blocks that were too large.
    left_out: pairs of such blocks that did not meet here. over_common: the largest of these blocks.
    """

    key: str
    records: int
    pairs: int
    window: int
    left_out: int
    over_common: tuple[OverCommon, ...]


@dataclass(frozen=True)
class Pairs:
    """Pairs of places in the records, sorted, each once: `left` is the lower, or in the first file."""

    left: Places
    right: Places

    def __len__(self) -> int:
        return len(self.left)


@dataclass(frozen=True)
class _Block:
    """The records that have a key, sorted by it and then by all their values."""

    codes: NDArray[np.int64]
    places: Places
    sizes: NDArray[np.int64]


def candidates(records: Records, *, window: int = WINDOW, most: int = MOST_PAIRS) -> tuple[Pairs, list[KeyReport]]:
    """All pairs that meet in a key of the scheme, and what each key did.

    most: how many pairs all keys together may form. What is left is shared by the keys that are left; where one would
    form more than its share, its window is narrowed.
    """
    met = np.empty(0, np.uint64)
    reports = []
    for number, key in enumerate(records.scheme.keys):
        block = _sorted(records, _codes(records, key))
        width = _width(block.sizes, window, (most - len(met)) // (len(records.scheme.keys) - number))
        found = _meeting(records, block, width)
        reports.append(_report(records, key, block, width, len(found)))
        met = _united(met, found)
    return Pairs((met >> _SHIFT).astype(np.int64), (met & _LOW).astype(np.int64)), reports


def _united(met: NDArray[np.uint64], found: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Both, sorted, each once; by sorting, since NumPy's own `unique` hashes, which takes several times as long."""
    both = np.concatenate((met, found))
    both.sort()
    first = np.append(True, both[1:] != both[:-1])[: len(both)]
    return np.asarray(both[first])


def _sorted(records: Records, codes: NDArray[np.int64]) -> _Block:
    """In the order of the key, and within it in the records' own order."""
    places = records.order[codes[records.order] >= 0]
    places = places[np.argsort(codes[places], kind="stable")]
    return _Block(codes[places], places, np.unique(codes[places], return_counts=True)[1])


def _width(sizes: NDArray[np.int64], window: int, most: int) -> int:
    """The widest window, up to the one wanted, with which no more than `most` pairs are formed; at least 1."""
    while window > 1 and _formed(sizes, window).sum() > most:
        window = window * 3 // 4
    return window


def _formed(sizes: NDArray[np.int64], window: int) -> NDArray[np.int64]:
    """How many pairs a block of each size forms: each record with the `window` that follow."""
    reach = np.minimum(sizes - 1, window)
    return np.asarray(reach * sizes - reach * (reach + 1) // 2)


def _meeting(records: Records, block: _Block, window: int) -> NDArray[np.uint64]:
    """The pairs of each block within the window, as left << 32 | right."""
    at = np.arange(len(block.codes))
    found = [np.empty(0, np.uint64)]
    for apart in range(1, window + 1):
        at = at[at + apart < len(block.codes)]
        at = at[block.codes[at] == block.codes[at + apart]]
        if not len(at):
            break
        found.append(_packed(records, block.places[at], block.places[at + apart]))
    return np.concatenate(found)


def _packed(records: Records, one: Places, other: Places) -> NDArray[np.uint64]:
    left, right = np.minimum(one, other), np.maximum(one, other)
    if records.split is not None:
        between = (left < records.split) & (right >= records.split)
        left, right = left[between], right[between]
    return left.astype(np.uint64) << _SHIFT | right.astype(np.uint64)


def _codes(records: Records, key: Key) -> NDArray[np.int64]:
    """For each record a number that those share whose keys are the same; -1 where a part is missing."""
    columns = {column.field.name: column for column in records.columns}
    known: dict[str, int] = {}
    parts = [_part(columns[name], part, known) for name, part in key.parts]
    if key.any_order:
        parts = list(np.sort(np.stack(parts), axis=0))
    codes = parts[0]
    for part in parts[1:]:
        codes = np.where((codes >= 0) & (part >= 0), codes * len(known) + part, -1)
        codes = np.unique(np.append(codes, -1), return_inverse=True)[1][:-1] - 1
    return codes


def _part(column: Column, part: Part, known: dict[str, int]) -> NDArray[np.int64]:
    """For each record the number of this part of its value, numbered in one series for all parts of a key."""
    texts = (part_of(value, part) for value in column.values)
    numbers = np.fromiter((known.setdefault(text, len(known)) if text else -1 for text in texts), np.int64)
    return np.append(numbers, -1)[column.codes]


def part_of(value: str, part: Part) -> str:
    """What of a value goes into a key; "" when it has no such part."""
    match part:
        case Part.WHOLE:
            return value
        case Part.SOUND:
            return soundex(value)
        case Part.START:
            return value[:3]
        case Part.YEAR:
            return value[:4]
        case Part.WORDS:
            return " ".join(sorted(value.split()))


def _report(records: Records, key: Key, block: _Block, window: int, pairs: int) -> KeyReport:
    left_out = block.sizes * (block.sizes - 1) // 2 - _formed(block.sizes, window)
    ends = np.cumsum(block.sizes)
    largest = [number for number in np.argsort(-block.sizes, kind="stable")[:MOST_NAMED] if left_out[number]]
    named = (
        OverCommon(
            _value(records, key, int(block.places[ends[number] - 1])), int(block.sizes[number]), int(left_out[number])
        )
        for number in largest
    )
    return KeyReport(key.name, len(block.places), pairs, window, int(left_out.sum()), tuple(named))


def _value(records: Records, key: Key, place: int) -> str:
    return ", ".join(_values(records, key, place))


def _values(records: Records, key: Key, place: int) -> Iterator[str]:
    columns = {column.field.name: column for column in records.columns}
    for name, part in key.parts:
        yield part_of(columns[name].values[columns[name].codes[place]], part)
