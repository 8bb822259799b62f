"""Harmless pictures drawn by code, to stand where a report or a seizure has a file: stripes without features."""

from __future__ import annotations

import numpy as np

from daymark.engine.png import png

SIDE = 64  # pixels


def picture(number: int) -> bytes:
    """A PNG of grey stripes, without features; another number, another picture."""
    y, x = np.mgrid[0:SIDE, 0:SIDE]
    grey = ((x * (number + 3) + y * 5) % 256).astype(np.uint8)
    return png(np.repeat(grey[..., None], 3, axis=2))
