"""Single pictures of HEVC, as HEIF holds them, by FFmpeg in this one thread."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import av
import numpy as np
from av.error import FFmpegError
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame

from daymark.engine.pdq.operator import Plane
from daymark.engine.sandbox.child.film_planes import luma_of

av.logging.set_level(None)  # FFmpeg's messages would quote the file

# ITU-R BT.601: in limited range black is 16 and white 235.
_LIMITED_TO_FULL = np.clip(np.rint((np.arange(256) - 16) * (255 / 219)), 0, 255).astype(np.uint8)


def lumas_of(
    configuration: bytes, codes: Iterable[bytes], most_pixels: int, full_range: bool | None
) -> Iterator[tuple[int, Plane]]:
    """The luma, at full range, of each code that can be decoded, with the place it has among `codes`.

    `configuration` is the item's hvcC. A code that claims more than `most_pixels` is not decoded. `full_range` is what
    the file says, None when it leaves it to the code.
    """
    context = VideoCodecContext.create("hevc", "r")
    context.extradata = configuration
    context.thread_count = 1
    context.options = {"max_pixels": str(most_pixels)}
    for place, code in enumerate(codes):
        if not code:
            continue
        yield from _ranged(_decoded(context, _packet(_whole_units(code, configuration), place)), full_range)
    yield from _ranged(_decoded(context, None), full_range)


def _packet(code: bytes, place: int) -> av.Packet[Any]:
    """A packet of FFmpeg's own, with zeros behind it: its decoder reads on a little where a code is broken off."""
    packet = av.Packet(len(code))
    packet.update(code)
    packet.pts = packet.dts = place
    return packet


def _whole_units(code: bytes, configuration: bytes) -> bytes:
    """The code, its last unit declared as long as it is where the file is cut off: FFmpeg would drop it otherwise."""
    wide, at = (configuration[21] & 3) + 1 if len(configuration) > 21 else 4, 0
    while at + wide < len(code):
        size = int.from_bytes(code[at : at + wide], "big")
        if (left := len(code) - at - wide) < size:
            return code[:at] + left.to_bytes(wide, "big") + code[at + wide :]
        at += wide + size
    return code


def _decoded(context: VideoCodecContext, packet: av.Packet[Any] | None) -> list[VideoFrame]:
    try:
        return context.decode(packet)
    except MemoryError:
        raise
    except FFmpegError:
        return []  # the place stays empty, which the caller reports


def _ranged(frames: list[VideoFrame], full_range: bool | None) -> Iterator[tuple[int, Plane]]:
    for frame in frames:
        luma, limited = luma_of(frame)
        if full_range is not None:
            limited = not full_range
        yield frame.pts or 0, _LIMITED_TO_FULL[luma] if limited else luma
