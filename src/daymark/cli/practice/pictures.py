"""Harmless pictures drawn by code, to stand where a report or a seizure has a file: stripes and blocks of colour."""

from __future__ import annotations

import numpy as np

from daymark.engine.png import png

SIDE = 64  # pixels
BLOCK, ACROSS, DOWN = 20, 16, 12  # of a picture with features


def picture(number: int) -> bytes:
    """A PNG of grey stripes, without features; another number, another picture."""
    y, x = np.mgrid[0:SIDE, 0:SIDE]
    grey = ((x * (number + 3) + y * 5) % 256).astype(np.uint8)
    return png(np.repeat(grey[..., None], 3, axis=2))


def blocks(number: int) -> bytes:
    """A PNG of coloured blocks, which every picture hash tells from another number's."""
    colours = np.random.default_rng(number).integers(0, 256, (DOWN, ACROSS, 3), dtype=np.uint8)
    return png(colours.repeat(BLOCK, axis=0).repeat(BLOCK, axis=1))
