"""From pairs of frames to sightings: a shot of one film, and when the other film shows the same picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from daymark.engine.video.pairing import Pairs
from daymark.engine.video.shots import SAMPLED, Shot

Seconds = npt.NDArray[np.float64]

# Of neighbouring frames that all match, those this much worse than the best are only its neighbours in time.
CLEARLY_WORSE = 8  # bits
# A picture that returns more often keeps the sightings whose distance in time most others share, and so do pairs
# beyond their bound: two films of two pictures in turn, 1,800 times each, have six million.
MOST_OF_A_SHOT = 16
MOST_PAIRS = 300_000
OFFSET_BIN = 2.0  # seconds


@dataclass(frozen=True, slots=True, eq=False)
class Sightings:
    """Arrays of one length, in order of `shot` and then `first`.

    `shot` is the place among the query's shots; the known film shows its picture from `first` to `last` (seconds);
    `distance` is the least among the frames, `moments` how many of the shot's frames have a partner there.
    """

    shot: npt.NDArray[np.int64]
    first: Seconds
    last: Seconds
    distance: npt.NDArray[np.int64]
    moments: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.shot)

    def taken(self, places: npt.NDArray[np.int64]) -> Sightings:
        return Sightings(*(getattr(self, name)[places] for name in Sightings.__slots__))


def sightings_of(shots: Sequence[Shot], pairs: Pairs, known_spacing: float) -> Sightings:
    """Runs of the known film's frames that match one shot without a break."""
    pairs = _most_agreed(_sampled(shots, pairs))
    begins = np.array([shot.first for shot in shots], np.float64)
    shot = np.searchsorted(begins, pairs["query_seconds"], side="right") - 1
    order = np.lexsort((pairs["known_seconds"], shot))
    shot, pairs = shot[order], pairs[order]
    run = _runs(shot, pairs["known_seconds"], 1.5 * known_spacing)
    best = np.minimum.reduceat(pairs["distance"], _starts(run))
    near = pairs["distance"] <= best[run] + CLEARLY_WORSE
    shot, pairs, run = shot[near], pairs[near], run[near]
    starts = _starts(run)
    ends = np.append(starts[1:], len(run)) - 1
    known = pairs["known_seconds"]
    sampled = np.array([[len(shot.sampled()), shot.moments] for shot in shots])[shot[starts]]
    moments = np.maximum(1, _moments(run, pairs) * sampled[:, 1] // sampled[:, 0])
    found = Sightings(shot[starts], known[starts], known[ends], best.astype(np.int64), moments)
    return _thinned(found, begins)


def _sampled(shots: Sequence[Shot], pairs: Pairs) -> Pairs:
    if all(shot.moments <= SAMPLED for shot in shots):
        return pairs
    seconds = np.array([moment for shot in shots for moment in shot.sampled()], np.float64)
    return pairs[np.isin(pairs["query_seconds"], seconds)]


def _most_agreed(pairs: Pairs) -> Pairs:
    """The pairs at the distances in time that most pairs have, as many as are allowed."""
    if len(pairs) <= MOST_PAIRS:
        return pairs
    offset = np.floor((pairs["known_seconds"] - pairs["query_seconds"]) / OFFSET_BIN).astype(np.int64)
    offset -= offset.min()
    votes = np.bincount(offset)
    ranked = np.argsort(-votes, kind="stable")
    kept = ranked[np.cumsum(votes[ranked]) <= max(MOST_PAIRS, votes[ranked[0]])]
    return pairs[np.isin(offset, kept)]


def _runs(shot: npt.NDArray[np.int64], known: Seconds, break_after: float) -> npt.NDArray[np.int64]:
    """For each pair the number of its run: a gap breaks it, and so does a frame between that shows something else."""
    place = np.unique(known, return_inverse=True)[1]
    new = np.ones(len(shot), bool)
    new[1:] = (np.diff(shot) > 0) | (np.diff(known) > break_after) | (np.diff(place) > 1)
    return np.cumsum(new) - 1


def _starts(run: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    return np.flatnonzero(np.diff(run, prepend=-1))


def _moments(run: npt.NDArray[np.int64], pairs: Pairs) -> npt.NDArray[np.int64]:
    order = np.lexsort((pairs["query_seconds"], run))
    run, asked = run[order], pairs["query_seconds"][order]
    new = np.ones(len(run), bool)
    new[1:] = (np.diff(run) > 0) | (np.diff(asked) > 0)
    return np.bincount(run[new])


def _thinned(found: Sightings, begins: Seconds) -> Sightings:
    if len(found) == 0 or np.bincount(found.shot).max() <= MOST_OF_A_SHOT:
        return found
    offset = np.floor((found.first - begins[found.shot]) / OFFSET_BIN).astype(np.int64)
    _, which, votes = np.unique(offset, return_inverse=True, return_counts=True)
    order = np.lexsort((found.first, found.distance, -votes[which], found.shot))
    rank = np.arange(len(found)) - np.searchsorted(found.shot[order], found.shot[order])
    return found.taken(np.sort(order[rank < MOST_OF_A_SHOT]))
