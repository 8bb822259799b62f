"""Lists of hashes of every shape, made of numbers alone, and the plain answer to a search."""

from __future__ import annotations

import numpy as np

from daymark.engine.hamming.plan import ChunkPlan

WIDE_AND_NARROW = ChunkPlan((18,) * 8 + (14,) * 8)
SHAPES = ("random", "clustered", "duplicates", "constant", "half constant", "few bits", "apart in one place")


def hashes_of(shape: str, count: int, seed: int) -> np.ndarray:
    """So many hashes (n, 32) of a shape."""
    rng = np.random.default_rng(seed)
    hashes = rng.integers(0, 256, (count, 32), np.uint8)
    if shape == "clustered":
        centres = rng.integers(0, 256, (max(count // 20, 1), 32), np.uint8)
        centres[: len(centres) // 3] = rng.choice([0, 255])
        hashes = near(centres[rng.integers(0, len(centres), count)], 14, rng)
    elif shape == "duplicates":
        hashes = hashes[rng.integers(0, max(count // 10, 1), count)]
    elif shape == "constant":
        hashes[:] = rng.choice([0, 255, 17])
    elif shape == "half constant":
        hashes[:, rng.choice([0, 16]) :][:, :16] = 0
    elif shape == "few bits":
        hashes = np.packbits(rng.random((count, 256)) < 0.03, axis=1)
    elif shape == "apart in one place":
        hashes[:] = hashes[:1]
        hashes[:, :4] = rng.integers(0, 256, (count, 4), np.uint8)
    return hashes


def queries_of(hashes: np.ndarray, count: int, seed: int) -> np.ndarray:
    """Hashes near known ones, at all distances up to 60, and as many that have nothing to do with them."""
    rng = np.random.default_rng(seed)
    strangers = rng.integers(0, 256, (count, 32), np.uint8)
    if not len(hashes):
        return strangers
    return np.concatenate((near(hashes[rng.integers(0, len(hashes), count)], 60, rng), strangers))


def near(hashes: np.ndarray, most: int, rng: np.random.Generator) -> np.ndarray:
    """Each hash with up to `most` of its bits turned."""
    bits = np.unpackbits(hashes, axis=1)
    places = rng.random(bits.shape).argsort(axis=1) < rng.integers(0, most + 1, (len(bits), 1))
    return np.packbits(bits ^ places, axis=1)


def plain(hashes: np.ndarray, numbers: np.ndarray, queries: np.ndarray, radius: int) -> list[tuple[int, int, int]]:
    """(query, known, distance) of every pair within the radius, in the documented order."""
    found = []
    for place, query in enumerate(queries):
        distances = np.bitwise_count(hashes ^ query).sum(axis=1, dtype=int)
        at = np.flatnonzero(distances <= radius)
        found += [(place, int(numbers[entry]), int(distances[entry])) for entry in at]
    return sorted(found, key=lambda match: (match[0], match[2], match[1]))
