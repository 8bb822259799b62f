"""What a look at a file gives: plain numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

from daymark.engine.sandbox.reasons import PARTIAL, SENTENCES, Reason


class View(IntEnum):
    """Which part of a frame was hashed."""

    WHOLE = 0
    TRIMMED = 1  # without the bars around a letterboxed film


@dataclass(frozen=True, slots=True)
class Extent:
    """Size of the picture in pixels; length of a film in milliseconds, 0 for a still."""

    width: int
    height: int
    duration_ms: int = 0


@dataclass(frozen=True, slots=True)
class FrameSeen:
    """One frame. `hashes` are PDQ, 32 bytes each: the picture as it stands, then (or not) its seven turns.

    `number` counts decoded frames from 0, `at_ms` is its time from the start, `quality` is PDQ's 0-100, `change` is
    0-255: how different from the frame looked at before it (0 for the first).
    """

    number: int
    at_ms: int
    quality: int
    hashes: tuple[bytes, ...]
    view: View = View.WHOLE
    change: int = 0


@dataclass(frozen=True, slots=True)
class Tag:
    """One EXIF, XMP or container tag as it stood in the file: `group` and `name` are ours, the value is untrusted."""

    group: str
    name: str
    untrusted_value: str


@dataclass(frozen=True, slots=True)
class Tile:
    """A small picture: RGB, 3 bytes a pixel, or grey with one (`channels`), rows from the top."""

    at_ms: int
    width: int
    height: int
    pixels: bytes
    channels: int = 3


@dataclass(slots=True)
class Seen:
    """All that one look gave. With a reason other than DONE, what stands here is what could be seen before it."""

    width: int = 0
    height: int = 0
    duration_ms: int = 0
    reason: Reason = Reason.DONE
    broke_at_ms: int | None = None
    detail: str = ""  # the name of the decoder's error
    frames: list[FrameSeen] = field(default_factory=list)
    tags: list[Tag] = field(default_factory=list)
    tiles: list[Tile] = field(default_factory=list)

    @property
    def error(self) -> str | None:
        """The reason as a sentence, None when all was seen."""
        if self.reason is Reason.DONE:
            return None
        where = f" ({self.broke_at_ms / 1000:.1f} s from the start)" if self.broke_at_ms else ""
        named = f" ({self.detail})" if self.detail else ""
        return f"{SENTENCES[self.reason]}{where}{named}"

    @property
    def partial(self) -> bool:
        """Whether something could be seen although not all."""
        return self.reason in PARTIAL and bool(self.frames)
