"""PDQ's inner loops, compiled: from a plane of luma to 64 x 64 samples, and from those to 16 x 16 frequencies."""

from __future__ import annotations

import math

import numpy as np
from numba import float32, int64, njit, types, uint8, void

from daymark.engine.pdq.windows import SAMPLES

FREQUENCIES = 16  # along each axis: 16 x 16 are the 256 bits

# The first frequency of each axis is left out, since it is the brightness: dct_matrix_64 in pdqhashing.cpp.
_WAVES = np.array(
    [
        [math.sqrt(2 / SAMPLES) * math.cos(math.pi / 2 / SAMPLES * (i + 1) * (2 * j + 1)) for j in range(SAMPLES)]
        for i in range(FREQUENCIES)
    ],
    np.float32,
)

_PLANE = types.Array(uint8, 1, "C", readonly=True)
_LINE = float32[::1]
_SQUARE = float32[:, ::1]
_AXIS = (int64[::1], int64[::1], int64[::1], _LINE)  # pdq.windows.Axis, field by field
# Sums may be taken in any order and products fused: faster, and no less exact than the reference's own order.
_LOOSE = {"contract", "reassoc"}


@njit(void(_LINE, _PLANE, int64, int64, *_AXIS), cache=True, nogil=True, fastmath=_LOOSE)
def _gather_rows(total, plane, stride, sample, firsts, counts, offsets, weights):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Fill `total` (width) with one weighted sum of the plane's rows: the one loop that sees every pixel."""
    width = total.size
    total[:] = 0
    for k in range(counts[sample]):
        weight = weights[offsets[sample] + k]
        start = (firsts[sample] + k) * stride
        row = plane[start : start + width]  # of a slice the compiler knows that no index is negative
        for x in range(width):
            total[x] += weight * float32(row[x])


@njit(void(_LINE, _LINE, *_AXIS), cache=True, nogil=True, fastmath=_LOOSE)
def _gather_columns(samples, total, firsts, counts, offsets, weights):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Fill `samples` (64) with the weighted sums of `total` (width)."""
    for sample in range(SAMPLES):
        under = total[firsts[sample] : firsts[sample] + counts[sample]]
        shares = weights[offsets[sample] : offsets[sample] + counts[sample]]
        collected = float32(0)
        for k in range(under.size):
            collected += shares[k] * under[k]
        samples[sample] = collected


@njit(void(_SQUARE, _PLANE, int64, int64, types.Tuple(_AXIS), types.Tuple(_AXIS)), cache=True, nogil=True)
def gather(samples, plane, stride, width, rows, columns):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """Fill `samples` (64 x 64) from a plane as it lies in memory: `width` pixels a row, rows `stride` bytes apart.

    `rows` and `columns` are the fields of the two axes. Only one row of sums is held at a time, so that a picture of
    any shape costs little memory beside itself.
    """
    total = np.empty(width, np.float32)
    for sample in range(SAMPLES):
        _gather_rows(total, plane, stride, sample, *rows)
        _gather_columns(samples[sample], total, *columns)


@njit(void(_SQUARE, _SQUARE), cache=True, nogil=True, fastmath=_LOOSE)
def transform(frequencies, samples):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """Fill `frequencies` (16 x 16) with the lowest of the samples' cosine transform, brightness left out."""
    half = np.zeros((FREQUENCIES, SAMPLES), np.float32)
    for i in range(FREQUENCIES):
        for k in range(SAMPLES):
            for j in range(SAMPLES):
                half[i, j] += _WAVES[i, k] * samples[k, j]
    for i in range(FREQUENCIES):
        for j in range(FREQUENCIES):
            total = float32(0)
            for k in range(SAMPLES):
                total += half[i, k] * _WAVES[j, k]
            frequencies[i, j] = total


@njit(int64(_SQUARE), cache=True, nogil=True)
def quality_of(samples):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """0-100 by the steps between neighbouring samples (64 x 64), each cut to whole hundredths of the full range.

    Source: pdqImageDomainQualityMetric in pdqhashing.cpp; 90 is its "heuristic scaling factor".
    """
    total = 0
    for i in range(SAMPLES - 1):
        for j in range(SAMPLES):
            total += abs(int64((samples[i, j] - samples[i + 1, j]) * float32(100) / float32(255)))
            total += abs(int64((samples[j, i] - samples[j, i + 1]) * float32(100) / float32(255)))
    return min(100, total // 90)
