"""The loops that look one batch of queries up in the tables, and compare what they find.

For each table, for each query: `_probe` reads the bitmap and keeps the words in which something within reach is filed;
`_locate` turns their bits into slots; `_sift` reads the slots and keeps the entries whose tags are near enough;
`_compare` reads the hashes. Each stage asks for the memory of the next, and each stays a function of its own: with a
call inside its loop LLVM no longer keeps a stage in registers (26 against 55 microseconds a query).

At 3 million random entries a query reads 1,650 words, 790 slots and 150 hashes.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import int64, njit, types, uint64

from daymark.engine.hamming.matches import DISTANCE_SHIFT, NUMBER_MASK, QUERY_SHIFT
from daymark.engine.hamming.probes import BALLS, Probe, Probes
from daymark.engine.hamming.room import COMPLETE, TOO_CROWDED, TOO_MANY, Asked, Room
from daymark.engine.hamming.tables import UNUSED, Tables
from daymark.engine.hamming.words import (
    LOW_SIX,
    ONE,
    READ16,
    READ32,
    READ64,
    SIX,
    THREE,
    TWO,
    ZERO,
    Count,
    Word,
    Words,
    bit,
    chunk,
    longer,
    popcount,
    prefetch,
)

ROOM = 4096  # slots or entries that wait for their memory
ENOUGH = 256  # waiting entries are worth comparing

# Each query remembers so many of the entries it was told, to leave them out in the tables to come: that saves a quarter
# of the time in a cluster. One that is pushed out is compared again, and `_begins_here` says that it was told.
TOLD_BITS = 8
_TOLD_BITS, _TOLD_MASK = np.uint64(TOLD_BITS), np.uint64((1 << TOLD_BITS) - 1)
# A waiting slot: its place, and in the highest byte how far the tag may be from the query's.
_REACH_SHIFT, _PLACE = np.uint64(56), np.uint64((1 << 56) - 1)


_TABLES = types.NamedTuple((READ64, READ32, READ64, READ64, READ64, READ64, READ16, READ32, READ32), Tables)
_PROBES = types.NamedTuple((int64[:, ::1], uint64[::1], int64[::1], uint64[:, ::1], int64[::1]), Probes)
_ASKED = types.NamedTuple((READ64, uint64, READ64, uint64, int64, uint64), Asked)

_CHUNK, _START, _WIDTH, _FIRST_WORD, _TAG_START, _TAG_WIDTH, _REACH, _FIRST, _SINGLE, _LAST = range(len(Probe._fields))


@njit(forceinline=True)
def _probe(tables: Tables, probes: Probes, row: Count, key: Word, room: Room) -> tuple[Word, Word]:
    """Keep the words that hold a key within reach; return how many may hold several, and how many in all."""
    first_word, high, low = np.uint64(probes.tables[row, _FIRST_WORD]), key >> SIX, key & LOW_SIX
    first, single, last = probes.tables[row, _FIRST], probes.tables[row, _SINGLE], probes.tables[row, _LAST]
    count = ZERO
    for at in range(first, single):
        word = first_word + (high ^ probes.flips[at])
        hits = tables.filled[word] & BALLS[probes.spare[at], low]
        room.near[count], room.hits[count] = word, hits
        count += np.uint64(hits != ZERO)
    several = count
    for at in range(single, last):  # nothing to spare for the low bits
        word = first_word + (high ^ probes.flips[at])
        room.near[count] = word
        count += (tables.filled[word] >> low) & ONE
    for place in range(count):
        prefetch(tables.shared, room.near[place])
        prefetch(tables.ranks, room.near[place])
    return several, count


@njit(inline="always")
def _wait(tables: Tables, word: Word, here: Word, reach: Word, slots: Words, count: Word) -> Word:
    """Let a cell's slot wait, or its two; return how many wait now."""
    below, shared = here - ONE, tables.shared[word]
    place = tables.blocks[word >> np.uint64(8)] + np.uint64(tables.ranks[word])
    place += popcount(tables.filled[word] & below) + popcount(shared & below)
    prefetch(tables.slots, place)
    slots[count] = place | (reach << _REACH_SHIFT)
    slots[count + ONE] = (place + ONE) | (reach << _REACH_SHIFT)
    return count + ONE + np.uint64(shared & here != ZERO)


@njit(forceinline=True)
def _locate(
    tables: Tables,
    probes: Probes,
    row: Count,
    key: Word,
    room: Room,
    begin: Word,
    several: Word,
    end: Word,
) -> tuple[Word, Word]:
    """Let the slots of the kept words wait while there is room; return where it stopped, and how many wait.

    Key and tag together may be `reach` away from the query's; what the key uses up is taken off.
    """
    reach, low = np.uint64(probes.tables[row, _REACH]), key & LOW_SIX
    high = np.uint64(probes.tables[row, _FIRST_WORD]) + (key >> SIX)
    at, count, full = begin, ZERO, np.uint64(ROOM - 2 * 64)
    while at < several and count < full:
        word, left = room.near[at], room.hits[at]
        rest = reach - popcount(word ^ high)
        while left != ZERO:
            here = left & (~left + ONE)
            left ^= here
            apart = popcount(popcount(here - ONE) ^ low)
            count = _wait(tables, word, here, rest - apart, room.slots, count)
        at += ONE
    while at >= several and at < end and count < full:
        word = room.near[at]
        count = _wait(tables, word, ONE << low, reach - popcount(word ^ high), room.slots, count)
        at += ONE
    return at, count


