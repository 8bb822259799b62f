"""One frame or page of a still as it leaves its decoder: all that PDQ needs of it, and no pixels."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from daymark.engine.pdq.operator import Plane, Samples, samples_of
from daymark.engine.pdq.windows import SAMPLES

Data = bytes | memoryview  # a whole file, read-only

# ITU-R BT.601, as the reference has them (luma_from_R_coeff and its siblings in pdqhashing.cpp).
RED, GREEN, BLUE = 0.299, 0.587, 0.114


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """PDQ's 64 x 64 samples of a picture, its size, when it is shown and until when, in milliseconds from the start."""

    width: int
    height: int
    samples: Samples
    at_ms: int = 0
    until_ms: int = 0

    @property
    def blank(self) -> bool:
        """Whether nothing can be seen on it: all of one shade, but for what a decoder fills a missing picture with."""
        return bool(np.ptp(self.samples) < 2)


def page_of(luma: Plane) -> Page:
    """A page whose decoder gave luma."""
    height, width = luma.shape
    return Page(width, height, samples_of(luma))


def mixed(colours: Iterable[Plane]) -> Samples:
    """The samples of the luma of a picture, given as planes of red, green and blue one after the other.

    The weighted sum of the samples is the samples of the weighted sum, and no luma is rounded on the way, which
    pictures under some 200 pixels would feel: they are hardly averaged.
    """
    samples = np.zeros((SAMPLES, SAMPLES), np.float32)
    for share, plane in zip((RED, GREEN, BLUE), colours, strict=True):
        samples += np.float32(share) * samples_of(plane)
    return samples
