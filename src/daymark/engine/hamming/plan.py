"""Into which chunks a list's hashes are cut, and how far each chunk is searched for a given radius.

The chunks partition the 256 bits. For radius `r` each chunk `i` gets a share `s(i) >= 0`, and the shares sum to
`r + 1`. If two hashes are at most `r` apart, some chunk differs in fewer bits than its share: were it not so, the
differences would sum to at least `r + 1`. So it is enough to look up, for every chunk with a share, all keys within
`s(i) - 1` bits of the query's. Source: Norouzi, Punjani and Fleet 2014 (multi-index hashing), with the general
pigeonhole principle of Qin et al. 2018 (GPH).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from math import comb

BITS = 256
LOW_BITS = 6  # of a key: its place inside a word of the bitmap, which one AND looks at

# Up to this many entries a scan is as fast as the small plan's tables: both take 9 microseconds a query (EPYC 9004).
SCANNED = 32_768
# From here on the large plan's 37 MB of bitmaps are worth it: the small plan meets one entry in 241, 19 microseconds a
# query at 200,000, the large one 11.
LARGE = 200_000

# What the parts of a search cost, in nanoseconds on the same machine, batches of 8,192, radius 8 to 50. Only their
# ratios matter: they choose the shares, and from which radius on a scan is faster.
TABLE_COST = 450.0  # one table, for the memory that nothing else hides
WORD_COST = 3.0  # one word of a bitmap that stays in the caches
NEAR_HIT_COST, FAR_HIT_COST = 12.0, 35.0  # one reference looked up, its hash perhaps compared: in the caches, or not
SCAN_COST = 0.3  # one entry of a scan


@dataclass(frozen=True)
class ChunkPlan:
    """The widths of the chunks in bits, in order; none at all for a list that is only scanned."""

    widths: tuple[int, ...]

    @property
    def starts(self) -> tuple[int, ...]:
        """The first bit of each chunk."""
        return tuple(accumulate(self.widths[:-1], initial=0)) if self.widths else ()

    @property
    def words(self) -> tuple[int, ...]:
        """The first word of each chunk's bitmap, and at the end how many words there are."""
        return tuple(accumulate((1 << (width - LOW_BITS) for width in self.widths), initial=0))

    def tag(self, chunk: int, entry_bits: int) -> tuple[int, int]:
        """Which bits of the next chunk on the ring fit into 32 bits beside an entry: the first, and how many."""
        following = (chunk + 1) % len(self.widths)
        return self.starts[following], min(32 - entry_bits, self.widths[following])


SCAN_PLAN = ChunkPlan(())
SMALL_PLAN = ChunkPlan((16,) * 16)
# Widths never grow, so that each bitmap begins at a multiple of its size. At 3 million entries a key of 24 bits has
# 0.18 entries, one of 23 bits 0.36: a query meets 790. Ten chunks would need some searched at 3 bits' distance, and
# twelve are narrower: both meet at least twice as many.
LARGE_PLAN = ChunkPlan((24,) * 5 + (23,) * 5 + (21,))


def plan_for(entries: int) -> ChunkPlan:
    """The chunks for a list of so many entries."""
    if entries <= SCANNED:
        return SCAN_PLAN
    return SMALL_PLAN if entries < LARGE else LARGE_PLAN


def shares_for(plan: ChunkPlan, radius: int, entries: int) -> tuple[int, ...]:
    """The share of each chunk, in all `radius + 1`, given out one by one to where the next costs least.

    The cost of a chunk grows ever faster with its share, so that this greedy choice is the cheapest of all.
    """
    shares = [0] * len(plan.widths)
    for _ in range(radius + 1):
        added = [
            _cost(width, share + 1, entries) - _cost(width, share, entries)
            for width, share in zip(plan.widths, shares, strict=True)
        ]
        shares[added.index(min(added))] += 1
    return tuple(shares)


def scanning_is_faster(plan: ChunkPlan, shares: tuple[int, ...], entries: int) -> bool:
    """Whether looking at every entry is expected to cost less than looking up all these keys."""
    tables = sum(_cost(width, share, entries) for width, share in zip(plan.widths, shares, strict=True))
    return TABLE_COST * sum(share > 0 for share in shares) + tables > SCAN_COST * entries


def _cost(width: int, share: int, entries: int) -> float:
    if share == 0:
        return 0.0
    words, hits = _ball(width - LOW_BITS, share - 1), entries * _ball(width, share - 1) / (1 << width)
    return WORD_COST * words + (NEAR_HIT_COST if entries < LARGE else FAR_HIT_COST) * hits


def _ball(width: int, distance: int) -> int:
    """How many values of `width` bits lie within a distance of one."""
    return sum(comb(width, changed) for changed in range(min(distance, width) + 1))
