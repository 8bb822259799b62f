"""A corpus of damaged files, the same on every run: small whole files of each format, each broken in many ways.

What is drawn is a few waves; what is done to them is what broken disks, cut downloads and attackers do. The damage of
mutant `number` of a format depends on these two alone.
"""

from __future__ import annotations

import io
import random
import re
import struct
import zlib
from collections.abc import Callable, Iterator
from functools import cache

import av
import numpy as np
import pillow_heif
from PIL import Image

MUTANTS = 400  # of each format
PNG_START = 8
# Values at which lengths, counts, sizes and offsets are apt to break: nothing, one, signs, all ones.
BOUNDARIES = (
    0,
    1,
    2,
    0x7F,
    0x80,
    0xFF,
    0x7FFF,
    0x8000,
    0xFFFF,
    0x10000,
    0x7FFFFFFF,
    0x80000000,
    0xFFFFFFFE,
    0xFFFFFFFF,
)
_WIDTHS = ("B", "H", "I", "Q")
# Four letters in a row: the name of a box, a chunk or a list, before or after which its length stands.
_NAME = re.compile(rb"[A-Za-z][A-Za-z0-9 _]{3}")


def waves(width: int = 72, height: int = 56, phase: float = 0.0) -> np.ndarray:
    """A drawn picture, height x width x 3."""
    down, across = np.mgrid[:height, :width]
    shade = 128 + 60 * np.sin(across / 5 + down / 9 + phase) + 60 * np.cos(across * down / 290 + phase)
    return np.stack([shade, np.roll(shade, 7, 0), np.roll(shade, 11, 1)], axis=2).clip(0, 255).astype(np.uint8)


def _still(form: str, mode: str = "RGB", **options: object) -> bytes:
    file = io.BytesIO()
    Image.fromarray(waves()).convert(mode).save(file, form, **options)
    return file.getvalue()


def _animation(form: str, **options: object) -> bytes:
    file = io.BytesIO()
    first, *others = (Image.fromarray(waves(phase=number)) for number in range(4))
    first.save(file, form, save_all=True, append_images=others, duration=100, **options)
    return file.getvalue()


def _heic() -> bytes:
    file = io.BytesIO()
    pillow_heif.from_pillow(Image.fromarray(waves(128, 96))).save(file, quality=60)
    return file.getvalue()


def _film(form: str, codec: str = "libx264") -> bytes:
    """Twelve frames with a keyframe in four."""
    file = io.BytesIO()
    with av.open(file, "w", format=form) as container:
        stream = container.add_stream(codec, rate=4, options={"g": "4", "bf": "0", "threads": "1"})
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for number in range(12):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(waves(64, 48, number / 3), format="rgb24")))
        container.mux(stream.encode())
    return file.getvalue()


FORMATS: dict[str, Callable[[], bytes]] = {
    "jpeg": lambda: _still("JPEG", quality=80),
    "jpeg-progressive": lambda: _still("JPEG", quality=80, progressive=True),
    "jpeg-cmyk": lambda: _still("JPEG", "CMYK", quality=80),
    "png": lambda: _still("PNG"),
    "apng": lambda: _animation("PNG"),
    "gif": lambda: _animation("GIF"),
    "webp": lambda: _still("WEBP", quality=80),
    "webp-animated": lambda: _animation("WEBP", quality=80),
    "tiff": lambda: _still("TIFF", compression="tiff_lzw"),
    "bmp": lambda: _still("BMP"),
    "ico": lambda: _still("ICO", "RGBA", sizes=[(32, 32), (16, 16)]),
    "jp2": lambda: _still("JPEG2000"),
    "heic": _heic,
    "avif": lambda: _still("AVIF", quality=60, speed=10, max_threads=1),
    "mp4": lambda: _film("mp4"),
    "mkv": lambda: _film("matroska"),
    "avi": lambda: _film("avi"),
    "mpegts": lambda: _film("mpegts"),
}


@cache
def whole(name: str) -> bytes:
    """The undamaged file of a format."""
    return FORMATS[name]()


def mutants(name: str, count: int = MUTANTS, step: int = 1) -> Iterator[tuple[str, int, bytes]]:
    """Every `step`-th of the first `count` mutants of a format, as (format, number, bytes)."""
    for number in range(0, count, step):
        yield name, number, mutant(name, number)


