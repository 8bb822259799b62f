"""Search by look: the PDQ hashes of known stills, and which of a file's forms comes near one of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from daymark.engine.hamming import HammingIndex
from daymark.engine.known.digest_column import Bytes, Entries
from daymark.engine.known.values import may_match_by_look
from daymark.engine.pdq import BYTES


class Near(NamedTuple):
    """Pairs within the radius as arrays of one length: row of the question, number of the known hash, bits apart."""

    row: NDArray[np.int64]
    number: Entries
    distance: NDArray[np.uint16]


class LookColumn:
    """Hashes of 32 bytes with a number each."""

    def __init__(self, hashes: Bytes, numbers: Entries) -> None:
        """`hashes` is (n, 32), `numbers` (n,)."""
        self._index = HammingIndex(hashes, numbers)

    def __len__(self) -> int:
        return len(self._index)

    @property
    def nbytes(self) -> int:
        """Memory in bytes."""
        return self._index.memory

    def near(self, wanted: Bytes, radius: int, threads: int = 1) -> Near:
        """All pairs within `radius` bits. `wanted` is (m, 32); nearly constant rows of it find nothing."""
        rows = np.flatnonzero(may_match_by_look(wanted))
        found = self._index.search(wanted[rows], radius, threads=threads)
        return Near(rows[found.query], found.known, found.distance)

    def equal(self, wanted: Bytes) -> tuple[NDArray[np.int64], Entries]:
        """All pairs (row, number) of equal values: the look-up of values that may be digests as well."""
        found = self._index.search(wanted, 0)
        return found.query, found.known


def forms(files: Sequence[Sequence[bytes]]) -> tuple[Bytes, NDArray[np.int64], NDArray[np.uint8]]:
    """The hashes of many files in one array (m, 32), with the file and the turn of each.

    Raises ValueError for a hash of another length, which would shift all that follow.
    """
    if any(len(value) != BYTES for file in files for value in file):
        raise ValueError(f"A PDQ hash has {BYTES} bytes.")
    hashes = np.frombuffer(b"".join(value for file in files for value in file), np.uint8).reshape(-1, BYTES)
    counts = np.array([len(file) for file in files], np.int64)
    file = np.repeat(np.arange(len(files), dtype=np.int64), counts)
    first = np.repeat(np.concatenate(([0], np.cumsum(counts)[:-1])), counts) if len(files) else counts
    return hashes, file, (np.arange(len(file)) - first).astype(np.uint8)
