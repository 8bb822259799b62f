"""Photographs that nobody took: noise with the spectrum of natural scenes, as JPEG files of any size."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import simplejpeg

QUALITY = 90
SENSOR_NOISE = 3  # standard deviation of a pixel, of 255
_FALLOFF = 1.5  # amplitude over frequency; natural scenes have about 1, and smooth surfaces, which noise has not


def write_photographs(folder: Path, width: int, height: int, count: int, *, reduced: int = 1) -> list[Path]:
    """`count` different JPEG files (4:2:0, quality 90). At 4000 x 3000 they have some 3 MB, as a telephone's have.

    `reduced`: made so many times larger and reduced, as pictures on the web are; the sensor's noise goes by that.
    """
    folder.mkdir(parents=True, exist_ok=True)
    scene = _scene(width * reduced, height * reduced)
    scene = scene.reshape(height, reduced, width, reduced, 3).mean(axis=(1, 3)).astype(np.uint8)
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
    across, down = np.fft.rfftfreq(width), np.fft.fftfreq(height)
    amplitude = 1 / np.maximum(np.hypot(across[None, :], down[:, None]), 1 / max(width, height)) ** _FALLOFF
    light, *colours = (
        _plane(randomly, amplitude, (height, width)) * contrast
        for contrast in (45, 20, 20)  # light varies more than colour
    )
    scene = np.stack([light, light + colours[0], light + colours[1]], axis=2) + 128
    return np.clip(scene + randomly.normal(0, SENSOR_NOISE, scene.shape), 0, 255).astype(np.uint8)


def _plane(randomly: np.random.Generator, amplitude: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    phases = randomly.uniform(0, 2 * np.pi, amplitude.shape)
    plane = np.fft.irfft2(amplitude * np.exp(1j * phases), s=size)
    return plane / plane.std()
