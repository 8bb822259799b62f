"""The luma of a decoded frame as PDQ takes it: the decoder's own plane where there is one."""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange

Plane = npt.NDArray[np.uint8]

# FFmpeg's names of formats whose first plane is luma and nothing else: 8 bits, or more in 16-bit words, whose bits
# stand low (yuv420p10le) or high (p010le).
_EIGHT = re.compile(r"yuva?j?4\d\dp|nv\d\d|gray")
_LOW = re.compile(r"(?:yuva?4\d\dp|gray)(9|10|12|14|16)le")
_HIGH = re.compile(r"p[024]1[0-6]le")


def luma_of(frame: VideoFrame) -> tuple[Plane, bool]:
    """The frame's luma (height x width, rows may be padded) and whether it is limited to 16-235.

    Colour without a luma plane (RGB, palettes, packed YUV) is converted, at full range. Alpha is left out.
    """
    name = frame.format.name
    if _EIGHT.fullmatch(name):
        return _bytes(frame), _is_limited(frame)
    if match := _LOW.fullmatch(name):
        return _words(frame, int(match[1]) - 8), _is_limited(frame)
    if _HIGH.fullmatch(name):
        return _words(frame, 8), _is_limited(frame)
    grey = frame.reformat(format="gray", dst_color_range=ColorRange.JPEG, threads=1)
    return _bytes(grey), False


def colours_of(
    frame: VideoFrame, size: tuple[int, int], *, grey: bool = False, color_range: ColorRange | None = None
) -> Plane:
    """The frame at this width and height as RGB (height x width x 3) or grey (height x width), full range.

    `color_range`: what is known of the frame's own range better than the frame says.
    """
    small = frame.reformat(
        *size,
        format="gray" if grey else "rgb24",
        interpolation="AREA",
        src_color_range=color_range,
        dst_color_range=ColorRange.JPEG,
        threads=1,
    )
    (width, height), plane = size, small.planes[0]
    rows = np.frombuffer(memoryview(plane), np.uint8)[: plane.line_size * height].reshape(height, plane.line_size)
    wanted = np.ascontiguousarray(rows[:, : width * (1 if grey else 3)])
    return wanted if grey else wanted.reshape(height, width, 3)


def _is_limited(frame: VideoFrame) -> bool:
    """Unmarked YUV is limited, unmarked grey is full: FFmpeg's own rule."""
    if frame.format.name.startswith(("yuvj", "gray")):
        return frame.color_range == ColorRange.MPEG
    return frame.color_range != ColorRange.JPEG


def _bytes(frame: VideoFrame) -> Plane:
    """The first plane, its padding cut off but not copied."""
    plane = frame.planes[0]
    rows = np.frombuffer(memoryview(plane), np.uint8)[: plane.line_size * frame.height]
    return rows.reshape(frame.height, plane.line_size)[:, : frame.width]


def _words(frame: VideoFrame, bits_too_many: int) -> Plane:
    """The first plane's 16-bit words, brought to 8 bits."""
    plane = frame.planes[0]
    width = plane.line_size // 2
    rows = np.frombuffer(memoryview(plane), np.uint16)[: width * frame.height]
    return (rows.reshape(frame.height, width)[:, : frame.width] >> bits_too_many).astype(np.uint8)
