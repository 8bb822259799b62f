"""Rows as they come, then sorted and flattened: borders of addresses, and beside each the holder from there on.

Compact while they are collected (an IPv4 range takes 12 bytes, an IPv6 range 36), because a table has a million rows.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from daymark.engine.ipranges.flattening import CONTRADICTED, Borders, flattened
from daymark.engine.ipranges.numbers import HIGHEST
from daymark.engine.ipranges.rows import Holder, Row

LOW = 2**64 - 1
FIRST_HOLDER = CONTRADICTED + 1

U32 = NDArray[np.uint32]
U64 = NDArray[np.uint64]


@dataclass(frozen=True)
class Columns:
    """Borders in order with the number of the holder from each on. `holders` begins with number FIRST_HOLDER."""

    v4_starts: U32
    v4_answers: U32
    v6_high: U64
    v6_low: U64
    v6_answers: U32
    holders: tuple[Holder, ...]


class Holders:
    """Collects rows; each holder is kept once."""

    def __init__(self) -> None:
        self._numbers: dict[Holder, int] = {}
        self._v4 = array("I"), array("I"), array("I")
        self._v6 = array("Q"), array("Q"), array("Q"), array("Q"), array("I")

    def add(self, row: Row) -> None:
        """Takes one row."""
        answer = self._numbers.setdefault(row.holder, len(self._numbers) + FIRST_HOLDER)
        if row.version == 4:
            values = (row.first, row.last, answer)
            for column, value in zip(self._v4, values, strict=True):
                column.append(value)
        else:
            wide = (row.first >> 64, row.first & LOW, row.last >> 64, row.last & LOW, answer)
            for column, value in zip(self._v6, wide, strict=True):
                column.append(value)

    def columns(self) -> Columns:
        """Everything that was added, sorted and flattened."""
        v4 = flattened(self._sorted_v4(), highest=HIGHEST[4])
        v6 = flattened(self._sorted_v6(), highest=HIGHEST[6])
        high, low = _halves(v6)
        return Columns(
            v4_starts=np.array(v4.starts, np.uint32),
            v4_answers=np.array(v4.answers, np.uint32),
            v6_high=high,
            v6_low=low,
            v6_answers=np.array(v6.answers, np.uint32),
            holders=tuple(self._numbers),
        )

    def _sorted_v4(self) -> Iterator[tuple[int, int, int]]:
        first, last, answer = (np.frombuffer(column, np.uint32) for column in self._v4)
        order = np.lexsort((last, first))
        yield from zip(first[order].tolist(), last[order].tolist(), answer[order].tolist(), strict=True)

    def _sorted_v6(self) -> Iterator[tuple[int, int, int]]:
        *ends, answer = (np.frombuffer(column, np.dtype(column.typecode)) for column in self._v6)
        order = np.lexsort((ends[3], ends[2], ends[1], ends[0]))
        columns = (*(half[order].tolist() for half in ends), answer[order].tolist())
        for first_high, first_low, last_high, last_low, number in zip(*columns, strict=True):
            yield first_high << 64 | first_low, last_high << 64 | last_low, number


def _halves(borders: Borders) -> tuple[U64, U64]:
    high = np.array([start >> 64 for start in borders.starts], np.uint64)
    low = np.array([start & LOW for start in borders.starts], np.uint64)
    return high, low
