"""A search of one radius, written out as the arrays that the kernel walks through."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate, combinations
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from daymark.engine.hamming.plan import BITS, LOW_BITS, ChunkPlan

WORD = 1 << LOW_BITS

# Row d, column p: the bits of a word whose places are within d bits of p. From 6 on that is every bit.
BALLS = np.array(
    [
        [sum(1 << place for place in range(WORD) if (place ^ middle).bit_count() <= distance) for middle in range(WORD)]
        for distance in range(LOW_BITS + 1)
    ],
    np.uint64,
)


class Probe(NamedTuple):
    """How one chunk's table is searched: one row of `Probes.tables`, the columns in this order."""

    chunk: int
    start: int
    width: int
    first_word: int
    tag_start: int
    tag_width: int
    reach: int  # how far key and tag may be from the query's together
    first: int  # its flips: those that leave some of the distance to the low bits
    single: int  # those that leave none
    last: int


class Probes(NamedTuple):
    """Which words to look at, table by table.

    tables: a `Probe` for each chunk with a share. flips: what to XOR to the high bits of a query's key; spare: how many
    of its low six bits may differ then. below: four words for each chunk with the bits before it; due: the sum of the
    shares before it.
    """

    tables: npt.NDArray[np.int64]
    flips: npt.NDArray[np.uint64]
    spare: npt.NDArray[np.int64]
    below: npt.NDArray[np.uint64]
    due: npt.NDArray[np.int64]


def probes_for(plan: ChunkPlan, shares: tuple[int, ...], entry_bits: int) -> Probes:
    """The probes that find every entry of which some chunk differs in fewer bits than its share."""
    tables: list[Probe] = []
    flips: list[tuple[int, int]] = []
    for chunk, share in enumerate(shares):
        if share:
            width, first = plan.widths[chunk], len(flips)
            flips.extend(_flips(width - LOW_BITS, share - 1))
            single = first + sum(spare > 0 for _, spare in flips[first:])
            reach = share + shares[(chunk + 1) % len(shares)] - 1
            tag = plan.tag(chunk, entry_bits)
            place = (chunk, plan.starts[chunk], width, plan.words[chunk])
            tables.append(Probe(*place, *tag, reach, first, single, len(flips)))
    return Probes(
        np.array(tables, np.int64),
        np.array([flip for flip, _ in flips], np.uint64),
        np.array([min(spare, LOW_BITS) for _, spare in flips], np.int64),
        np.array([_below(start) for start in plan.starts], np.uint64),
        np.array(list(accumulate(shares, initial=0))[:-1], np.int64),
    )


def _below(start: int) -> list[int]:
    """The four words of a hash in which just the bits before `start` are set."""
    return [(1 << start) - 1 >> 64 * word & (1 << 64) - 1 for word in range(BITS // 64)]


def _flips(width: int, most: int) -> Iterator[tuple[int, int]]:
    """Every change of at most `most` of `width` bits, fewest first, with how many changes are left over."""
    for changed in range(min(most, width) + 1):
        for places in combinations(range(width), changed):
            yield sum(1 << place for place in places), most - changed
