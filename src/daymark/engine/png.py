"""Pixels as PNG (ISO/IEC 15948), written here: nothing is decoded, and the sandbox need not encode."""

from __future__ import annotations

import struct
import zlib

import numpy as np
import numpy.typing as npt

from daymark.engine.sandbox.seen import Tile

Pixels = npt.NDArray[np.uint8]

_LEFT = 1  # the filter "Sub": each byte less the one of the pixel to its left, which photographs need to become small
_FAST, _USUAL = 1, 6  # of zlib


def png(pixels: Pixels, *, fast: bool = False) -> bytes:
    """A picture in RGB (height x width x 3) or grey (height x width) as a file; `fast` makes it a little larger."""
    height, width = pixels.shape[:2]
    channels = pixels.shape[2] if pixels.ndim == 3 else 1
    rows = pixels.reshape(height, width * channels)
    lines = np.empty((height, 1 + width * channels), np.uint8)
    lines[:, 0] = _LEFT
    lines[:, 1 : 1 + channels] = rows[:, :channels]
    np.subtract(rows[:, channels:], rows[:, :-channels], out=lines[:, 1 + channels :])
    header = struct.pack(">IIBBBBB", width, height, 8, 2 if channels == 3 else 0, 0, 0, 0)
    data = zlib.compress(lines.tobytes(), _FAST if fast else _USUAL)
    parts = ((b"IHDR", header), (b"IDAT", data), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(map(_part, parts))


def as_png(tile: Tile) -> bytes:
    """A tile as a file that every browser shows."""
    shape = (tile.height, tile.width, 3) if tile.channels == 3 else (tile.height, tile.width)
    return png(np.frombuffer(tile.pixels, np.uint8).reshape(shape), fast=True)


def _part(part: tuple[bytes, bytes]) -> bytes:
    name, data = part
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
