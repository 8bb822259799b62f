"""Grows columns of values while lists are read, and tells in bulk which of them must never match."""

from __future__ import annotations

from array import array

import numpy as np
from numpy.typing import NDArray

from daymark.engine.known.digest_column import Bytes, Entries
from daymark.engine.known.unmatchable import CONSTANT_WITHIN, NEVER_EXACT
from daymark.engine.pdq import BITS


class GrowingColumn:
    """Values of one size, each with the number of its entry and, where it is wanted, a mark."""

    def __init__(self, size: int) -> None:
        self.size = size  # bytes
        self._bytes, self._marks = bytearray(), bytearray()
        self._entries = array("I")

    def add(self, entry: int, value: bytes, mark: int = 0) -> None:
        """Add one value. Raises ValueError for one of another size, which would shift all that follow."""
        if len(value) != self.size:
            raise ValueError(f"A value of {self.size} bytes is wanted here, not of {len(value)}.")
        self._bytes += value
        self._entries.append(entry)
        self._marks.append(mark)

    def add_many(self, entries: Entries, values: Bytes, marks: NDArray[np.uint8]) -> None:
        """Add as many values as there are entries; `values` is (n, size)."""
        self._bytes += values.tobytes()
        self._entries.frombytes(entries.astype(np.uint32, copy=False).tobytes())
        self._marks += marks.tobytes()

    def values(self) -> Bytes:
        """All values as (n, size), where they lie: the column can grow no more."""
        return np.frombuffer(self._bytes, np.uint8).reshape(-1, self.size)

    def entries(self) -> Entries:
        """The number of each value's entry."""
        return np.frombuffer(self._entries, np.uint32)

    def marks(self) -> NDArray[np.uint8]:
        """The mark of each value."""
        return np.frombuffer(self._marks, np.uint8)


def may_match_exactly(digests: Bytes) -> NDArray[np.bool_]:
    """Which of the digests, (n, size), are not digests of nothing."""
    allowed = np.ones(len(digests), bool)
    for never in NEVER_EXACT:
        if len(never) == digests.shape[1]:
            allowed &= (digests != np.frombuffer(never, np.uint8)).any(axis=1)
    return allowed


def may_match_by_look(hashes: Bytes) -> NDArray[np.bool_]:
    """Which of the PDQ hashes, (n, 32), are not nearly constant."""
    words = np.ascontiguousarray(hashes).view(np.uint64)
    bits = np.bitwise_count(words).sum(axis=1, dtype=np.int64)
    allowed: NDArray[np.bool_] = (bits > CONSTANT_WITHIN) & (bits < BITS - CONSTANT_WITHIN)
    return allowed
