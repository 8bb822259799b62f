"""Search by frames: which known films share frames with a film, and at which times in both."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from daymark.engine.known.digest_column import Bytes, Entries
from daymark.engine.known.looks import LookColumn
from daymark.engine.known.standing import Standing
from daymark.engine.known.unmatchable import why_never_by_look
from daymark.engine.pdq import BYTES
from daymark.engine.video.frames import FrameHash
from daymark.engine.video.pairing import PAIRS


class FilmCandidate(NamedTuple):
    """A known film that shares frames with the one asked for.

    `pairs` is an array of `pairing.PAIRS`, in order of the times in the film asked for and then in the known one;
    `known_seconds` are the times at which the known film has a frame with features. A candidate is not a match yet:
    single frames agree by accident, and the shared stretches decide (`video.stretches.stretches_from_pairs`).
    """

    entry: int
    standing: Standing
    pairs: NDArray[np.void]
    known_seconds: NDArray[np.float64]


class FilmColumn:
    """The frames of known films, each with its entry and its time in seconds."""

    def __init__(self, hashes: Bytes, entries: Entries, seconds: NDArray[np.float64]) -> None:
        """`hashes` is (n, 32), the others (n,). Featureless frames were left out before."""
        self._frames = LookColumn(hashes, np.arange(len(hashes), dtype=np.uint32))
        self._entries, self._seconds = entries, seconds
        self._films, self._moments = _moments(entries, seconds)  # sorted by film, then by time

    def __len__(self) -> int:
        return len(self._entries)

    def candidates(self, frames: Sequence[FrameHash], radius: int) -> list[FilmCandidate]:
        """Every known film with a frame within `radius` bits of one of these; featureless frames ask for nothing."""
        asked = [frame for frame in frames if why_never_by_look(frame.hash, frame.quality) is None]
        hashes = np.frombuffer(b"".join(frame.hash for frame in asked), np.uint8).reshape(-1, BYTES)
        row, place, distance = self._frames.near(hashes, radius)
        seconds = np.array([frame.seconds for frame in asked], np.float64)
        found = np.empty(len(row), PAIRS)
        found["query_seconds"], found["known_seconds"] = seconds[row], self._seconds[place]
        found["distance"] = distance
        entry = self._entries[place]
        order = np.lexsort((found["known_seconds"], found["query_seconds"], entry))
        found, entry = found[order], entry[order]
        borders = np.flatnonzero(np.diff(entry)) + 1
        parts = np.split(found, borders) if len(found) else []
        firsts = entry[np.concatenate(([0], borders))] if len(found) else entry
        return [
            FilmCandidate(int(first), Standing.UNKNOWN, part, self._moments_of(first))
            for first, part in zip(firsts, parts, strict=True)
        ]

    def _moments_of(self, entry: np.uint32) -> NDArray[np.float64]:
        first, end = np.searchsorted(self._films, [entry, entry + 1])
        return self._moments[first:end]


def _moments(entries: Entries, seconds: NDArray[np.float64]) -> tuple[Entries, NDArray[np.float64]]:
    """The times at which each film has a frame, each once, as a column of films and one of times."""
    order = np.lexsort((seconds, entries))
    entries, seconds = entries[order], seconds[order]
    first = np.ones(len(entries), bool)
    first[1:] = (entries[1:] != entries[:-1]) | (seconds[1:] != seconds[:-1])
    return entries[first], seconds[first]
