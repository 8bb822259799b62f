"""Strings sightings together that follow one another in both films at nearly the same pace."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from daymark.engine.video.shots import Shot
from daymark.engine.video.sightings import Sightings

# Known seconds that pass in one of the query's: films are spread 10 % faster or slower to escape being found, 25
# frames a second are shown as 24 (0.96); the bounds leave room for the grid of one frame a second.
SLOWEST, FASTEST = 0.85, 1.18
# One sighting counts 1, and up to half as much again for being near. A second without any costs this much.
NEARNESS, SILENCE = 0.5, 0.02

Places = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Tolerance:
    """In seconds: `gap` may pass without a sighting, and a time may be wrong by `doubt`, for frames are samples."""

    gap: float
    doubt: float


def best_chains(shots: Sequence[Shot], found: Sightings, radius: int, tolerance: Tolerance) -> Iterator[Places]:
    """Chains as places of sightings in order, the best first; no sighting is in two."""
    linked = _Linked(shots, found, radius, tolerance)
    used = np.zeros(len(found), bool)
    for end in np.argsort(-linked.score, kind="stable"):
        chain, place = [], int(end)
        while place >= 0 and not used[place]:
            chain.append(place)
            place = int(linked.before[place])
        used[chain] = True
        if chain:
            yield np.array(chain[::-1], np.int64)


class _Linked:
    """For each sighting the best chain that ends in it: its score, and the sighting before (-1 for none)."""

    def __init__(self, shots: Sequence[Shot], found: Sightings, radius: int, tolerance: Tolerance) -> None:
        self._found, self._tolerance = found, tolerance
        self._first = np.array([shot.first for shot in shots], np.float64)[found.shot]
        self._last = np.array([shot.last for shot in shots], np.float64)[found.shot]
        self._worth = 1 + NEARNESS * (1 - found.distance / max(1, radius))
        self.score = self._worth.copy()
        self.before = np.full(len(found), -1, np.int64)
        self._link()

    def _link(self) -> None:
        shot = self._found.shot
        group = np.searchsorted(shot, shot)  # the first sighting of the same shot
        recent = np.searchsorted(self._last, self._first - self._tolerance.gap)
        for place in range(len(shot)):
            start, end = int(recent[place]), int(group[place])
            if start < end:
                self._join(place, slice(start, end))

    def _join(self, place: int, earlier: slice) -> None:
        """Find the best chain among those of `earlier` that this sighting can continue."""
        found, tolerance = self._found, self._tolerance
        least, most = self._first[place] - self._last[earlier], self._last[place] - self._first[earlier]
        known_least, known_most = found.first[place] - found.last[earlier], found.last[place] - found.first[earlier]
        fits = (
            (found.first[place] > found.first[earlier])
            & (known_least <= tolerance.gap)
            & (known_least <= FASTEST * most + 2 * tolerance.doubt)
            & (known_most >= SLOWEST * least - 2 * tolerance.doubt)
        )
        if not fits.any():
            return
        score = np.where(fits, self.score[earlier] - SILENCE * least, -np.inf)
        best = int(score.argmax())
        if score[best] > 0:
            self.score[place] = self._worth[place] + score[best]
            self.before[place] = earlier.start + best
