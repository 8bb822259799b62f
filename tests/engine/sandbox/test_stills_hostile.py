"""Files made to exhaust whoever opens them: each is refused by what it claims, long before it costs anything."""

from __future__ import annotations

import struct
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from PIL import Image

from daymark.engine.sandbox.limits import Limits
from daymark.engine.sandbox.reasons import Reason
from engine.sandbox.still_making import chunk, look_at, picture, png, saved

SHORTLY = 5.0  # seconds of this process; most take milliseconds, the slowest 0.7 on an idle machine, 2.1 on a busy one
MILLION = 1_000_000


@contextmanager
def _shortly() -> Iterator[None]:
    begun = time.process_time()
    yield
    assert time.process_time() - begun < SHORTLY


def _bmp(side: int) -> bytes:
    data = bytearray(saved("BMP", picture(10, 10)))
    data[18:26] = struct.pack("<ii", side, side)
    return bytes(data)


def _jpeg(side: int) -> bytes:
    data = bytearray(saved("JPEG"))
    at = data.index(b"\xff\xc0") + 5
    data[at : at + 4] = struct.pack(">HH", side, side)
    return bytes(data)


def _webp(side: int) -> bytes:
    frame = saved("WEBP", picture(10, 10))[12:]
    canvas = struct.pack("<I", side - 1)[:3]
    body = b"WEBP" + b"VP8X" + struct.pack("<II", 10, 0) + canvas * 2 + frame
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _icon(inside: bytes) -> bytes:
    return struct.pack("<HHHBBBBHHII", 0, 1, 1, 0, 0, 0, 0, 1, 32, len(inside), 22) + inside


def _heic(side: int) -> bytes:
    data = saved("HEIF", picture(64, 64))
    at = data.index(b"ispe") + 8
    return data[:at] + struct.pack(">II", side, side) + data[at + 8 :]


def _tiff(*entries: tuple[int, int, int, int], count: int | None = None) -> bytes:
    """Little-endian, one directory of (tag, type, count, value)."""
    body = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    return b"II*\0" + struct.pack("<IH", 8, len(entries) if count is None else count) + body + bytes(4)


@pytest.mark.parametrize(
    "data",
    [
        png(60_000, 60_000, bytes(MILLION)),
        png(150_000_000, 1, bytes(1000)),
        _bmp(60_000),
        _jpeg(65_500),
        _webp(1 << 24),
        _webp(15_000),
        _icon(png(60_000, 60_000, bytes(1000))),
        _heic(60_000),
        _tiff((256, 4, 1, 60_000), (257, 4, 1, 60_000), (258, 3, 1, 8), (262, 3, 1, 1), (273, 4, 1, 8), (279, 4, 1, 9)),
        b"P5 60000 60000 255\n" + bytes(100),
        b"GIF89a" + struct.pack("<HH", 60_000, 60_000) + bytes(3) + b"," + struct.pack("<4H", 0, 0, 9, 9) + bytes(100),
    ],
    ids=["png", "thin png", "bmp", "jpeg", "webp", "real webp", "icon", "heic", "tiff", "pgm", "gif"],
)
def test_a_picture_that_claims_too_many_pixels_is_refused_unopened(data: bytes) -> None:
    with _shortly():
        seen = look_at(data)
    assert (seen.reason, seen.extents, seen.frames) == (Reason.TOO_MANY_PIXELS, [], [])


def test_a_frame_that_is_larger_than_its_animation_is_refused() -> None:
    """A GIF's frame may reach beyond the screen that its header claims."""
    gif = saved("GIF", Image.new("L", (10, 10)))
    frame = b"," + struct.pack("<4H", 0, 0, 60_000, 60_000) + b"\0\x02\x02\x44\x01\0"
    with _shortly():
        seen = look_at(gif[:-1] + frame + b";")
    assert (seen.reason, len(seen.frames)) == (Reason.TOO_MANY_PIXELS, 1)


def test_the_bounds_are_those_that_were_asked_for() -> None:
    data, pillows = saved("PNG"), Image.MAX_IMAGE_PIXELS
    assert look_at(data, Limits(pixels=320 * 240)).reason is Reason.DONE
    assert look_at(data, Limits(pixels=320 * 240 - 1)).reason is Reason.TOO_MANY_PIXELS
    assert pillows == Image.MAX_IMAGE_PIXELS, "it was put back"


GIF_SCREEN = b"GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff"
GIF_BLACK = b"!\xf9\4\0\1\0\0\0,\0\0\0\0\1\0\1\0\0\2\2\x44\1\0"
GIF_WHITE = b"!\xf9\4\0\1\0\0\0,\0\0\0\0\1\0\1\0\0\2\2\x4c\1\0"


