"""Planes of luma drawn by whole numbers alone, so that every machine draws the same."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Plane = npt.NDArray[np.uint8]


def plane(height: int, width: int, seed: int = 1) -> Plane:
    """Blocks, slopes and rings without any symmetry: full of features, the same on every machine."""
    y = np.arange(height, dtype=np.int64)[:, None] * 4096 // height
    x = np.arange(width, dtype=np.int64)[None, :] * 4096 // width
    blocks = ((y // 512) * 7 + (x // 610) * (3 + seed)) * 37 % 101
    rings = ((y - 1300) ** 2 + (x - 700 * seed) ** 2) // 20_000 % 90
    slope = (y * (1 + seed % 3) + 2 * x) % 4096 * 60 // 4096
    return (blocks + rings + slope).astype(np.uint8)
