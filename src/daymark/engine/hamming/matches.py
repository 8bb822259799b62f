"""What a search finds, and how a match is packed into one number while it is being found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Words = npt.NDArray[np.uint64]

# A packed match: the query's place in its batch (23 bits), the distance (9 bits: 0 to 256), the entry's number (32).
# Sorted as numbers, packed matches are in the documented order.
QUERY_SHIFT, DISTANCE_SHIFT = np.uint64(41), np.uint64(32)
_DISTANCE_MASK, NUMBER_MASK = np.uint64(0x1FF), np.uint64(0xFFFFFFFF)


class Match(NamedTuple):
    """One known hash near one query."""

    query: int
    known: int
    distance: int


@dataclass(frozen=True, eq=False)
class Matches:
    """Every known hash within the radius of a query, as three arrays of equal length.

    query: the query's place among those asked, from 0. known: the number of the entry. distance: the Hamming distance
    of the two, 0 to 256. Ordered by query, then by distance, then by number: the nearest of a query comes first.
    Entries that bear the same hash, or the same number, are each there.
    """

    query: npt.NDArray[np.int64]
    known: npt.NDArray[np.uint32]
    distance: npt.NDArray[np.uint16]

    def __len__(self) -> int:
        return len(self.query)

    def __iter__(self) -> Iterator[Match]:
        columns = (self.query.tolist(), self.known.tolist(), self.distance.tolist())
        return (Match(*row) for row in zip(*columns, strict=True))


def unpack(packed: Words, first: int) -> Matches:
    """The matches of a batch that begins at query `first`, put in order."""
    packed = np.sort(packed)
    return Matches(
        (packed >> QUERY_SHIFT).astype(np.int64) + first,
        (packed & NUMBER_MASK).astype(np.uint32),
        (packed >> DISTANCE_SHIFT & _DISTANCE_MASK).astype(np.uint16),
    )


def joined(parts: Iterable[Matches]) -> Matches:
    """Matches of consecutive batches as one."""
    kept = list(parts)
    if len(kept) == 1:
        return kept[0]
    return Matches(
        np.concatenate([part.query for part in kept] or [np.empty(0, np.int64)]),
        np.concatenate([part.known for part in kept] or [np.empty(0, np.uint32)]),
        np.concatenate([part.distance for part in kept] or [np.empty(0, np.uint16)]),
    )
