"""The trail of a file as a drawing: a line for each collection, time from left to right, one mark for each place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from daymark.casework.matching.queries.trail import Held

MOST_LANES = 40
_LABEL, _PLOT, _EDGE, _LANE, _TOP = 230, 560, 24, 30, 34  # pixels


@dataclass(frozen=True)
class Mark:
    """One place: where it is drawn, and its words for who points at it."""

    x: int
    y: int
    is_same: bool  # the file itself, not a look-alike
    words: str


@dataclass(frozen=True)
class Lane:
    """One collection."""

    y: int
    label: str
    reference: str


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


def drawn(held: Sequence[Held]) -> Drawing | None:
    """The drawing of these places, which are in the order of time; None when there is none."""
    references = list(dict.fromkeys(each.reference for each in held))
    if not references:
        return None
    lanes = {name: _TOP + place * _LANE for place, name in enumerate(references[:MOST_LANES])}
    labels = {each.reference: each.where for each in held}
    shown = [each for each in held if each.reference in lanes]
    first, last = shown[0].at, shown[-1].at
    marks = [
        Mark(_across(each.at, first, last), lanes[each.reference], each.distance is None, _words(each))
        for each in shown
    ]
    path = " ".join(f"{'L' if place else 'M'}{mark.x} {mark.y}" for place, mark in enumerate(marks))
    return Drawing(
        width=_LABEL + _PLOT + 2 * _EDGE,
        height=_TOP + len(lanes) * _LANE,
        left=_LABEL,
        right=_LABEL + _PLOT + 2 * _EDGE,
        lanes=tuple(Lane(y, f"{name}, {labels[name]}"[:34], name) for name, y in lanes.items()),
        marks=tuple(marks),
        path=path,
        first=first,
        last=last,
        left_out=len(references) - len(lanes),
    )


def _across(at: datetime, first: datetime, last: datetime) -> int:
    share = (at - first) / (last - first) if last > first else 0.5
    return round(_LABEL + _EDGE + share * _PLOT)


def _words(held: Held) -> str:
    what = "the file" if held.distance is None else f"a look-alike, {held.distance} bits apart"
    return f"{held.at:%-d %B %Y}: {held.reference}, {held.where}: {what}"
