"""How much one untrusted file may cost."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

MEBI = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for one file and for the process that opens it. Sizes in bytes, times in seconds of the wall clock."""

    memory: int = 1 << 30  # address space of one worker, libraries included (0.4 GiB of it)
    window: int = (
        64 * MEBI
    )  # stills up to this size are handed over in shared memory; larger files as an open descriptor
    pixels: int = 201_326_592  # of one frame: 16,384 x 12,288, the largest telephone cameras of 2026
    frames: int = 5_000  # of an animation, copies of the frame before it not counted
    animation_pixels: int = 4_000_000_000  # of all frames of an animation together: a bomb of small frames
    still_bytes: int = 256 * MEBI
    still_seconds: float = 20.0
    film_seconds: float = 6 * 3600.0
    silence_seconds: float = 30.0  # a film's worker that says nothing for so long is stuck
    members: int = 1_000_000  # of an archive, and of those inside it; a telephone's whole memory has some 600,000 files
    # An archive and those inside it may unpack to so many times its size, or to so many bytes where that is more.
    # Photographs and films shrink by a few per cent, texts to a tenth, disk images full of zeros to a hundredth.
    unpacked_times: int = 200
    unpacked_bytes: int = 1024 * MEBI
    depth: int = 8  # archives inside each other
    start_seconds: float = 120.0  # the first start after an installation without `make` compiles
    # Then a fresh process: what one file may have corrupted does not last. A start takes as long as 300 small files.
    files_per_worker: int = 4_000


class Purpose(StrEnum):
    """What a child is started for: the decoders that it loads."""

    STILLS = "stills"
    FILMS = "films"
    ARCHIVES = "archives"


def patience(purpose: Purpose, limits: Limits) -> float:
    """Seconds without a word after which a child at work counts as stuck."""
    return limits.still_seconds if purpose is Purpose.STILLS else limits.silence_seconds
