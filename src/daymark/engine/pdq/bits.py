"""From PDQ's 16 x 16 frequencies to the bits of a hash, and of the hashes of the turned and mirrored picture."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from daymark.engine.pdq import BITS

Frequencies = npt.NDArray[np.float32]

# Of 256 values the reference's torben() takes the lower middle: the one with 127 below it.
_MEDIAN = BITS // 2 - 1

_KEPT, _MIRRORED = np.ones(16, np.float32), np.tile(np.array([-1, 1], np.float32), 8)
# For each of `pdq.TURNS`: whether the axes are exchanged, then the signs of the rows and those of the columns.
# Mirroring an axis turns the sign of every second frequency along it (of those kept the first, third ...), and a
# quarter turn exchanges the axes. Source: dct16OriginalToRotate90() and its siblings in the reference's pdqhashing.cpp.
_TURNS = (
    (False, _KEPT, _KEPT),
    (True, _MIRRORED, _KEPT),
    (False, _MIRRORED, _MIRRORED),
    (True, _KEPT, _MIRRORED),
    (False, _MIRRORED, _KEPT),
    (False, _KEPT, _MIRRORED),
    (True, _KEPT, _KEPT),
    (True, _MIRRORED, _MIRRORED),
)
_SIGNS = np.array([np.outer(rows, columns) for _, rows, columns in _TURNS])
_EXCHANGED = np.array([exchanged for exchanged, _, _ in _TURNS])[:, None, None]


def hashes_of(frequencies: Frequencies, *, turned: bool) -> tuple[bytes, ...]:
    """The hash of 32 bytes for a picture's frequencies (16 x 16), or that and its seven turned ones."""
    looks = np.where(_EXCHANGED, frequencies.T, frequencies) * _SIGNS if turned else frequencies
    looks = looks.reshape(-1, BITS)
    medians = np.partition(looks, _MEDIAN, axis=1)[:, _MEDIAN, None]
    # Bit 255, the highest frequency of both axes, is written first.
    packed = np.packbits(looks[:, ::-1] > medians, axis=1)
    return tuple(row.tobytes() for row in packed)
