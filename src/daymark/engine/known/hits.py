"""What was found: which file agrees with which known entry, how, and how nearly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from daymark.engine.known.standing import Standing

# The ways in which a file can be found, the strongest first; a hit of one entry is reported once, by the strongest.
METHODS = ("sha256", "sha1", "md5", "pdq", "pdq-turned")
EXACT = METHODS[:3]
LOOK, TURNED = METHODS.index("pdq"), METHODS.index("pdq-turned")


class KnownHit(NamedTuple):
    """One known entry that a file agrees with.

    `distance` counts the bits in which the PDQ hashes differ (0 for equal digests). `turn` is the place in `pdq.TURNS`
    of the form of the file that was found. `contradicted` names digests that the entry gives and the file does not
    have: an MD5 that agrees beside a SHA-1 that does not is a forged file or a wrong row, and a person must look.
    """

    entry: int
    standing: Standing
    method: str
    distance: int = 0
    turn: int = 0
    contradicted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hits:
    """Hits of many files as arrays of one length: by file, then the bad before the good, then the nearest.

    `contradicted` has a bit for each of `EXACT`.
    """

    file: NDArray[np.int64]
    entry: NDArray[np.uint32]
    standing: NDArray[np.uint8]
    method: NDArray[np.uint8]
    distance: NDArray[np.uint16]
    turn: NDArray[np.uint8]
    contradicted: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.file)

    def of(self, file: int) -> list[KnownHit]:
        """The hits of one file, the bad first; none is an answer too: checked, and nothing agreed."""
        start, end = np.searchsorted(self.file, [file, file + 1])
        return [self._hit(place) for place in range(int(start), int(end))]

    def _hit(self, place: int) -> KnownHit:
        bits = int(self.contradicted[place])
        return KnownHit(
            int(self.entry[place]),
            Standing(int(self.standing[place])),
            METHODS[self.method[place]],
            int(self.distance[place]),
            int(self.turn[place]),
            tuple(name for bit, name in enumerate(EXACT) if bits >> bit & 1),
        )


def best_of_each(parts: list[Hits]) -> Hits:
    """All hits together, one for each file and entry: the strongest method, then the least distance."""
    joined = [np.concatenate([getattr(part, name) for part in parts]) for name in Hits.__slots__]
    hits = Hits(*joined)
    order = np.lexsort((hits.turn, hits.distance, hits.method, hits.entry, hits.file))
    hits = _taken(hits, order)
    first = np.ones(len(hits), bool)
    first[1:] = (hits.file[1:] != hits.file[:-1]) | (hits.entry[1:] != hits.entry[:-1])
    hits = _taken(hits, np.flatnonzero(first))
    return _taken(hits, np.lexsort((hits.entry, hits.distance, hits.method, hits.standing, hits.file)))


def _taken(hits: Hits, places: NDArray[np.int64]) -> Hits:
    return Hits(*(getattr(hits, name)[places] for name in Hits.__slots__))
