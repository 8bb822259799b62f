"""Lists of 256-bit hashes made of numbers alone, with queries that have something near on them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint8]


class HashList(NamedTuple):
    """A list, and queries near its entries: both (n, 32)."""

    name: str
    known: Hashes
    queries: Hashes


def random_list(entries: int, queries: int) -> HashList:
    """Every bit thrown; each query is an entry with up to 31 bits turned."""
    rng = np.random.default_rng(31)
    known = rng.integers(0, 256, (entries, 32), np.uint8)
    asked = turned(known[rng.integers(0, entries, queries)], 31, rng)
    return HashList("random list", known, asked)


def clustered_list(entries: int, queries: int, *, centres: int = 3000) -> HashList:
    """A fifth of the entries within 12 bits of 3,000 centres, 30 of which are all ones or all zeros but for 8 bits.

    The queries are entries of that fifth with up to 8 bits turned; on a list of 3 million each has some 200 near.
    """
    rng = np.random.default_rng(32)
    known = rng.integers(0, 256, (entries, 32), np.uint8)
    middles = rng.integers(0, 256, (centres, 32), np.uint8)
    nearly_constant = rng.choice(np.array([0, 255], np.uint8), (centres // 100, 1)).repeat(32, axis=1)
    middles[: centres // 100] = turned(nearly_constant, 8, rng)
    places = rng.permutation(entries)[: entries // 5]
    known[places] = turned(middles[rng.integers(0, centres, len(places))], 12, rng)
    return HashList("clustered list", known, turned(known[rng.choice(places, queries)], 8, rng))


def turned(hashes: Hashes, most: int, rng: np.random.Generator) -> Hashes:
    """Hashes with up to `most` bits turned in each."""
    turned = hashes.copy()
    counts, rows = rng.integers(0, most + 1, len(hashes)), np.arange(len(hashes))
    for number in range(most):
        places = rng.integers(0, 256, len(hashes))
        turned[rows, places // 8] ^= np.where(number < counts, 1 << places % 8, 0).astype(np.uint8)
    return turned