def mutant(name: str, number: int) -> bytes:
    """One damaged file; never the whole one."""
    dice = random.Random(f"{name}/{number}")
    while True:
        damaged = _DAMAGES[number % len(_DAMAGES)](bytearray(whole(name)), dice)
        if name.endswith("png") and number // len(_DAMAGES) % 2:
            damaged = checksummed(damaged)
        if damaged != whole(name):
            return bytes(damaged)


def _cut(data: bytearray, dice: random.Random) -> bytearray:
    """Cut short, half of the time within the header."""
    return data[: dice.randrange(1, len(data) if dice.random() < 0.5 else min(len(data), 512))]


def _flips(data: bytearray, dice: random.Random) -> bytearray:
    """Single bits anywhere."""
    for _ in range(dice.choice((1, 1, 2, 8, 32))):
        data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
    return data


def _flips_in_header(data: bytearray, dice: random.Random) -> bytearray:
    """Single bits within the first half kilobyte, behind the signature."""
    for _ in range(dice.choice((1, 2, 4))):
        data[dice.randrange(min(12, len(data) - 1), min(len(data), 512))] ^= 1 << dice.randrange(8)
    return data


def _run(data: bytearray, dice: random.Random) -> bytearray:
    """A run of bytes overwritten, as a bad sector does."""
    start, length = dice.randrange(min(12, len(data) - 1), len(data)), dice.choice((1, 4, 16, 64, 512))
    length = min(length, len(data) - start)
    data[start : start + length] = dice.choice((bytes(length), b"\xff" * length, dice.randbytes(length)))
    return data


def _field(data: bytearray, dice: random.Random) -> bytearray:
    """Boundary values where lengths, counts and sizes stand: around names of parts, or anywhere in the header."""
    names = [found.start() for found in _NAME.finditer(data)]
    for _ in range(dice.choice((1, 1, 2))):
        width, value = dice.choice(_WIDTHS), dice.choice((*BOUNDARIES, len(data), len(data) - 1, len(data) + 1))
        size = struct.calcsize(width)
        if names and dice.random() < 0.5:
            at = dice.choice(names) + dice.choice((-4, -2, 4, 8, 12, 16))
        else:
            at = dice.randrange(2, min(len(data), 256))
        at = max(2, min(at, len(data) - size))
        struct.pack_into(dice.choice("<>") + width, data, at, value & ((1 << 8 * size) - 1))
    return data


def _taken_out(data: bytearray, dice: random.Random) -> bytearray:
    """A piece missing."""
    start = dice.randrange(min(12, len(data) - 1), len(data))
    del data[start : start + dice.choice((1, 2, 16, 256))]
    return data


def _doubled(data: bytearray, dice: random.Random) -> bytearray:
    """A piece written twice, once to a hundred times, at its own place or at another."""
    start = dice.randrange(len(data))
    piece = data[start : start + dice.choice((1, 8, 64, 1024))]
    at = dice.choice((start, dice.randrange(len(data))))
    return data[:at] + piece * dice.choice((1, 2, 100)) + data[at:]


def _exchanged(data: bytearray, dice: random.Random) -> bytearray:
    """Two pieces, each in the other's place."""
    length = dice.choice((2, 8, 32))
    one, other = sorted(dice.sample(range(min(12, len(data) - 2), len(data)), 2))
    data[one : one + length], data[other : other + length] = data[other : other + length], data[one : one + length]
    return data


_DAMAGES: tuple[Callable[[bytearray, random.Random], bytearray], ...] = (
    _field,
    _cut,
    _flips,
    _field,
    _flips_in_header,
    _run,
    _field,
    _taken_out,
    _doubled,
    _exchanged,
)


def checksummed(data: bytearray) -> bytearray:
    """A PNG whose chunks have right checksums again, as far as their lengths lead: damage that is believed."""
    at = PNG_START
    while at + 12 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        end = at + 8 + length
        if end + 4 > len(data):
            break
        data[end : end + 4] = struct.pack(">I", zlib.crc32(data[at + 4 : end]))
        at = end + 4
    return data
