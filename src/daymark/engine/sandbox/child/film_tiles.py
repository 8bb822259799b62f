"""Chooses small pictures for a contact sheet while the film goes by, its length and its scenes not known yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from av.video.frame import VideoFrame

from daymark.engine.sandbox.child.film_planes import colours_of
from daymark.engine.sandbox.seen import Tile
from daymark.engine.video.scenes import CUT

WIDE = 160  # pixels; an upright film's tile is as high as that
# The first picture of a scene is worth as much as this many times the time it stands for.
SCENE_COUNTS = 4.0


@dataclass(frozen=True, slots=True)
class _Candidate:
    tile: Tile
    begins_scene: bool


class Tiles:
    """At most `number` tiles, spread over the film's time, and rather one of every scene than two of one."""

    def __init__(self, number: int) -> None:
        self._number = number
        self._kept: list[_Candidate] = []

    def offer(self, frame: VideoFrame, at_ms: int, change: int) -> None:
        """Take the frame's small picture; of those before it, drop the one that is least missed."""
        if not self._number:
            return
        self._drop_one()
        self._kept.append(_Candidate(small(frame, at_ms), not self._kept or change >= CUT))

    def chosen(self) -> Iterator[Tile]:
        """The tiles, first to last."""
        self._drop_one()
        return (candidate.tile for candidate in self._kept)

    def _drop_one(self) -> None:
        if len(self._kept) > self._number:
            self._kept.pop(min(range(len(self._kept)), key=self._worth))

    def _worth(self, place: int) -> float:
        """The time that would be left without a tile, more for the first of a scene."""
        before = self._kept[place - 1].tile.at_ms if place else 0
        after = self._kept[min(place + 1, len(self._kept) - 1)].tile.at_ms
        return (after - before) * (SCENE_COUNTS if self._kept[place].begins_scene else 1.0)


def small(frame: VideoFrame, at_ms: int) -> Tile:
    """The whole frame, its longer side 160 pixels, as RGB."""
    longer = max(frame.width, frame.height)
    width, height = (max(1, round(side * WIDE / longer)) for side in (frame.width, frame.height))
    return Tile(at_ms, width, height, colours_of(frame, (width, height)).tobytes())
