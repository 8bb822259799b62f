"""Harmless pictures drawn by code, to stand where a report has a file: stripes of colour and nothing else."""

from __future__ import annotations

import struct
import zlib

SIDE = 64  # pixels


def picture(number: int) -> bytes:
    """A PNG of coloured stripes; another number, another picture."""
    rows = b"".join(b"\0" + bytes(_pixel(x, y, number) for x in range(SIDE)) for y in range(SIDE))
    header = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _pixel(x: int, y: int, number: int) -> int:
    return (x * (number + 3) + y * 5) % 256


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
