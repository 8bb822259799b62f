"""One table of address ranges in its file: made once, then searched where it lies (memory-mapped)."""

from __future__ import annotations

import mmap
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from daymark.engine.ipranges.columns import FIRST_HOLDER, LOW, U32, U64
from daymark.engine.ipranges.flattening import CONTRADICTED, NOTHING
from daymark.engine.ipranges.layout import holder_of, unpacked
from daymark.engine.ipranges.rows import Holder
from daymark.problems import Problem

AGAINST_ITSELF = Holder("--")  # in place of a holder where the table contradicts itself
Found = Holder | None


class TableDamaged(Problem):
    """A table of address ranges cannot be read. Load it again: daymark import-geo FILE"""


class RangeTable:
    """An open table. Safe to share between threads: it is only read. Checked whole when it is opened.

    An answer is a Holder, None where no range covers the address, or AGAINST_ITSELF where two rows for the same range
    disagree.
    """

    def __init__(self, path: Path) -> None:
        self.name = path.stem
        try:
            with path.open("rb") as file:
                data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            self.about, self._columns = unpacked(memoryview(data))
        except (OSError, ValueError, KeyError, TypeError) as fault:
            what = fault.strerror if isinstance(fault, OSError) and fault.strerror else fault
            raise TableDamaged(
                f"The table {path.name} of address ranges cannot be read: {what}. "
                "Load it again: daymark import-geo FILE"
            ) from None
        self._v4: U32 = _native(self._columns["v4_starts"], np.uint32)
        self._high: U64 = _native(self._columns["v6_high"], np.uint64)
        self._low: U64 = _native(self._columns["v6_low"], np.uint64)
        self._answers: dict[int, U32] = {
            4: _native(self._columns["v4_answers"], np.uint32),
            6: _native(self._columns["v6_answers"], np.uint32),
        }
        # Searching these with Python's own bisect makes a single answer ten times faster than a call of numpy.
        self._v4_one, self._high_one, self._low_one = self._v4.data, self._high.data, self._low.data
        self._answers_one = {version: answers.data for version, answers in self._answers.items()}
        self._holders: dict[int, Found] = {NOTHING: None, CONTRADICTED: AGAINST_ITSELF}

    def covers(self, version: int) -> bool:
        """Whether it lists any address of this version at all."""
        return len(self._answers[version]) > 0

    def find(self, version: int, number: int) -> Found:
        """Who holds one address."""
        place = (bisect_right(self._v4_one, number) if version == 4 else self._place6(number)) - 1
        return self._holder(self._answers_one[version][place]) if place >= 0 else None

    def find_many(self, version: int, numbers: Sequence[int]) -> list[Found]:
        """Who holds each of many addresses of one version, in their order."""
        if not self.covers(version):
            return [None] * len(numbers)
        if version == 4:
            places = np.searchsorted(self._v4, np.array(numbers, np.uint32), side="right")
        else:
            places = self._places6(numbers)
        answers = np.where(places > 0, self._answers[version][places - 1], NOTHING)
        return [self._holder(answer) for answer in answers.tolist()]

    def _place6(self, number: int) -> int:
        high = number >> 64
        begins = bisect_left(self._high_one, high)
        ends = bisect_right(self._high_one, high, begins)
        return bisect_right(self._low_one, number & LOW, begins, ends)

    def _places6(self, numbers: Sequence[int]) -> NDArray[np.intp]:
        """First by the upper half, then all at once by halving what is left among borders with the same upper half."""
        high = np.array([number >> 64 for number in numbers], np.uint64)
        low = np.array([number & LOW for number in numbers], np.uint64)
        begins = np.searchsorted(self._high, high, side="left")
        ends = np.searchsorted(self._high, high, side="right")
        while (open_ := begins < ends).any():
            middle = (begins + ends) // 2
            above = np.zeros(len(numbers), bool)
            above[open_] = self._low[middle[open_]] > low[open_]
            ends = np.where(open_ & above, middle, ends)
            begins = np.where(open_ & ~above, middle + 1, begins)
        return begins

    def _holder(self, answer: int) -> Found:
        if answer not in self._holders:
            self._holders[answer] = holder_of(self._columns, answer - FIRST_HOLDER)
        return self._holders[answer]


def _native(column: NDArray[Any], kind: type[Any]) -> NDArray[Any]:
    """In this machine's order of bytes: the same memory where that is the file's."""
    return column.astype(kind, copy=False)
