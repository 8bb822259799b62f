"""The frames of a film as bytes to be stored: 47 a frame, in the order in which they were seen."""

from __future__ import annotations

import struct
from collections.abc import Iterable

from daymark.engine.sandbox.seen import FrameSeen, View
from daymark.problems import Problem

# number, milliseconds from the start, quality, change, view, PDQ of the frame as it stands
_FRAME = struct.Struct("<IQBBB32s")
FRAME_BYTES = _FRAME.size


class NotPacked(Problem):
    """These bytes are no packed frames. Read the film again."""


def pack(frames: Iterable[FrameSeen]) -> bytes:
    """The frames without their turned hashes, which follow from a look at the film again."""
    return b"".join(
        _FRAME.pack(frame.number, frame.at_ms, frame.quality, frame.change, frame.view, frame.hashes[0])
        for frame in frames
        if frame.hashes
    )


def unpack(packed: bytes) -> list[FrameSeen]:
    """What was packed. Raises NotPacked."""
    if len(packed) % FRAME_BYTES:
        raise NotPacked()
    return [
        FrameSeen(number, at_ms, quality, (look,), View(view), change)
        for number, at_ms, quality, change, view, look in _FRAME.iter_unpack(packed)
    ]
