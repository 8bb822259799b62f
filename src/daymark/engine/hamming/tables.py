"""The tables of a list, and how they are built: two rounds, one thread a core."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from daymark.engine.hamming import kernels
from daymark.engine.hamming.plan import ChunkPlan

Words = npt.NDArray[np.uint64]
Numbers = npt.NDArray[np.uint32]
Ranks = npt.NDArray[np.uint16]
Slots = npt.NDArray[np.uint32]

BLOCK = 256  # words whose ranks count from one number of 64 bits, so that 16 bits are enough for each
UNUSED = np.uint32(0xFFFFFFFF)  # a slot nothing was filed in; in front of the second slot: "this cell has a list"


class Tables(NamedTuple):
    """Everything a search reads, as flat arrays that are never written after they were built.

    hashes: four words an entry, sorted as numbers, so that equal ones are neighbours. numbers: the caller's number of
    each entry. repeats: a bit for each entry whose hash is that of the entry before it; only the first of a run is
    filed.

    filled, shared: a bit for each key of each chunk that occurs, and that occurs more than once. blocks, ranks: how
    many slots lie before each word of these bitmaps. slots: one reference for a key that occurs once, two for one that
    occurs twice; for one that occurs more often the word UNUSED, and a place in `lists`. lists: there, a length and so
    many references.
    """

    hashes: Words
    numbers: Numbers
    repeats: Words
    filled: Words
    shared: Words
    blocks: Words
    ranks: Ranks
    slots: Slots
    lists: Slots


class _Part(NamedTuple):
    """One chunk's part of the bitmaps and of what is counted over them."""

    filled: Words
    shared: Words
    listed: Words
    blocks: Words
    ranks: Ranks


@dataclass(frozen=True)
class Building:
    """Ordered hashes on their way into tables; `listed` marks the keys that occur three times or more."""

    plan: ChunkPlan
    hashes: Words
    numbers: Numbers
    repeats: Words
    whole: _Part

    @classmethod
    def begun(cls, plan: ChunkPlan, hashes: Words, numbers: Numbers, repeats: Words) -> Building:
        """With empty bitmaps for the plan's chunks."""
        words = plan.words[-1]
        filled, shared, listed = (np.zeros(words, np.uint64) for _ in range(3))
        whole = _Part(filled, shared, listed, np.empty(words // BLOCK, np.uint64), np.empty(words, np.uint16))
        return cls(plan, hashes, numbers, repeats, whole)

    def tables(self, threads: int) -> Tables:
        """Count what every chunk's table needs, then file every entry in each."""
        chunks = range(len(self.plan.widths))
        with ThreadPoolExecutor(threads) as pool:
            counted = list(pool.map(self._count, chunks))
            slot_ends = list(accumulate((slots for slots, _ in counted), initial=0))
            list_ends = list(accumulate((lists for _, lists in counted), initial=0))
            slots, lists = np.empty(slot_ends[-1], np.uint32), np.empty(list_ends[-1], np.uint32)
            stretches = (
                (slice(*slot_ends[chunk : chunk + 2]), slice(*list_ends[chunk : chunk + 2])) for chunk in chunks
            )
            list(pool.map(lambda chunk, stretch: self._file(chunk, slots, lists, *stretch), chunks, stretches))
        filled, shared, _, blocks, ranks = self.whole
        return read_only(Tables(self.hashes, self.numbers, self.repeats, filled, shared, blocks, ranks, slots, lists))

    def _count(self, chunk: int) -> tuple[int, int]:
        """How many slots a chunk's table has, and how long its lists are together."""
        part = self._part(chunk)
        start, width = self.plan.starts[chunk], self.plan.widths[chunk]
        crowd = kernels.mark(self.hashes, self.repeats, start, width, part.filled, part.shared, part.listed)
        cells = int(np.bitwise_count(part.listed).sum())
        slots = kernels.rank(part.filled, part.shared, part.blocks, part.ranks)
        return slots, crowd + 3 * cells  # a list holds the two that came first as well, and its length

    def _file(self, chunk: int, slots: Slots, lists: Slots, slot_stretch: slice, list_stretch: slice) -> None:
        part = self._part(chunk)
        part.blocks[:] += np.uint64(slot_stretch.start)
        slots[slot_stretch] = UNUSED
        crowd = np.empty(list_stretch.stop - list_stretch.start, np.uint64)
        entry_bits = len(self.numbers).bit_length()
        tag = self.plan.tag(chunk, entry_bits)
        place = (self.plan.starts[chunk], self.plan.widths[chunk], *tag, entry_bits)
        kernels.file_entries(self.hashes, self.repeats, *place, *part, slots, lists, list_stretch.start, crowd)

    def _part(self, chunk: int) -> _Part:
        first, last = self.plan.words[chunk : chunk + 2]
        filled, shared, listed, blocks, ranks = self.whole
        words, within = slice(first, last), slice(first // BLOCK, last // BLOCK)
        return _Part(filled[words], shared[words], listed[words], blocks[within], ranks[words])


def read_only(tables: Tables) -> Tables:
    """The same tables, protected from being written; the search takes no others."""
    for array in tables:
        array.flags.writeable = False
    return tables
