"""Comparing every query with every entry: for short lists, for wide radii, and for what was added last."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import int64, njit, types, uint64

from daymark.engine.hamming.matches import DISTANCE_SHIFT, QUERY_SHIFT
from daymark.engine.hamming.words import (
    ONE,
    READ32,
    READ64,
    THREE,
    TWO,
    ZERO,
    Count,
    Word,
    Words,
    bit,
    longer,
    popcount,
)

# Entries held against all queries before the next ones: their columns, 8 kB, stay in the first-level cache.
BLOCK = 256


@njit(types.Tuple((types.boolean, uint64[::1]))(READ64, READ32, READ64, uint64, READ64, int64), cache=True, nogil=True)
def scan(
    hashes: Words, numbers: npt.NDArray[np.uint32], queries: Words, radius: Word, removed: Words, most: Count
) -> tuple[bool, Words]:
    """All matches of a batch of queries, packed as in `matches`, in no order.

    Gives up (False, and nothing) once there are more than `most`. The hashes are turned into four columns, block by
    block, so that one instruction counts the bits of eight entries: 0.3 ns an entry and query for a batch, 0.8 to 1.3
    for one query alone.
    """
    found, count = np.empty(1024, np.uint64), 0
    a, b = np.empty(BLOCK, np.uint64), np.empty(BLOCK, np.uint64)
    c, d = np.empty(BLOCK, np.uint64), np.empty(BLOCK, np.uint64)
    entries, block = np.uint64(numbers.shape[0]), np.uint64(BLOCK)
    for first in range(ZERO, entries, block):
        length = min(entries - first, block)
        for i in range(length):
            place = (first + i) << TWO
            a[i], b[i], c[i], d[i] = hashes[place], hashes[place + ONE], hashes[place + TWO], hashes[place + THREE]
        for query in range(np.uint64(queries.shape[0] >> 2)):
            place, near = query << TWO, ZERO
            p, q, r, s = queries[place], queries[place + ONE], queries[place + TWO], queries[place + THREE]
            for i in range(length):
                distance = popcount(a[i] ^ p) + popcount(b[i] ^ q) + popcount(c[i] ^ r) + popcount(d[i] ^ s)
                near += np.uint64(distance <= radius)
            if near == ZERO:
                continue
            for i in range(length):
                distance = popcount(a[i] ^ p) + popcount(b[i] ^ q) + popcount(c[i] ^ r) + popcount(d[i] ^ s)
                if distance <= radius and (removed.shape[0] == 0 or bit(removed, first + i) == ZERO):
                    if count == found.shape[0]:
                        found = longer(found)
                    found[count] = query << QUERY_SHIFT | distance << DISTANCE_SHIFT | np.uint64(numbers[first + i])
                    count += 1
            if count > most:
                return False, found[:0]
    return True, found[:count]
