"""The known hashes of a list, and which of them lie within a radius of a query: all of them, always."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from os import PathLike

import numpy as np
import numpy.typing as npt

from daymark.engine.hamming import saved
from daymark.engine.hamming.asking import MOST_MATCHES, in_batches, parts
from daymark.engine.hamming.given import MOST_ENTRIES, Hashes, UnusableHashes, numbers_of, radius_of, words_of
from daymark.engine.hamming.matches import Matches, joined
from daymark.engine.hamming.order import bitmap
from daymark.engine.hamming.segment import NOTHING, Segment, scanned

Words = npt.NDArray[np.uint64]
Numbers = npt.NDArray[np.uint32]

# PDQ's confident match: the reference's own threshold ("The TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing
# Algorithm", 2019), and threatexchange's PDQ_CONFIDENT_MATCH_THRESHOLD.
RADIUS = 31

# What was added is scanned with every query until it is this long, or a 64th of the list; then all is built anew. At
# 3 million the scan of a 64th costs a query of a batch 14 microseconds, beside 25 for the tables; building 2 seconds.
TAIL, TAIL_SHARE = 16_384, 64
# Built anew as well when a quarter is removed: the memory comes back, and what was removed is gone.
REMOVED_SHARE = 4


@dataclass(frozen=True)
class _State:
    """What searches read. Never changed, only replaced, so that a search sees all of a change or nothing."""

    segment: Segment
    removed: Words  # a bit for each entry of the segment, or NOTHING
    removed_count: int
    tail: Words  # (n, 4)
    tail_numbers: Numbers
    next_number: int

    def __len__(self) -> int:
        return len(self.segment) - self.removed_count + len(self.tail)

    def entries(self) -> tuple[Words, Numbers]:
        """All that are not removed: hashes (n, 4) and numbers."""
        hashes, numbers = self.segment.tables.hashes.reshape(-1, 4), self.segment.tables.numbers
        if self.removed_count:
            kept = ~_flags(self.removed, len(numbers))
            hashes, numbers = hashes[kept], numbers[kept]
        return np.concatenate((hashes, self.tail)), np.concatenate((numbers, self.tail_numbers))

    def search(self, radius: int, queries: Words, most: int) -> tuple[bool, Words]:
        """The packed matches of a batch of flat queries, or (False, nothing) once there are more than `most`."""
        complete, packed = self.segment.search(queries, radius, self.removed, most)
        if complete and len(self.tail):
            flat = self.tail.reshape(-1)
            complete, added = scanned(flat, self.tail_numbers, queries, radius, NOTHING, most - len(packed))
            packed = np.concatenate((packed, added))
        return complete, packed


class HammingIndex:
    """Hashes of 256 bits, each with a number, searched exactly by Hamming distance.

    Nothing within the radius is ever left out, duplicates and ties included; `docs/engine/index.md` says why. Searches
    may run in any number of threads, also while another thread adds or removes: each sees the list as it was when it
    began.

    hashes: uint8 (n, 32), or 32 bytes for each, one after the other. numbers: for each a whole number from 0 to
    4,294,967,295, which a search gives back; several hashes may bear the same, as the frames of a film do. Without
    numbers they are counted from 0. threads: how many build at once; 3 million take two seconds on two cores.

    Raises UnusableHashes, UnusableNumbers.
    """

    def __init__(self, hashes: Hashes = b"", numbers: npt.ArrayLike | None = None, *, threads: int = 2) -> None:
        words = words_of(hashes)
        self._threads = threads
        self._changing = threading.Lock()
        self._state = _built(words, numbers_of(numbers, len(words), 0), 0, threads)

    @classmethod
    def open(cls, path: str | PathLike[str], *, threads: int = 2) -> HammingIndex:
        """The index that was saved at `path`, mapped into memory that all processes share which open it.

        The whole file is checked against its checksums: 3 million hashes take about 0.1 s. What is added or removed
        afterwards stays in this process until it is saved. Raises UnusableIndexFile.
        """
        segment, next_number = saved.read(path)
        index = cls.__new__(cls)
        index._threads, index._changing = threads, threading.Lock()
        index._state = _settled(segment, next_number)
        return index

    def __len__(self) -> int:
        """How many hashes there are, duplicates counted, removed ones not."""
        return len(self._state)

    @property
    def memory(self) -> int:
        """Bytes of the index; of an opened one most of them are shared."""
        state = self._state
        own = (state.removed, state.tail, state.tail_numbers)
        return sum(array.nbytes for array in (*state.segment.tables, *own))

    def search(self, queries: Hashes, radius: int = RADIUS, *, threads: int = 1) -> Matches:
        """Every known hash within `radius` bits (0 to 256) of each query, in the order that `Matches` documents.

        queries: as the hashes of the index; one hash alone will do. Many at once are faster: 8,192 share the work of
        bringing each table into the caches. Raises UnusableHashes, UnusableRadius.
        """
        words, state, radius = words_of(queries), self._state, radius_of(radius)
        search = partial(state.search, radius)

        def share(part: slice) -> Matches:
            return joined(in_batches(search, words[part], part.start, MOST_MATCHES))

        shares = parts(len(words), threads)
        if len(shares) == 1:
            return share(shares[0])
        with ThreadPoolExecutor(len(shares)) as pool:
            return joined(pool.map(share, shares))

    def search_in_batches(
        self, queries: Hashes, radius: int = RADIUS, *, most: int = MOST_MATCHES
    ) -> Iterator[Matches]:
        """The same matches in the same order, piece by piece, each of whole queries.

        At most `most` matches are held at once, unless a single query has more: for wide radii, and lists with the same
        hash a hundred thousand times. Raises UnusableHashes, UnusableRadius.
        """
        return in_batches(partial(self._state.search, radius_of(radius)), words_of(queries), 0, most)

    def add(self, hashes: Hashes, numbers: npt.ArrayLike | None = None) -> None:
        """Add hashes; without numbers they count on from the highest there has been.

        They are found at once. Many at once are better than one by one: from time to time everything is built anew.
        Raises UnusableHashes, UnusableNumbers.
        """
        words = words_of(hashes)
        with self._changing:
            old = self._state
            added = numbers_of(numbers, len(words), old.next_number)
            state = replace(
                old,
                tail=np.concatenate((old.tail, words)),
                tail_numbers=np.concatenate((old.tail_numbers, added)),
                next_number=max(old.next_number, _after(added)),
            )
            if len(state.tail) > max(TAIL, len(state.segment) // TAIL_SHARE):
                state = _rebuilt(state, self._threads)
            self._state = _protected(state)

    def remove(self, numbers: npt.ArrayLike) -> int:
        """Remove every hash that bears one of these numbers (or this one), and return how many those were.

        A number that nothing bears does no harm. Raises UnusableNumbers.
        """
        wanted = np.asarray(numbers).reshape(-1)
        wanted = numbers_of(wanted, len(wanted), 0)
        with self._changing:
            old = self._state
            gone = np.isin(old.segment.tables.numbers, wanted)
            gone |= _flags(old.removed, len(gone)) if old.removed_count else False
            kept = ~np.isin(old.tail_numbers, wanted)
            state = replace(
                old,
                removed=bitmap(gone) if gone.any() else NOTHING,
                removed_count=int(gone.sum()),
                tail=old.tail[kept],
                tail_numbers=old.tail_numbers[kept],
            )
            if state.removed_count * REMOVED_SHARE > len(state.segment):
                state = _rebuilt(state, self._threads)
            self._state = _protected(state)
            return len(old) - len(state)

    def merge(self) -> None:
        """Build anew from what is there, if anything was added or removed: afterwards nothing is scanned, and what was
        removed is gone from memory. It happens by itself now and then, and with every `save`."""
        with self._changing:
            if self._state.removed_count or len(self._state.tail):
                self._state = _rebuilt(self._state, self._threads)

    def save(self, path: str | PathLike[str]) -> None:
        """Write the index to `path`, merged, so that no removed hash is in the file.

        The file appears whole or not at all, readable by its owner only; who has the one before it open keeps that one.
        Raises UnusableIndexFile.
        """
        self.merge()
        state = self._state
        saved.write(path, state.segment, state.next_number)


def _built(hashes: Words, numbers: Numbers, next_number: int, threads: int) -> _State:
    if len(hashes) > MOST_ENTRIES:
        raise UnusableHashes(f"{len(hashes)} hashes are more than an index can hold ({MOST_ENTRIES}). Make several.")
    segment = Segment.built(hashes, numbers, threads=threads)
    return _settled(segment, max(next_number, _after(numbers)))


def _settled(segment: Segment, next_number: int) -> _State:
    return _protected(_State(segment, NOTHING, 0, np.empty((0, 4), np.uint64), np.empty(0, np.uint32), next_number))


def _rebuilt(state: _State, threads: int) -> _State:
    return _built(*state.entries(), state.next_number, threads)


def _protected(state: _State) -> _State:
    for array in (state.removed, state.tail, state.tail_numbers):
        array.flags.writeable = False
    return state


def _after(numbers: Numbers) -> int:
    return int(numbers.max(initial=0)) + 1 if len(numbers) else 0


def _flags(words: Words, count: int) -> npt.NDArray[np.bool_]:
    return np.unpackbits(words.view(np.uint8), count=count, bitorder="little").astype(bool)
