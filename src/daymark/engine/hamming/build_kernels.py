"""The loops that build one table: mark which keys occur, count the cells before each word, file every entry.

They read the hashes in order and the table at random, so each works on a run of entries: first all keys, asking for the
memory they will need, then all cells.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from numba import int64, njit, uint16, uint32, uint64, void

from daymark.engine.hamming.tables import BLOCK, UNUSED
from daymark.engine.hamming.words import (
    LOW_SIX,
    ONE,
    READ64,
    SIX,
    TWO,
    ZERO,
    Count,
    Word,
    Words,
    bit,
    chunk,
    popcount,
    prefetch,
)

RUN = 256  # entries looked at together: enough to hide the memory, few enough for the first-level cache

Slots = npt.NDArray[np.uint32]
Ranks = npt.NDArray[np.uint16]


@njit(void(READ64, READ64, uint64[::1]), cache=True, nogil=True)
def gather(hashes: Words, order: Words, gathered: Words) -> None:
    """Copy hashes in the order of the entries that `order` names."""
    count = np.uint64(order.shape[0])
    ahead = np.uint64(32)
    for at in range(count):
        if at + ahead < count:
            prefetch(hashes, order[at + ahead] << TWO)
        source, target = order[at] << TWO, at << TWO
        for word in range(np.uint64(4)):
            gathered[target + word] = hashes[source + word]


@njit(inline="always")
def _keys(
    hashes: Words, repeats: Words, first: Count, start: Count, width: Count, keys: Words, entries: Words
) -> Count:
    """The keys and numbers of a run's entries, repeats left out."""
    found = 0
    for entry in range(np.uint64(first), np.uint64(min(hashes.shape[0] >> 2, first + RUN))):
        keys[found] = chunk(hashes, entry << TWO, start, width)
        entries[found] = entry
        found += int64(bit(repeats, entry) ^ ONE)
    return found


@njit(int64(READ64, READ64, int64, int64, uint64[::1], uint64[::1], uint64[::1]), cache=True, nogil=True)
def mark(
    hashes: Words, repeats: Words, start: Count, width: Count, filled: Words, shared: Words, listed: Words
) -> Count:
    """Set the bits of the keys that occur at all, twice, three times; return how many came third or later."""
    keys, entries = np.empty(RUN, np.uint64), np.empty(RUN, np.uint64)
    crowd = ZERO
    for first in range(0, hashes.shape[0] >> 2, RUN):
        found = _keys(hashes, repeats, first, start, width, keys, entries)
        for i in range(found):
            prefetch(filled, keys[i] >> SIX)
            prefetch(shared, keys[i] >> SIX)
        for i in range(found):
            word, here = keys[i] >> SIX, ONE << (keys[i] & LOW_SIX)
            once, twice = filled[word] & here, shared[word] & here
            filled[word] |= here
            shared[word] |= once
            if twice != ZERO:
                listed[word] |= here
                crowd += ONE
    return int64(crowd)


@njit(int64(READ64, READ64, uint64[::1], uint16[::1]), cache=True, nogil=True)
def rank(filled: Words, shared: Words, blocks: Words, ranks: Ranks) -> Count:
    """Fill in how many slots lie before each word (`blocks` every 256 words, `ranks` since then); return their sum."""
    slots = ZERO
    for word in range(filled.shape[0]):
        if word % BLOCK == 0:
            blocks[word // BLOCK] = slots
        ranks[word] = slots - blocks[word // BLOCK]
        slots += popcount(filled[word]) + popcount(shared[word])
    return int64(slots)


@njit(inline="always")
def _slot(filled: Words, shared: Words, blocks: Words, ranks: Ranks, word: Word, here: Word) -> Word:
    """Where the slots of a cell begin: one for each cell before it in the word, and another for each shared one."""
    below = here - ONE
    before = popcount(filled[word] & below) + popcount(shared[word] & below)
    return blocks[word >> np.uint64(8)] + np.uint64(ranks[word]) + before


@njit(inline="always")
def _reference(hashes: Words, entry: Word, start: Count, width: Count, entry_bits: Count) -> Any:
    """An entry's number, and above it its tag: what fits of the chunk that follows on the ring."""
    return np.uint32(entry | (chunk(hashes, entry << TWO, start, width) << np.uint64(entry_bits)))


@njit(inline="always")
def _lay_lists(
    filled: Words, shared: Words, listed: Words, blocks: Words, ranks: Ranks, slots: Slots, lists: Slots, first: Count
) -> None:
    """Give every cell with a list its stretch of `lists`: the length, then room; its slot points at the end of it."""
    end = np.uint64(first)
    for word in range(np.uint64(listed.shape[0])):
        left = listed[word]
        while left != ZERO:
            here = left & (~left + ONE)
            left ^= here
            place = _slot(filled, shared, blocks, ranks, word, here) + ONE
            length = np.uint64(slots[place]) + ONE
            lists[end] = length
            slots[place] = end + length
            end += length + ONE


@njit(
    void(
        *(READ64, READ64, int64, int64, int64, int64, int64),
        *(READ64, READ64, READ64, READ64, uint16[::1]),
        *(uint32[::1], uint32[::1], int64, uint64[::1]),
    ),
    cache=True,
    nogil=True,
)
def file_entries(
    hashes: Words,
    repeats: Words,
    start: Count,
    width: Count,
    tag_start: Count,
    tag_width: Count,
    entry_bits: Count,
    filled: Words,
    shared: Words,
    listed: Words,
    blocks: Words,
    ranks: Ranks,
    slots: Slots,
    lists: Slots,
    first_list: Count,
    crowd: Words,
) -> None:
    """Put every entry's reference into its cell's slots, or into its list.

    `crowd` is room for the entries that go into lists. While they are counted, the second slot of their cell holds
    the list's length less one. Then it points at the list's end and, as the entries are filed from the last to the
    first, moves down until it points at the length.
    """
    keys, entries, places = np.empty(RUN, np.uint64), np.empty(RUN, np.uint64), np.empty(RUN, np.uint64)
    references, crowded = np.empty(RUN, np.uint32), 0
    for first in range(0, hashes.shape[0] >> 2, RUN):
        found = _keys(hashes, repeats, first, start, width, keys, entries)
        for i in range(found):
            prefetch(filled, keys[i] >> SIX)
            prefetch(shared, keys[i] >> SIX)
            prefetch(ranks, keys[i] >> SIX)
            references[i] = _reference(hashes, entries[i], tag_start, tag_width, entry_bits)
        for i in range(found):
            places[i] = _slot(filled, shared, blocks, ranks, keys[i] >> SIX, ONE << (keys[i] & LOW_SIX))
            prefetch(slots, places[i])
        for i in range(found):
            place = places[i]
            if bit(shared, keys[i]) != ZERO:
                if bit(listed, keys[i]) != ZERO:
                    slots[place + ONE] += np.uint32(1)  # from UNUSED it wraps to 0
                    crowd[crowded] = entries[i]
                    crowded += 1
                    continue
                place += np.uint64(slots[place] != UNUSED)
            slots[place] = references[i]
    _lay_lists(filled, shared, listed, blocks, ranks, slots, lists, first_list)
    for i in range(crowded - 1, -1, -1):
        key = chunk(hashes, crowd[i] << TWO, start, width)
        place = _slot(filled, shared, blocks, ranks, key >> SIX, ONE << (key & LOW_SIX)) + ONE
        lists[slots[place]] = _reference(hashes, crowd[i], tag_start, tag_width, entry_bits)
        slots[place] -= np.uint32(1)
