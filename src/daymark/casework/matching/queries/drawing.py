"""The trail of a file as a drawing: a lane for each collection, time from left to right, one mark for each place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from daymark.casework.matching.queries.trail import Held

MOST_LANES = 40
LABEL_LENGTH = 40  # characters
_WIDTH, _LABEL, _EDGE, _LANE, _TOP = 1_000, 330, 20, 34, 44  # of the drawing, which is as wide as the page


@dataclass(frozen=True)
class Mark:
    """One place: where it is drawn, and its words for who points at it."""

    x: int
    y: int
    is_same: bool  # the file itself, not a look-alike
    words: str


@dataclass(frozen=True)
class Lane:
    """One collection: an exhibit, or whoever sent reports."""

    y: int
    label: str


@dataclass(frozen=True)
class Drawing:
    """Everything a template needs to draw it; `path` leads from place to place in the order of time."""

    width: int
    height: int
    left: int
    right: int
    lanes: tuple[Lane, ...]
    marks: tuple[Mark, ...]
    path: str
    first: datetime
    last: datetime
    left_out: int

    @property
    def middle(self) -> int:
        """Where the one day stands when all was on it."""
        return (self.left + self.right) // 2

    @property
    def is_one_day(self) -> bool:
        """Whether there is a first and a last day at all."""
        return self.first.date() == self.last.date()


def drawn(held: Sequence[Held]) -> Drawing | None:
    """The drawing of these places, which are in the order of time; None when there is none."""
    sources = list(dict.fromkeys(each.source for each in held))
    if not sources:
        return None
    lanes = {name: _TOP + place * _LANE for place, name in enumerate(sources[:MOST_LANES])}
    shown = [each for each in held if each.source in lanes]
    first, last = shown[0].at, shown[-1].at
    marks = [
        Mark(_across(each.at, first, last), lanes[each.source], each.distance is None, _words(each)) for each in shown
    ]
    return Drawing(
        width=_WIDTH,
        height=_TOP + len(lanes) * _LANE,
        left=_LABEL,
        right=_WIDTH,
        lanes=tuple(Lane(y, _shortened(name)) for name, y in lanes.items()),
        marks=tuple(marks),
        path=" ".join(f"{'L' if place else 'M'}{mark.x} {mark.y}" for place, mark in enumerate(marks)),
        first=first,
        last=last,
        left_out=len(sources) - len(lanes),
    )


def _across(at: datetime, first: datetime, last: datetime) -> int:
    share = (at - first) / (last - first) if last > first else 0.5
    return round(_LABEL + _EDGE + share * (_WIDTH - _LABEL - 2 * _EDGE))


def _shortened(name: str) -> str:
    return name if len(name) <= LABEL_LENGTH else f"{name[: LABEL_LENGTH - 1]}\u2026"


def _words(held: Held) -> str:
    what = "the file" if held.distance is None else f"a look-alike, {held.distance} bits apart"
    return f"{held.at:%-d %B %Y}: {held.reference}, {held.where}: {what}, {held.role}"
