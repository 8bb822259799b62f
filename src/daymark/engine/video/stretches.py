"""What two films share: stretches of time in both that show the same pictures in the same order.

A film is known by single frames only in the index; here the frames' times decide. The rules, their numbers and what
was measured stand in docs/engine/video.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from daymark.engine.video.chains import FASTEST, SLOWEST, Places, Tolerance, best_chains
from daymark.engine.video.frames import FrameHash
from daymark.engine.video.pairing import Pairs, pairs_of
from daymark.engine.video.shots import Shot, has_features, looks_among, shots_of
from daymark.engine.video.sightings import Sightings, sightings_of

WHOLE_FILM = 0.8  # share of a film's frames from which one picture that stands still is the film
SPARSE = 1.5  # seconds from frame to frame from which a film counts as known by keyframes only
MOST_STRETCHES = 100
LEAST_GAP, GAP_IN_SPACINGS = 10.0, 3.0  # seconds without a partner that end a stretch; keyframes stand further apart
LEAST_DOUBT, DOUBT_IN_SPACINGS, MOST_DOUBT = 0.75, 0.6, 5.0  # seconds; half a spacing, and a little for variable rates


@dataclass(frozen=True, slots=True)
class Rule:
    """What makes a stretch of pairs of frames within `radius` bits.

    At least `frames` of the query have a partner, among them `looks` pictures that differ from each other by more
    than the radius (one alone is a title card, which many films share); of keyframes, which stand further apart, as
    many as looks are enough. Of the frames that could have a partner the share `covered` has one.
    """

    radius: int
    frames: int
    looks: int
    covered: float


# Frames that are the same picture by the field's own distance; edits cost up to three frames in four.
NEAR = Rule(radius=31, frames=3, looks=2, covered=0.25)
# Cut edges or a large sign move a hash by 40 to 60 bits (docs/engine/video.md). No two frames of different drawn films
# came nearer than 90, but pictures of one room may, so that more of them must agree, and in order.
FAR = Rule(radius=64, frames=4, looks=3, covered=0.5)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part that two films share, in seconds in each of them.

    `frames` of the query have a partner in the known film; `distance` is the median of their least distances.
    """

    query_from: float
    query_to: float
    known_from: float
    known_to: float
    frames: int
    distance: int

    @property
    def speed(self) -> float:
        """Seconds of the known film in one of the query's; 1 where it is too short to tell."""
        asked = self.query_to - self.query_from
        return (self.known_to - self.known_from) / asked if asked > 0 else 1.0

    def is_part_of(self, other: Stretch) -> bool:
        """Whether the other says it already: most of this lies within it, in both films."""
        asked = min(self.query_to, other.query_to) - max(self.query_from, other.query_from)
        known = min(self.known_to, other.known_to) - max(self.known_from, other.known_from)
        half = (self.query_to - self.query_from) / 2, (self.known_to - self.known_from) / 2
        return asked >= half[0] and known >= half[1]


def shared_stretches(query: Sequence[FrameHash], known: Sequence[FrameHash]) -> list[Stretch]:
    """The stretches that two films share, in order of time in the query.

    Frames may come at any rate, equal or not, and with several hashes for one time. Featureless ones never count.
    """
    sampled = {seconds for shot in shots_of(query) for seconds in shot.sampled()}
    pairs = pairs_of([frame for frame in query if frame.seconds in sampled], known, FAR.radius)
    return stretches_from_pairs(query, pairs, known_seconds=[frame.seconds for frame in known if has_features(frame)])


def stretches_from_pairs(
    query: Sequence[FrameHash], pairs: Pairs, *, known_seconds: Sequence[float] | None = None
) -> list[Stretch]:
    """The same from pairs that an index found (`pairing.PAIRS`), when the known film's frames are not at hand.

    Pairs within `NEAR.radius` are enough for most edits; those up to `FAR.radius` find the strongest too.
    `known_seconds` are the times of all frames with features in the known film. Without them its rhythm is told from
    the pairs alone: single pictures that return in the same order pass for a film known by few keyframes then, and a
    known film that is one still picture is found only in a film that is the same.
    """
    shots = shots_of(query)
    if not shots:
        return []
    kept: list[Stretch] = []
    for stretch in (stretch for rule in (FAR, NEAR) for stretch in _by_rule(rule, shots, pairs, known_seconds)):
        if not any(stretch.is_part_of(other) for other in kept):
            kept.append(stretch)
        if len(kept) == MOST_STRETCHES:
            break
    return sorted(kept, key=lambda stretch: (stretch.query_from, stretch.known_from))


