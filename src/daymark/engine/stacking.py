"""Which stills are the same to the eye, and which look somewhat alike: by the distance between their PDQ hashes.

A stack has a face, the hash that made it. A still within `SAME` bits of a face belongs to its stack; the nearest face
wins, the earliest among equally near ones. Otherwise it is the face of a new stack, which stands beside the nearest
one within `ALIKE` bits. Measuring from faces only keeps a stack from drifting: nothing in it is further than `SAME`
from what was looked at, however many copies of copies there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from daymark.engine.hamming import RADIUS, HammingIndex

# One decision serves a stack, so another moment of a series of photographs must not fall into it. Measured on eight
# drawn landscapes of 1,280 pixels: saved at quality 30, 0 to 4 bits; half the size, 2 to 8; a quarter, 6 to 14; the
# same scene from a point one hundredth of its width further on, 12 to 22 (tests/engine/test_stacking.py draws such).
SAME = 10
ALIKE = RADIUS  # 31: what the field calls a match


@dataclass(frozen=True, slots=True)
class Beside:
    """A stack that was found: `number` of one there before, or the `place` in this batch whose still made it."""

    distance: int
    number: int | None = None
    place: int | None = None


@dataclass(frozen=True, slots=True)
class Placing:
    """Where one still goes. Without `same` it makes a stack of its own, next to `alike` where there is one."""

    same: Beside | None = None
    alike: Beside | None = None


class Faces:
    """The faces of the stacks that there are, by number. hashes: 32 bytes each; numbers: 0 to 4,294,967,295."""

    def __init__(self, hashes: Sequence[bytes] = (), numbers: Sequence[int] = ()) -> None:
        self._index = HammingIndex(b"".join(hashes), np.asarray(numbers, np.uint32))

    def __len__(self) -> int:
        return len(self._index)

    def place(self, hashes: Sequence[bytes]) -> list[Placing]:
        """Where these stills go, in this order, each seeing the stacks that those before it made."""
        if not hashes:
            return []
        nearest = self._nearest(hashes)
        batch = np.frombuffer(b"".join(hashes), np.uint64).reshape(len(hashes), 4)
        made: list[int] = []
        placings = []
        for place, old in enumerate(nearest):
            placing = _placing(old, _nearest_made(batch, place, made))
            if placing.same is None:
                made.append(place)
            placings.append(placing)
        return placings

    def add(self, hashes: Sequence[bytes], numbers: Sequence[int]) -> None:
        """The faces of stacks that were made since."""
        if hashes:
            self._index.add(b"".join(hashes), np.asarray(numbers, np.uint32))

    def _nearest(self, hashes: Sequence[bytes]) -> list[Beside | None]:
        found: list[Beside | None] = [None] * len(hashes)
        for match in self._index.search(b"".join(hashes), ALIKE):
            if found[match.query] is None:  # a query's nearest comes first
                found[match.query] = Beside(match.distance, number=match.known)
        return found


def _nearest_made(batch: npt.NDArray[np.uint64], place: int, made: list[int]) -> Beside | None:
    if not made:
        return None
    distances = np.bitwise_count(batch[made] ^ batch[place]).sum(axis=1)
    best = int(distances.argmin())
    return Beside(int(distances[best]), place=made[best]) if distances[best] <= ALIKE else None


def _placing(old: Beside | None, made: Beside | None) -> Placing:
    near = [beside for beside in (old, made) if beside]
    if not near:
        return Placing()
    best = min(near, key=lambda beside: beside.distance)
    return Placing(same=best) if best.distance <= SAME else Placing(alike=best)
