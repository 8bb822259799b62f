"""Estimates as a drawing: a lane for each, its interval as a line, the number as a mark, those seen as an open one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_WIDTH, _LABEL, _EDGE, _LANE, _TOP = 1_000, 400, 30, 44, 44
_ROOM = 1.05  # what the axis shows beyond the highest end


@dataclass(frozen=True)
class Lane:
    """One estimate: places from left to right, and its words for who points at it."""

    y: int
    label: str
    seen: int
    low: int
    number: int
    high: int
    words: str


@dataclass(frozen=True)
class Drawing:
    """Everything a template needs to draw them. The axis begins at 0; `most` stands at its right end."""

    width: int
    height: int
    left: int
    right: int
    most: int
    lanes: tuple[Lane, ...]


def drawn(estimates: Sequence[Mapping[str, Any]]) -> Drawing | None:
    """The drawing of those that give a number; None when none does."""
    given = [each for each in estimates if "number" in each]
    if not given:
        return None
    most: float = max(each["high"] for each in given) * _ROOM
    right = _WIDTH - _EDGE

    def across(number: float) -> int:
        return round(_LABEL + number / most * (right - _LABEL))

    lanes = tuple(
        Lane(
            _TOP + place * _LANE,
            each["method"],
            across(each["seen"]),
            across(each["low"]),
            across(each["number"]),
            across(each["high"]),
            each["sentence"],
        )
        for place, each in enumerate(given)
    )
    return Drawing(_WIDTH, _TOP + len(lanes) * _LANE, _LABEL, right, round(most), lanes)