@njit(inline="always")
def _keep(
    tables: Tables,
    reference: Any,
    tag: Word,
    reach: Word,
    bits: Word,
    room: Room,
    waiting: Word,
) -> Word:
    """Let an entry wait if its tag is near enough; return how many wait now."""
    entry = np.uint64(reference) & ((ONE << bits) - ONE)
    room.entries[waiting] = entry
    if popcount((np.uint64(reference) >> bits) ^ tag) > reach:
        return waiting
    prefetch(tables.hashes, entry << TWO)
    return waiting + ONE


@njit(forceinline=True)
def _sift(tables: Tables, tag: Word, bits: Word, room: Room, slots: Word, waiting: Word) -> tuple[Word, Word]:
    """Let the entries of the waiting slots wait; return how many do now, and how many lists are to be read as well."""
    at, lists = ZERO, ZERO
    while at < slots:
        slot = room.slots[at]
        reference = tables.slots[slot & _PLACE]
        if reference == UNUSED:
            room.lists[lists] = np.uint64(tables.slots[(slot & _PLACE) + ONE]) | (slot >> _REACH_SHIFT << _REACH_SHIFT)
            lists += ONE
            at += TWO
        else:
            waiting = _keep(tables, reference, tag, slot >> _REACH_SHIFT, bits, room, waiting)
            at += ONE
    return waiting, lists


@njit
def _sift_list(
    tables: Tables,
    tag: Word,
    bits: Word,
    room: Room,
    begin: Word,
    end: Word,
    reach: Word,
    waiting: Word,
) -> Word:
    """Let the entries of a piece of a list wait; return how many do now."""
    for at in range(begin, end):
        waiting = _keep(tables, tables.lists[at], tag, reach, bits, room, waiting)
    return waiting


@njit(forceinline=True)
def _admit(room: Room, begin: Word, end: Word, query: Word) -> Word:
    """Write the query beside its waiting entries, and drop those it was told already; return how many wait now."""
    kept = begin
    if room.matched[query] == ZERO:
        kept = end
        for at in range(begin, end):
            room.queries[at] = query
    else:
        for at in range(begin, end):
            entry = room.entries[at]
            room.entries[kept], room.queries[kept] = entry, query
            kept += np.uint64(room.told[_told(query, entry)] != entry)
    return kept


@njit(inline="always")
def _told(query: Word, entry: Word) -> Word:
    """Where a query remembers an entry. Neighbours on the list, as in a cluster, never push each other out."""
    return query << _TOLD_BITS | (entry & _TOLD_MASK)


@njit(inline="always")
def _before(probes: Probes, chunk_: Count, p: Word, q: Word, r: Word, s: Word) -> Any:
    """How many bits before a chunk a difference has, less the shares of those chunks."""
    below = probes.below
    bits = popcount(p & below[chunk_, 0]) + popcount(q & below[chunk_, 1])
    bits += popcount(r & below[chunk_, 2]) + popcount(s & below[chunk_, 3])
    return int64(bits) - probes.due[chunk_]


@njit(inline="always")
def _begins_here(probes: Probes, here: Count, p: Word, q: Word, r: Word, s: Word) -> Any:
    """Whether this chunk follows the last of the places where the sum of what differs, less the shares, is highest.

    That is true of exactly one chunk, and the ring of chunks begun there stays below its shares at every step.
    """
    highest = _before(probes, here, p, q, r, s)
    if highest < 0:  # close pairs meet in almost every table, and this is how all but one of them notice
        return False
    begins = True
    for other in range(1, probes.due.shape[0]):
        total = _before(probes, other, p, q, r, s)
        begins &= total < highest or (total == highest and other <= here)
    return begins


@njit(inline="always")
def _report(
    tables: Tables, removed: Words, match: Word, entry: Word, found: Words, count: Count
) -> tuple[Words, Count]:
    """Add a match with an entry, and with all that repeat its hash, but not with removed ones."""
    while True:
        if removed.shape[0] == 0 or bit(removed, entry) == ZERO:
            if count == found.shape[0]:
                found = longer(found)
            found[count] = match | entry
            count += 1
        entry += ONE
        if entry == np.uint64(tables.numbers.shape[0]) or bit(tables.repeats, entry) == ZERO:
            return found, count


