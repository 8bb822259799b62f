"""Bars around a letterboxed film: where they are in one frame, and which of them the film's frames agree on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Plane = npt.NDArray[np.uint8]

# A bar's pixels lie this near to its colour: x264 leaves a bar at most 2 levels of noise even at crf 40, measured on
# drawn films; a dark or even part of a picture has more.
TOLERANCE = 5
# Share of a row (or column) that must have the bar's colour: nearly all of it at the bar's edges; half of it where a
# sign may stand inside the bar.
PURE, LOOSE = 0.97, 0.5
# Thinner than a fiftieth of the picture is an encoder's border, and changes PDQ by less than its radius.
THINNEST = 0.02
# A picture takes at least a fifth of the frame each way: wide film in an upright frame leaves 0.32 (16:9 in 9:16).
LEAST_INSIDE = 0.2
SAMPLES = 80  # of each row or column that are looked at
SAME = 2  # pixels by which two frames may see the same bar's edge apart: the encoder smears it
SMEAR = 6  # pixels within which a bar ends: a wall or a sky that fades into something is no bar
MOST_LAYOUTS = 32


@dataclass(frozen=True, slots=True)
class Bars:
    """Thickness of the bars at each side, in pixels."""

    top: int
    bottom: int
    left: int
    right: int

    def inside(self, plane: Plane) -> Plane:
        """The part of the plane within, not copied."""
        height, width = plane.shape
        return plane[self.top : height - self.bottom, self.left : width - self.right]

    def within(self, other: Bars) -> bool:
        """Whether no side of these reaches further into the picture than the other's, but for a smeared edge."""
        return all(a <= b + SAME for a, b in zip(_sides(self), _sides(other), strict=True))

    def near(self, other: Bars) -> bool:
        return all(abs(a - b) <= SAME for a, b in zip(_sides(self), _sides(other), strict=True))


def find_bars(plane: Plane) -> Bars | None:
    """The bars of one frame, of any even colour and with or without a sign inside; None when there are none.

    `plane` is luma, height x width. A dark or empty edge of the picture looks like a bar too: see `AgreedBars`.
    """
    height, width = plane.shape
    if min(height, width) < 16 or not _has_even_edge(plane):
        return None
    top, bottom = _along(plane)
    left, right = _along(plane[top : height - bottom].T)
    more_top, more_bottom = _along(plane[top : height - bottom, left : width - right])
    top, bottom = top + more_top, bottom + more_bottom
    if height - top - bottom < LEAST_INSIDE * height or width - left - right < LEAST_INSIDE * width:
        return None
    vertical = (top, bottom) if max(top, bottom) >= THINNEST * height else (0, 0)
    sideways = (left, right) if max(left, right) >= THINNEST * width else (0, 0)
    return Bars(*vertical, *sideways) if any(vertical + sideways) else None


class AgreedBars:
    """What the frames of a film agree on, as they come: each frame that has bars casts a vote for its layout.

    In a dark scene a bar seems thicker than it is. So a frame is trimmed by the layout with the most votes among
    those that fit it, not by its own; a frame with something where that layout has its bars is not trimmed by it.
    """

    def __init__(self) -> None:
        self._votes: dict[Bars, int] = {}
        self._shape: tuple[int, ...] = ()

    def of(self, plane: Plane) -> Bars | None:
        """The bars to trim this frame by, None when it has none."""
        if plane.shape != self._shape:
            self._votes, self._shape = {}, plane.shape
        own = find_bars(plane)
        if own is None:
            return None
        self._vote(own)
        fitting = [layout for layout in self._votes if layout.within(own)]
        return max(fitting, key=lambda layout: self._votes[layout])

    def _vote(self, own: Bars) -> None:
        layout = next((known for known in self._votes if known.near(own)), own)
        self._votes[layout] = self._votes.get(layout, 0) + 1
        if len(self._votes) > MOST_LAYOUTS:
            others = [known for known in self._votes if known != layout]
            del self._votes[min(others, key=lambda known: self._votes[known])]


def _sides(bars: Bars) -> tuple[int, int, int, int]:
    return bars.top, bars.bottom, bars.left, bars.right


def _has_even_edge(plane: Plane) -> bool:
    """Whether any outermost row or column has one colour: a quick look that spares most films the rest."""
    return any(_is_even(edge) for edge in (plane[0], plane[-1], plane[:, 0], plane[:, -1]))


def _along(plane: Plane) -> tuple[int, int]:
    """Rows that the upper and the lower bar take."""
    if min(plane.shape) < 2:
        return 0, 0
    sampled = np.ascontiguousarray(plane[:, :: _step(plane.shape[1])])
    return _thickness(sampled), _thickness(sampled[::-1])


def _thickness(rows: Plane) -> int:
    """How many of the first rows are bar: even at the edge, and up to the even row that something else follows."""
    share = _share(rows, int(np.sort(rows[0])[rows.shape[1] // 2]))
    other = np.flatnonzero(share < LOOSE)
    if not other.size or share[0] < PURE:
        return 0
    last = int(np.flatnonzero(share[: other[0]] >= PURE)[-1])
    return last + 1 if other[0] - last <= SMEAR else 0


def _share(rows: Plane, colour: int) -> npt.NDArray[np.float64]:
    """The part of each row that has this colour."""
    lowest = np.uint8(max(0, colour - TOLERANCE))
    alike = rows - lowest <= 2 * TOLERANCE  # below the lowest, uint8 wraps around to something large
    return np.asarray(alike.sum(axis=1, dtype=np.int64) / rows.shape[1])


def _is_even(edge: Plane) -> bool:
    sampled = edge[:: _step(edge.size)]
    return bool(_share(sampled[None], int(np.sort(sampled)[sampled.size // 2]))[0] >= PURE)


def _step(length: int) -> int:
    return max(1, length // SAMPLES)
