"""Groups the frames of a film that hardly differ: a picture that stands still is one thing seen, however long."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TypeAlias

from daymark.engine.pdq import BITS, FEATURELESS_BELOW
from daymark.engine.video.frames import FrameHash

# Bits by which two frames of a picture that stands still differ at most, noise of a small sensor included.
STILL = 20
SAMPLED = 8  # moments of a shot that are compared: the others look the same
# A hash this near to all zeros or ones is that of an even picture, whatever quality it claims: engine/known does so.
CONSTANT_WITHIN = 31

_Moment: TypeAlias = tuple[float, list[int]]


@dataclass(slots=True)
class Shot:
    """Moments (seconds) in which the picture stands still; `hashes` are those of the first."""

    seconds: list[float]
    hashes: list[int]

    @property
    def first(self) -> float:
        return self.seconds[0]

    @property
    def last(self) -> float:
        return self.seconds[-1]

    @property
    def moments(self) -> int:
        return len(self.seconds)

    def sampled(self) -> list[float]:
        """At most eight of the moments, evenly spread, the first and the last among them."""
        if self.moments <= SAMPLED:
            return self.seconds
        return [self.seconds[place * (self.moments - 1) // (SAMPLED - 1)] for place in range(SAMPLED)]


def shots_of(frames: Iterable[FrameHash]) -> list[Shot]:
    """The shots of a film in order of time. Featureless frames belong to none.

    Frames of one time are looks at one moment (the whole picture, and the part inside its bars).
    """
    shots: list[Shot] = []
    for seconds, hashes in _moments(frames):
        if shots and _is_still(shots[-1].hashes, hashes):
            shots[-1].seconds.append(seconds)
        else:
            shots.append(Shot([seconds], hashes))
    return shots


def looks_among(shots: Sequence[Shot], radius: int, most: int) -> int:
    """How many different pictures these shots show, no two within `radius` bits of each other; counted up to `most`."""
    looks: list[list[int]] = []
    for shot in shots:
        if all(_nearest(shot.hashes, look) > radius for look in looks):
            looks.append(shot.hashes)
            if len(looks) == most:
                break
    return len(looks)


def has_features(frame: FrameHash) -> bool:
    """Whether the frame may be compared by look."""
    bits = int.from_bytes(frame.hash, "big").bit_count()
    return frame.quality >= FEATURELESS_BELOW and CONSTANT_WITHIN < bits < BITS - CONSTANT_WITHIN


def _moments(frames: Iterable[FrameHash]) -> Iterable[_Moment]:
    kept = sorted((frame for frame in frames if has_features(frame)), key=lambda frame: frame.seconds)
    for seconds, together in groupby(kept, key=lambda frame: frame.seconds):
        yield seconds, [int.from_bytes(frame.hash, "big") for frame in together]


def _is_still(before: list[int], now: list[int]) -> bool:
    return all(min((a ^ b).bit_count() for b in before) <= STILL for a in now)


def _nearest(some: list[int], others: list[int]) -> int:
    return min((a ^ b).bit_count() for a in some for b in others)