@njit
def _compare(
    tables: Tables, probes: Probes, asked: Asked, table: Count, room: Room, waiting: Word, found: Words, count: Count
) -> tuple[Words, Count]:
    """Compare the waiting entries with their queries, and keep the matches that are this table's to report."""
    hashes, queries = tables.hashes, asked.queries
    for at in range(waiting):
        query, entry = room.queries[at], room.entries[at]
        left, right = query << TWO, entry << TWO
        p, q = hashes[right] ^ queries[left], hashes[right + ONE] ^ queries[left + ONE]
        distance = popcount(p) + popcount(q)
        if distance > asked.radius:
            continue
        r, s = hashes[right + TWO] ^ queries[left + TWO], hashes[right + THREE] ^ queries[left + THREE]
        distance += popcount(r) + popcount(s)
        if distance > asked.radius:
            continue
        if _begins_here(probes, table, p, q, r, s):
            room.matched[query] = ONE
            room.told[_told(query, entry)] = entry
            match = query << QUERY_SHIFT | distance << DISTANCE_SHIFT
            found, count = _report(tables, asked.removed, match, entry, found, count)
    return found, count


@njit
def _read_lists(
    tables: Tables,
    probes: Probes,
    asked: Asked,
    table: Count,
    tag: Word,
    query: Word,
    room: Room,
    lists: Word,
    waiting: Word,
    found: Words,
    count: Count,
) -> tuple[Word, Words, Count]:
    """Go through the lists of a query's crowded cells, piece by piece, comparing whenever enough entries wait."""
    for each in range(lists):
        begin = (room.lists[each] & _PLACE) + ONE
        end = begin + np.uint64(tables.lists[begin - ONE])
        room.effort[0] += end - begin
        while begin < end:
            until, before = min(end, begin + np.uint64(ROOM)), waiting
            reach = room.lists[each] >> _REACH_SHIFT
            waiting = _sift_list(tables, tag, asked.entry_bits, room, begin, until, reach, waiting)
            waiting = _admit(room, before, waiting, query)
            if waiting >= np.uint64(ENOUGH):
                found, count = _compare(tables, probes, asked, table, room, waiting, found, count)
                waiting = ZERO
            begin = until
    return waiting, found, count


@njit
def _search_table(
    tables: Tables, probes: Probes, asked: Asked, row: Count, room: Room, found: Words, count: Count
) -> tuple[Words, Count]:
    """Add what one table finds and is to report; stop early where `search` gives up."""
    probe = probes.tables[row]
    table, waiting = probe[_CHUNK], ZERO
    for query in range(np.uint64(asked.queries.shape[0] >> 2)):
        key = chunk(asked.queries, query << TWO, probe[_START], probe[_WIDTH])
        tag = chunk(asked.queries, query << TWO, probe[_TAG_START], probe[_TAG_WIDTH])
        several, end = _probe(tables, probes, row, key, room)
        at = ZERO
        while at < end:
            at, slots = _locate(tables, probes, row, key, room, at, several, end)
            before = waiting
            waiting, lists = _sift(tables, tag, asked.entry_bits, room, slots, waiting)
            waiting = _admit(room, before, waiting, query)
            if waiting >= np.uint64(ENOUGH):
                found, count = _compare(tables, probes, asked, table, room, waiting, found, count)
                waiting = ZERO
            waiting, found, count = _read_lists(
                tables, probes, asked, table, tag, query, room, lists, waiting, found, count
            )
        if count > asked.most or room.effort[0] > asked.patience:
            return found, count
    return _compare(tables, probes, asked, table, room, waiting, found, count)


@njit
def _number(tables: Tables, found: Words, count: Word) -> None:
    """Put the callers' numbers in the place of the entries' own."""
    ahead = np.uint64(32)
    for at in range(count):
        if at + ahead < count:
            prefetch(tables.numbers, found[at + ahead] & NUMBER_MASK)
        entry = found[at] & NUMBER_MASK
        found[at] = (found[at] ^ entry) | np.uint64(tables.numbers[entry])


@njit(types.Tuple((int64, uint64[::1]))(_TABLES, _PROBES, _ASKED), cache=True, nogil=True)
def search(tables: Tables, probes: Probes, asked: Asked) -> tuple[int, Words]:
    """COMPLETE, and all matches of a batch, packed as in `matches`, each once, in no order.

    Or nothing, with the reason why it gave up: TOO_MANY matches, or TOO_CROWDED cells.
    """
    words, queries = probes.flips.shape[0], asked.queries.shape[0] >> 2
    room = Room(
        np.empty(words, np.uint64),
        np.empty(words, np.uint64),
        np.empty(ROOM, np.uint64),
        np.empty(ROOM, np.uint64),
        np.empty(2 * ROOM, np.uint64),
        np.empty(2 * ROOM, np.uint64),
        np.zeros(queries, np.uint64),
        np.full(queries << TOLD_BITS, UNUSED, np.uint32),
        np.zeros(1, np.uint64),
    )
    found, count = np.empty(1024, np.uint64), int64(0)
    for row in range(probes.tables.shape[0]):
        found, count = _search_table(tables, probes, asked, row, room, found, count)
        if count > asked.most:
            return TOO_MANY, found[:0]
        if room.effort[0] > asked.patience:
            return TOO_CROWDED, found[:0]
    _number(tables, found, np.uint64(count))
    return COMPLETE, found[:count]