def _apng(frames: int, really: int) -> bytes:
    """Claims so many frames; so many are there."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)) + chunk(
        b"acTL", struct.pack(">II", frames, 0)
    )
    rows = [zlib.compress(bytes([0, grey])) for grey in (0, 255)]
    parts = [b"\x89PNG\r\n\x1a\n", header, _frame_control(0), chunk(b"IDAT", rows[0])]
    for number in range(1, really):
        parts += [_frame_control(2 * number - 1), chunk(b"fdAT", struct.pack(">I", 2 * number) + rows[number % 2])]
    return b"".join(parts)


def _frame_control(number: int) -> bytes:
    return chunk(b"fcTL", struct.pack(">IIIIIHHBB", number, 1, 1, 0, 0, 1, 100, 0, 0))


def _animated_webp(frames: int) -> bytes:
    colours = [Image.new("L", (1, 1), grey) for grey in (0, 255)]
    two = saved("WEBP", colours[0], save_all=True, append_images=colours[1:], duration=10, lossless=True)
    first = two.index(b"ANMF")
    body = two[8:first] + two[first:] * (frames // 2)
    return b"RIFF" + struct.pack("<I", len(body)) + body


@pytest.mark.parametrize(
    ("make", "distinct"),
    [
        (lambda: GIF_SCREEN + GIF_BLACK * MILLION + b";", 1),
        (lambda: GIF_SCREEN + (GIF_BLACK + GIF_WHITE) * (MILLION // 2) + b";", 5_000),
        (lambda: _apng(MILLION, 20_000), 5_000),
        (lambda: _animated_webp(MILLION), 5_000),
    ],
    ids=["gif of copies", "gif", "apng", "webp"],
)
def test_of_a_million_frames_only_the_first_are_looked_at(make: object, distinct: int) -> None:
    data = make()
    with _shortly():
        seen = look_at(data)
    assert (seen.reason, len(seen.frames)) == (Reason.TOO_MANY_FRAMES, distinct)
    assert seen.at_ms


def test_many_small_frames_on_a_large_canvas_are_too_many() -> None:
    screen = b"GIF89a" + struct.pack("<HH", 1000, 1000) + GIF_SCREEN[10:]
    data = screen + (GIF_BLACK + GIF_WHITE) * 1000 + b";"
    seen = look_at(data, Limits(animation_pixels=20 * MILLION))
    assert seen.reason is Reason.TOO_MANY_FRAMES
    assert seen.at_ms == 20 * 10
    assert look_at(screen + GIF_BLACK + b";", Limits(animation_pixels=1)).reason is Reason.DONE


def test_texts_and_profiles_of_a_png_are_never_unpacked() -> None:
    bomb = zlib.compress(bytes(30 * MILLION), 9)
    bombs = [chunk(b"zTXt", b"a\0\0" + bomb), chunk(b"iTXt", b"a\0\1\0\0\0" + bomb), chunk(b"iCCP", b"a\0\0" + bomb)]
    plain = saved("PNG")
    data = plain[:33] + b"".join(bombs * 50) + plain[33:]
    with _shortly():
        assert look_at(data) == look_at(plain)


def test_a_png_of_millions_of_chunks_is_refused() -> None:
    plain = saved("PNG")
    with _shortly():
        assert look_at(plain[:33] + chunk(b"abCd", b"") * 2_000_000 + plain[33:]).reason is Reason.BROKEN


def test_directories_of_a_tiff_that_never_end_are_refused() -> None:
    filling = bytes(20 * 2_500_000)
    with _shortly():
        assert look_at(_tiff(count=65_535) + filling).reason is Reason.BROKEN
        big = b"II+\0\x08\0\0\0" + struct.pack("<QQ", 16, 1 << 40) + filling
        assert look_at(big).reason is Reason.BROKEN
        itself = b"II*\0" + struct.pack("<IHHHIII", 8, 1, 256, 3, 1, 1, 8)
        assert look_at(itself).reason is Reason.BROKEN


def test_tags_of_a_tiff_that_all_claim_the_same_megabytes_are_not_read_again_and_again() -> None:
    entries = [(tag, 1, 30 * MILLION, 8) for tag in range(1000, 5000)]
    with _shortly():
        assert look_at(_tiff(*entries) + bytes(30 * MILLION)).reason is Reason.BROKEN


def test_every_page_is_measured_before_it_is_opened() -> None:
    data = bytearray(saved("TIFF", picture(9, 9), save_all=True, append_images=[picture(8, 8)]))
    (first,) = struct.unpack_from("<I", data, 4)
    (entries,) = struct.unpack_from("<H", data, first)
    (second,) = struct.unpack_from("<I", data, first + 2 + 12 * entries)
    struct.pack_into("<HHIIHHII", data, second + 2, 256, 4, 1, 1 << 25, 257, 4, 1, 1)
    seen = look_at(bytes(data))
    assert (seen.reason, len(seen.frames)) == (Reason.TOO_MANY_PIXELS, 1)


def test_a_tiff_of_a_million_pages_is_looked_at_in_part() -> None:
    page = saved("TIFF", Image.new("L", (3, 3), 90))
    pages = saved("TIFF", Image.new("L", (3, 3), 90), save_all=True, append_images=[Image.new("L", (3, 3), 7)] * 300)
    assert look_at(page).reason is Reason.DONE
    seen = look_at(pages, Limits(frames=100))
    assert seen.reason is Reason.TOO_MANY_FRAMES
    assert len(seen.frames) == 2
