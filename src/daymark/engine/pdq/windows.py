"""The weights by which PDQ's two box filters and its decimation gather one axis of a picture into 64 samples.

Blurring twice with a box and then taking 64 samples is linear, and each axis is treated alone: a picture Y becomes
rows @ Y @ columns.T, where both matrices follow from the size and hardly any of their entries differ from zero.
`docs/engine/pdq.md` derives them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

SAMPLES = 64

Indices = npt.NDArray[np.int64]
Weights = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Axis:
    """A sparse 64 x length matrix: sample i is the weighted sum of `counts[i]` neighbours from `firsts[i]` on.

    Its weights stand in `weights` from `offsets[i]` on; samples away from the edges share theirs. Each sample's add
    up to 1.
    """

    firsts: Indices
    counts: Indices
    offsets: Indices
    weights: Weights


@dataclass(frozen=True, slots=True)
class _Box:
    """One box filter as the reference runs it along `length` samples: not quite centred, cut off at the edges."""

    length: int
    width: int
    before: int  # how far the window reaches to the left of its place; to the right it reaches width - before - 1

    def first(self, place: Indices) -> Indices:
        return np.maximum(0, place - self.before)

    def last(self, place: Indices) -> Indices:
        return np.minimum(self.length - 1, place + self.width - self.before - 1)


@lru_cache(maxsize=512)  # 512 sizes are 1-2 MB; a seizure's telephones have some dozens
def axis(length: int) -> Axis:
    """The operator for an axis of `length` samples, 1 or more; the reference hashes from 5 on."""
    box = _box(length)
    # (int)(((i + 0.5) * length) / 64) of the reference's decimateFloat, in whole numbers.
    places = (2 * np.arange(SAMPLES, dtype=np.int64) + 1) * length // (2 * SAMPLES)
    firsts, lasts = box.first(box.first(places)), box.last(box.last(places))
    rows, offsets, filled = [_triangle(box.width)], [], 2 * box.width - 1
    for place, first, last in zip(places.tolist(), firsts.tolist(), lasts.tolist(), strict=True):
        if _is_inside(box, place):
            offsets.append(0)
            continue
        rows.append(_cut_off(box, place, first, last))
        offsets.append(filled)
        filled += last - first + 1
    return Axis(firsts, lasts - firsts + 1, np.array(offsets, np.int64), np.concatenate(rows).astype(np.float32))


def _box(length: int) -> _Box:
    """Window of one pass: computeJaroszFilterWindowSize rounds up; box1DFloat starts half a window, plus one, ahead."""
    width = (length + 2 * SAMPLES - 1) // (2 * SAMPLES)
    return _Box(length, width, before=width - (width + 2) // 2)


def _triangle(width: int) -> npt.NDArray[np.float64]:
    """Two boxes after each other, no edge in reach."""
    up = np.arange(1, width, dtype=np.float64)
    return np.concatenate([up, [width], up[::-1]]) / width**2


def _is_inside(box: _Box, place: int) -> bool:
    return place - 2 * box.before >= 0 and place + 2 * (box.width - box.before - 1) < box.length


def _cut_off(box: _Box, place: int, first: int, last: int) -> npt.NDArray[np.float64]:
    """The weights of a sample near an edge: there each box averages only what lies inside the picture.

    Every place under the second box spreads its share evenly over its own first box; the shares are added up as
    differences, so that the cost grows with the window and not with its square.
    """
    under = np.arange(max(0, place - box.before), min(box.length, place + box.width - box.before), dtype=np.int64)
    starts, ends = box.first(under), box.last(under)
    share = 1 / ((ends - starts + 1) * len(under))
    change = np.zeros(last - first + 2)
    np.add.at(change, starts - first, share)
    np.add.at(change, ends - first + 1, -share)
    return np.cumsum(change[:-1])
