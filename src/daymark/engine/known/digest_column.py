"""Exact look-up of digests: one sorted column of 64-bit beginnings, and the rest of each digest beside it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Numbers = NDArray[np.int64]
Entries = NDArray[np.uint32]

_PREFIX = 8  # bytes; two of 3 million random digests share one with a probability of 2.4e-7, and the rest is compared


class DigestColumn:
    """Digests of one kind with the numbers of their entries; the same digest may stand in many entries."""

    def __init__(self, digests: Bytes, entries: Entries) -> None:
        """`digests` is (n, size) with at least 9 bytes each, `entries` (n,) the number of each one's entry."""
        beginnings = _beginnings(digests)
        order = np.argsort(beginnings, kind="stable")
        self._beginnings = beginnings[order]
        self._rests = digests[order, _PREFIX:]
        self._entries = entries[order]

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def nbytes(self) -> int:
        """Memory in bytes."""
        return self._beginnings.nbytes + self._rests.nbytes + self._entries.nbytes

    def find(self, wanted: Bytes) -> tuple[Numbers, Entries]:
        """The pairs (row of `wanted`, entry) of equal digests, in order of rows. `wanted` is (m, size)."""
        beginnings = _beginnings(wanted)
        first = np.searchsorted(self._beginnings, beginnings, "left")
        counts = np.searchsorted(self._beginnings, beginnings, "right") - first
        rows = np.repeat(np.arange(len(wanted), dtype=np.int64), counts)
        starts = np.repeat(first - np.concatenate(([0], np.cumsum(counts)[:-1])), counts)
        places = starts + np.arange(len(rows))
        same = (self._rests[places] == wanted[rows, _PREFIX:]).all(axis=1)
        return rows[same], self._entries[places[same]]


def _beginnings(digests: Bytes) -> NDArray[np.uint64]:
    return np.ascontiguousarray(digests[:, :_PREFIX]).view(">u8").ravel().astype(np.uint64)
