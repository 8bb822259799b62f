"""Which films of a case are the same, and which share a part: by the stretches that their frames have in common."""

from __future__ import annotations

from collections import Counter
from typing import Self

import numpy as np

from daymark.casework.cases.models import Case
from daymark.casework.media.models import Content, ContentFrames, Stack
from daymark.engine.hamming import RADIUS, HammingIndex
from daymark.engine.video.frames import FrameHash, frame_hashes
from daymark.engine.video.packed import unpack
from daymark.engine.video.shots import has_features
from daymark.engine.video.stretches import shared_stretches

WHOLE = 0.9  # share of both films from which they are the same film, cut a little at its ends or not
LEAST_FRAMES = 3  # that a film must share with another one, before their times are compared (engine.video.stretches)


class FilmFaces:
    """The films that made the stacks of a case, by the numbers of their stacks."""

    def __init__(self) -> None:
        self._index = HammingIndex()
        self._films: dict[int, list[FrameHash]] = {}

    @classmethod
    def of(cls, case: Case) -> Self:
        """The films of the case's stacks."""
        faces = cls()
        stacks = Stack.objects.filter(case=case, group="film").values_list("id", "face__frames__packed")
        for number, packed in stacks.iterator():
            faces._keep(number, bytes(packed or b""))
        return faces

    def place(self, film: Content) -> tuple[int | None, int | None]:
        """The stack of the same film, and else the one that shares the most with it."""
        query = _frames(_packed(film))
        shared = {number: _shares(query, self._films[number]) for number in self._candidates(query)}
        best = max(shared, key=lambda number: min(shared[number]), default=None)
        if best is not None and min(shared[best]) >= WHOLE:
            return best, None
        parts = [number for number, share in shared.items() if max(share) > 0]
        return None, max(parts, key=lambda number: max(shared[number]), default=None)

    def add(self, number: int, film: Content) -> None:
        """A stack that was made of this film."""
        self._keep(number, _packed(film))

    def _keep(self, number: int, packed: bytes) -> None:
        frames = _frames(packed)
        looks = [frame.hash for frame in frames if has_features(frame)]
        self._films[number] = frames
        if looks:
            self._index.add(b"".join(looks), np.full(len(looks), number, np.uint32))

    def _candidates(self, query: list[FrameHash]) -> list[int]:
        looks = [frame.hash for frame in query if has_features(frame)]
        if not looks or not len(self._index):
            return []
        found = {(match.query, match.known) for match in self._index.search(b"".join(looks), RADIUS)}
        frames = Counter(number for _, number in found)
        return [number for number, count in frames.items() if count >= min(LEAST_FRAMES, len(looks))]


def _packed(film: Content) -> bytes:
    kept = ContentFrames.objects.filter(pk=film.pk).first()
    return bytes(kept.packed) if kept else b""


def _frames(packed: bytes) -> list[FrameHash]:
    return frame_hashes(unpack(packed))


def _shares(query: list[FrameHash], known: list[FrameHash]) -> tuple[float, float]:
    """How much of each of the two the stretches cover that they share, 0 to 1."""
    stretches = shared_stretches(query, known)
    asked = sum(stretch.query_to - stretch.query_from for stretch in stretches)
    there = sum(stretch.known_to - stretch.known_from for stretch in stretches)
    return min(1.0, asked / _length(query)), min(1.0, there / _length(known))


def _length(frames: list[FrameHash]) -> float:
    """Seconds from the first to the last hashed frame."""
    return max(frame.seconds for frame in frames) - min(frame.seconds for frame in frames) or 1.0
