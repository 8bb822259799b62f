"""How different a frame looks from the one before it: a number that a moving camera raises little and a cut much."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from numpy import fft  # by name, so that it is loaded now: numpy loads it late, and the sealed process opens no file

Samples = npt.NDArray[np.float32]

# Root mean square of a picture's samples (0-255) around their mean below which it has no content to compare.
EMPTY_BELOW = 2.0
TONES = 32
SIDE = 32  # the correlation is taken on 32 x 32: half as fine is as good for this, and four times as fast


class Look:
    """A frame's 64 x 64 samples (`pdq.operator.samples_of`), prepared for comparing."""

    def __init__(self, samples: Samples) -> None:
        small = (samples[::2, ::2] + samples[1::2, ::2] + samples[::2, 1::2] + samples[1::2, 1::2]) / 4
        centred = small - small.mean()
        self._strength = float(np.sqrt(np.mean(centred * centred)))
        self._waves = fft.rfft2(centred) if self._strength >= EMPTY_BELOW else None
        self._tones = _tones(samples)

    def change_from(self, before: Look | None) -> int:
        """0 (the same) to 255 (nothing in common); 0 against nothing.

        The geometric mean of two measures, for each alone is misled: by a camera that travels over fine texture, or by
        another scene in the same light. One is 1 - r, where r is the best correlation of the two pictures over all
        shifts of one against the other; the other is the share of the picture whose tone the other has not.
        """
        if before is None:
            return 0
        out_of_place = 1 - self._agreement(before)
        other_tones = 1 - float(np.minimum(self._tones, before._tones).sum())
        return round(255 * math.sqrt(min(1.0, max(0.0, out_of_place * other_tones))))

    def _agreement(self, before: Look) -> float:
        if self._waves is None or before._waves is None:
            return float(self._waves is before._waves)
        best = fft.irfft2(self._waves * before._waves.conj(), s=(SIDE, SIDE)).max() / SIDE**2
        return float(best) / (self._strength * before._strength)


def _tones(samples: Samples) -> npt.NDArray[np.float64]:
    """Shares of 32 tones, smoothed so that a little more light does not move them all."""
    levels = np.clip(samples * (TONES / 256), 0, TONES - 1).astype(np.int64).ravel()
    return np.convolve(np.bincount(levels, minlength=TONES) / levels.size, [0.25, 0.5, 0.25], "same")
