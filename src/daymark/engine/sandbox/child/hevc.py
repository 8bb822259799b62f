"""Single pictures of HEVC, as HEIF holds them, by FFmpeg in this one thread."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import av
import numpy as np
from av.error import FFmpegError
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange

from daymark.engine.pdq.operator import Plane
from daymark.engine.sandbox.child.film_planes import colours_of, luma_of

av.logging.set_level(None)  # FFmpeg's messages would quote the file

# ITU-R BT.601: in limited range black is 16 and white 235.
_LIMITED_TO_FULL = np.clip(np.rint((np.arange(256) - 16) * (255 / 219)), 0, 255).astype(np.uint8)


Sight = Callable[[VideoFrame, bool | None], Plane]


def pictures_of(
    configuration: bytes, codes: Iterable[bytes], most_pixels: int, see: Callable[[VideoFrame], Plane]
) -> Iterator[tuple[int, Plane]]:
    """What `see` takes of each code that can be decoded, with the place it has among `codes`.

    `configuration` is the item's hvcC. A code that claims more than `most_pixels` is not decoded.
    """
    context = VideoCodecContext.create("hevc", "r")
    context.extradata = configuration
    context.thread_count = 1
    context.options = {"max_pixels": str(most_pixels)}
    for place, code in enumerate(codes):
        if not code:
            continue
        for frame in _decoded(context, _packet(_whole_units(code, configuration), place)):
            yield frame.pts or 0, see(frame)
    for frame in _decoded(context, None):
        yield frame.pts or 0, see(frame)


def luma_seen(frame: VideoFrame, full_range: bool | None) -> Plane:
    """The luma at full range. `full_range` is what the file says, None when it leaves it to the code."""
    luma, limited = luma_of(frame)
    if full_range is not None:
        limited = not full_range
    return _LIMITED_TO_FULL[luma] if limited else luma


def colours_seen(frame: VideoFrame, full_range: bool | None) -> Plane:
    """Red, green and blue: height x width x 3."""
    said = None if full_range is None else ColorRange.JPEG if full_range else ColorRange.MPEG
    return colours_of(frame, (frame.width, frame.height), color_range=said)


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
