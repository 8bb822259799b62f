"""Exact search for hashes within a Hamming radius. `HammingIndex` is all that others need.

    index = HammingIndex(known)                  # uint8 (n, 32), or bytes
    for match in index.search(queries, 31):      # every known hash within 31 bits of each query
        print(match.query, match.known, match.distance)

`docs/engine/index.md` tells how it works.
"""

from daymark.engine.hamming.given import UnusableHashes, UnusableNumbers, UnusableRadius
from daymark.engine.hamming.index import RADIUS, HammingIndex
from daymark.engine.hamming.matches import Match, Matches
from daymark.engine.hamming.saved import UnusableIndexFile

__all__ = [
    "RADIUS",
    "HammingIndex",
    "Match",
    "Matches",
    "UnusableHashes",
    "UnusableIndexFile",
    "UnusableNumbers",
    "UnusableRadius",
]
