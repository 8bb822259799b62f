"""What a search is given, and the room in which its stages hand over to one another."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Words = npt.NDArray[np.uint64]

COMPLETE, TOO_MANY, TOO_CROWDED = 0, 1, 2  # how a search ended


class Asked(NamedTuple):
    """One batch.

    queries: four words each. removed: a bit for each entry, or nothing. entry_bits: of a reference. most: matches after
    which to give up. patience: references read in lists after which to give up.
    """

    queries: Words
    radius: np.uint64
    removed: Words
    entry_bits: np.uint64
    most: int
    patience: np.uint64


class Room(NamedTuple):
    """Where the stages hand over.

    near, hits: words that hold something near, and which of their bits. slots: those that wait. lists: to be read too.
    entries, queries: those that wait, and whom for. matched: a 1 for each query that has a match. told: for each query
    256 places for entries it was told. effort: references read in lists so far.
    """

    near: Words
    hits: Words
    slots: Words
    lists: Words
    entries: Words
    queries: Words
    matched: Words
    told: npt.NDArray[np.uint32]
    effort: Words
