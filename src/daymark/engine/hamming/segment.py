"""One list of hashes, built and from then on unchanged, that answers batches of queries."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from daymark.engine.hamming import kernels
from daymark.engine.hamming.order import in_order
from daymark.engine.hamming.plan import ChunkPlan, plan_for, scanning_is_faster, shares_for
from daymark.engine.hamming.probes import Probes, probes_for
from daymark.engine.hamming.room import COMPLETE, TOO_CROWDED, Asked
from daymark.engine.hamming.tables import Building, Tables

Words = npt.NDArray[np.uint64]
Numbers = npt.NDArray[np.uint32]

# A batch is scanned after all once it has read, in the lists of crowded cells, one reference for each 16 pairs of a
# query and an entry: each costs 1 to 8 ns, a pair in a scan 0.3. So no list takes much longer than two scans.
PATIENCE = 16

NOTHING = np.empty(0, np.uint64)
NOTHING.flags.writeable = False


@dataclass(frozen=True)
class Segment:
    """Tables, the plan they were built by, and for each radius asked so far how to search them (None: by a scan)."""

    plan: ChunkPlan
    tables: Tables
    _ways: dict[int, Probes | None] = field(default_factory=dict, compare=False)

    @classmethod
    def built(cls, hashes: Words, numbers: Numbers, *, threads: int, plan: ChunkPlan | None = None) -> Segment:
        """From hashes (n, 4) and the number of each, by the plan for so many unless another is given."""
        plan = plan or plan_for(len(hashes))
        return cls(plan, Building.begun(plan, *in_order(hashes, numbers)).tables(threads))

    def __len__(self) -> int:
        return len(self.tables.numbers)

    def search(self, queries: Words, radius: int, removed: Words, most: int) -> tuple[bool, Words]:
        """The packed matches of a batch of flat queries, or (False, nothing) once there are more than `most`."""
        if radius not in self._ways:
            self._ways[radius] = self._way(radius)
        probes = self._ways[radius]
        if probes is None:
            return scanned(self.tables.hashes, self.tables.numbers, queries, radius, removed, most)
        bits, patience = len(self).bit_length(), len(queries) // 4 * len(self) // PATIENCE
        asked = Asked(queries, np.uint64(radius), removed, np.uint64(bits), most, np.uint64(patience))
        ended, packed = kernels.search(self.tables, probes, asked)
        if ended == TOO_CROWDED:
            return scanned(self.tables.hashes, self.tables.numbers, queries, radius, removed, most)
        return ended == COMPLETE, packed

    def _way(self, radius: int) -> Probes | None:
        if not self.plan.widths:
            return None
        shares = shares_for(self.plan, radius, len(self))
        if scanning_is_faster(self.plan, shares, len(self)):
            return None
        return probes_for(self.plan, shares, len(self).bit_length())


def scanned(
    hashes: Words, numbers: Numbers, queries: Words, radius: int, removed: Words, most: int
) -> tuple[bool, Words]:
    """The same from flat hashes without tables."""
    complete, packed = kernels.scan(hashes, numbers, queries, np.uint64(radius), removed, most)
    return complete, packed