def _by_rule(
    rule: Rule, shots: Sequence[Shot], pairs: Pairs, known_seconds: Sequence[float] | None
) -> Iterator[Stretch]:
    """Every stretch that the rule allows, the best first; some say the same as others."""
    pairs = pairs[pairs["distance"] <= rule.radius]
    if not len(pairs):
        return
    known_spacing = _spacing(pairs["known_seconds"] if known_seconds is None else known_seconds)
    spacing = max(_spacing([shot.first for shot in shots]), known_spacing)
    found = sightings_of(shots, pairs, known_spacing)
    judge = _Judge(rule, shots, found, spacing, None if known_seconds is None else len(set(known_seconds)))
    for chain in best_chains(shots, found, rule.radius, _tolerance(spacing)):
        if judge.holds(chain):
            yield judge.stretch(chain)


def _spacing(seconds: npt.ArrayLike) -> float:
    """The usual time between two different moments; 1 second when there are too few."""
    steps = np.diff(np.unique(np.asarray(seconds, np.float64)))
    return float(np.median(steps)) if steps.size else 1.0


def _tolerance(spacing: float) -> Tolerance:
    doubt = min(MOST_DOUBT, max(LEAST_DOUBT, DOUBT_IN_SPACINGS * spacing))
    return Tolerance(max(LEAST_GAP, GAP_IN_SPACINGS * spacing), doubt)


class _Judge:
    """Decides which chains are evidence."""

    def __init__(
        self, rule: Rule, shots: Sequence[Shot], found: Sightings, spacing: float, known_moments: int | None
    ) -> None:
        self._rule, self._shots, self._found, self._spacing = rule, shots, found, spacing
        self._moments = sum(shot.moments for shot in shots)
        self._known_moments = known_moments

    def holds(self, chain: Places) -> bool:
        """Enough frames, of enough different pictures, close enough together, at one pace."""
        frames = int(self._found.moments[chain].sum())
        needed = self._rule.frames if self._spacing < SPARSE else self._rule.looks
        if frames < needed or not self._keeps_pace(chain):
            return False
        shown = [self._shots[shot] for shot in self._found.shot[chain]]
        if looks_among(shown, self._rule.radius, self._rule.looks) < self._rule.looks:
            return self._rule is NEAR and self._is_whole_film(frames, shown)
        return self._covered(chain) >= self._rule.covered

    def stretch(self, chain: Places) -> Stretch:
        """A shot that stands still in both films is shared as far as the shorter one goes."""
        shots, found, first, last = self._shots, self._found, chain[0], chain[-1]
        opening, closing = shots[found.shot[first]], shots[found.shot[last]]
        after = min(closing.last - closing.first, found.last[last] - found.first[last])
        query_from, known_from = opening.first, found.first[first]
        if len(chain) > 1:  # the opening shot ends where the next begins, in both
            end = min(found.last[first], found.first[chain[1]])
            before = min(opening.last - opening.first, end - found.first[first])
            query_from, known_from = opening.last - before, end - before
        return Stretch(
            float(query_from),
            float(closing.first + after),
            float(known_from),
            float(found.first[last] + after),
            int(found.moments[chain].sum()),
            int(np.median(found.distance[chain])),
        )

    def _keeps_pace(self, chain: Places) -> bool:
        part, doubt = self.stretch(chain), _tolerance(self._spacing).doubt
        asked, known = part.query_to - part.query_from, part.known_to - part.known_from
        return SLOWEST * asked - 2 * doubt <= known <= FASTEST * asked + 2 * doubt

    def _is_whole_film(self, frames: int, shown: Sequence[Shot]) -> bool:
        """Whether one picture that stands still is nearly all there is of one of the films."""
        if looks_among(shown, self._rule.radius, 2) > 1:
            return False
        return frames >= WHOLE_FILM * self._moments or (
            self._known_moments is not None and frames >= WHOLE_FILM * self._known_moments
        )

    def _covered(self, chain: Places) -> float:
        """Shots in the chain among those that could be: all between its ends, or as many as the sparser film has."""
        first, last = int(self._found.shot[chain[0]]), int(self._found.shot[chain[-1]])
        there = (self._shots[last].first - self._shots[first].last) / self._spacing + 1
        return len(chain) / min(last - first + 1, max(1.0, there))
