"""Photographs that nobody took: noise with the spectrum of natural scenes, as JPEG files of any size."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import simplejpeg

QUALITY = 90
_FALLOFF = 1.3  # amplitude over frequency; natural scenes have about 1, lenses and noise reduction take some of it


def write_photographs(folder: Path, width: int, height: int, count: int) -> list[Path]:
    """`count` different JPEG files (4:2:0, quality 90). At 4000 x 3000 they have some 3 MB, as a telephone's have."""
    folder.mkdir(parents=True, exist_ok=True)
    scene = _scene(width, height)
    paths = []
    for number in range(count):
        # Another part of the same endless scene: cheaper than a new one, and as hard to decode.
        moved = np.roll(scene, (number * height // count, number * width // count), axis=(0, 1))
        path = folder / f"{width}x{height}-{number:03}.jpg"
        path.write_bytes(simplejpeg.encode_jpeg(np.ascontiguousarray(moved), quality=QUALITY, colorsubsampling="420"))
        paths.append(path)
    return paths


def _scene(width: int, height: int) -> np.ndarray:
    randomly = np.random.default_rng(width)
    across = np.fft.rfftfreq(width)
    down = np.fft.fftfreq(height)
    amplitude = 1 / np.maximum(np.hypot(across[None, :], down[:, None]), 1 / max(width, height)) ** _FALLOFF
    planes = []
    for contrast in (45, 20, 20):  # light varies more than colour
        phases = randomly.uniform(0, 2 * np.pi, amplitude.shape)
        plane = np.fft.irfft2(amplitude * np.exp(1j * phases), s=(height, width))
        planes.append(plane / plane.std() * contrast)
    light, *colours = planes
    scene = np.stack([light, light + colours[0], light + colours[1]], axis=2) + 128
    return np.clip(scene + randomly.normal(0, 2, scene.shape), 0, 255).astype(np.uint8)
