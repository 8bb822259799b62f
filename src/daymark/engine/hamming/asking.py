"""Cuts queries into batches whose matches fit a bound of memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from daymark.engine.hamming.matches import Matches, unpack

Words = npt.NDArray[np.uint64]
# Flat queries and the most matches to hold -> whether that was enough, and the packed matches.
Search = Callable[[Words, int], tuple[bool, Words]]

BATCH = 8192  # queries of one call: each table stays in the caches for that long, and a match has 23 bits for its query
# Matches of one batch in memory: 8 bytes each, 24 while they are put in order. A single query may have more.
MOST_MATCHES = 1 << 22


def in_batches(search: Search, queries: Words, first: int, most: int) -> Iterator[Matches]:
    """The matches of queries (n, 4) batch by batch; `first` is the number of the first.

    A batch with more than `most` matches is given up at that point and asked again in halves; the next ones are as
    small and grow again by and by. So what is done twice is bounded by what is found, and memory by `most`.
    """
    at, size = 0, BATCH
    while at < len(queries):
        batch = queries[at : at + size]
        enough = most if len(batch) > 1 else np.iinfo(np.int64).max
        complete, packed = search(batch.reshape(-1), int(enough))
        if not complete:
            size = (len(batch) + 1) // 2
            continue
        yield unpack(packed, first + at)
        at += len(batch)
        if 4 * len(packed) < most:
            size = min(2 * size, BATCH)


def parts(queries: int, threads: int) -> list[slice]:
    """Consecutive shares of queries, one for each thread, none of them empty."""
    ends = np.linspace(0, queries, min(max(threads, 1), max(queries, 1)) + 1, dtype=int)
    return [slice(first, last) for first, last in pairwise(ends.tolist())]
