"""Harmless pictures for measuring: photographs that scikit-image ships, and drawings, each in many sizes."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

SIZES = ((48, 64), (100, 75), (128, 128), (320, 213), (501, 333), (640, 480), (1024, 768))
LARGE = (4000, 3000)
# Photographs, scans and views through instruments; what it ships beside them are charts of two colours.
SHIPPED = (
    *("astronaut.png", "brick.png", "camera.png", "cell.png", "chelsea.png", "clock_motion.png", "coffee.png"),
    *("coins.png", "grass.png", "gravel.png", "hubble_deep_field.jpg", "ihc.png", "moon.png", "motorcycle_left.png"),
    *("page.png", "retina.jpg", "rocket.jpg", "text.png"),
)
DRAWN = 6


@dataclass(frozen=True)
class Picture:
    """RGB, uint8, height x width x 3, and what to call it."""

    name: str
    rgb: np.ndarray


def pictures(*, large: int = 2) -> Iterator[Picture]:
    """Every source in each of `SIZES`, and the first `large` of them at 12 megapixels."""
    for number, (name, source) in enumerate([*shipped(), *drawn()]):
        sizes = (*SIZES, LARGE) if number < large else SIZES
        for width, height in sizes:
            resized = source.resize((width, height), Image.Resampling.LANCZOS)
            yield Picture(f"{name} {width} x {height}", np.asarray(resized))


def shipped() -> Iterator[tuple[str, Image.Image]]:
    """scikit-image's own photographs; none where it is not installed."""
    try:
        package: Any = importlib.import_module("skimage.data")
    except ImportError:
        return
    folder = Path(package.__file__).parent
    for name in SHIPPED:
        if (folder / name).exists():
            with Image.open(folder / name) as picture:
                yield name, picture.convert("RGB")


def drawn() -> Iterator[tuple[str, Image.Image]]:
    """Coloured blocks, slopes, rings and fine lines, none of them symmetrical."""
    y, x = np.mgrid[0:960, 0:1280].astype(np.float64)
    for seed in range(DRAWN):
        randomly = np.random.default_rng(seed)
        planes = []
        for _ in range(3):
            centre, wave = randomly.uniform(0, 1280, 2), randomly.uniform(3, 120)
            rings = np.sin(np.hypot(x - centre[0], y - centre[1]) / wave)
            slope = randomly.normal() * x / 1280 + randomly.normal() * y / 960
            blocks = randomly.normal(size=(8, 8))[(y // 120).astype(int), (x // 160).astype(int)]
            plane = rings + slope + blocks
            planes.append((plane - plane.min()) / np.ptp(plane) * 255)
        yield f"drawing {seed}", Image.fromarray(np.stack(planes, axis=2).astype(np.uint8))
