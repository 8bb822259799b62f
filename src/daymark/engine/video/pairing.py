"""Pairs of frames of two films that look alike, by comparing every frame with every other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from daymark.engine.video.frames import FrameHash
from daymark.engine.video.shots import has_features

# Times in seconds in the two films, and the Hamming distance over 256 bits.
PAIRS = np.dtype([("query_seconds", "<f8"), ("known_seconds", "<f8"), ("distance", "<u2")])
Pairs = npt.NDArray[np.void]

BLOCK = 512  # frames compared at once with all of the other film: two hours at one a second are 30 MB


def pairs_of(query: Sequence[FrameHash], known: Sequence[FrameHash], radius: int) -> Pairs:
    """Every pair of frames within `radius` bits, in order of the query's times and then the known film's.

    Two films of an hour at one frame a second take a tenth of a second; for thousands of known films search an index.
    """
    asked, there = _usable(query), _usable(known)
    words, others = _words(asked), _words(there)
    rows, columns, distances = [], [], []
    for start in range(0, len(asked), BLOCK):
        differing = np.bitwise_count(words[start : start + BLOCK, None, :] ^ others[None, :, :])
        distance = differing.sum(axis=2, dtype=np.uint16)
        row, column = np.nonzero(distance <= radius)
        rows.append(row + start)
        columns.append(column)
        distances.append(distance[row, column])
    found = np.empty(sum(map(len, rows)), PAIRS)
    if len(found):
        found["query_seconds"] = _seconds(asked)[np.concatenate(rows)]
        found["known_seconds"] = _seconds(there)[np.concatenate(columns)]
        found["distance"] = np.concatenate(distances)
    return found


def _usable(frames: Sequence[FrameHash]) -> list[FrameHash]:
    return sorted((frame for frame in frames if has_features(frame)), key=lambda frame: frame.seconds)


def _words(frames: list[FrameHash]) -> npt.NDArray[np.uint64]:
    return np.frombuffer(b"".join(frame.hash for frame in frames), np.uint64).reshape(-1, 4)


def _seconds(frames: list[FrameHash]) -> npt.NDArray[np.float64]:
    return np.array([frame.seconds for frame in frames], np.float64)
