"""Animations and files of several pages: every frame that differs, with its time."""

from __future__ import annotations

import zlib

import pytest
from PIL import Image

from daymark.engine.pdq import distance
from daymark.engine.sandbox.limits import Limits
from daymark.engine.sandbox.reasons import Reason
from daymark.engine.sandbox.seen import Extent
from engine.sandbox.still_making import animation, bits_from, look_at, picture, saved

ANIMATED = {
    "GIF": {},
    "PNG": {},
    "WEBP": {"lossless": True},
    "AVIF": {"quality": 95, "speed": 10},
}


@pytest.mark.parametrize("form", ANIMATED)
def test_every_frame_is_seen_at_its_time(form: str) -> None:
    seen = look_at(animation(form, **ANIMATED[form]))
    assert seen.reason is Reason.DONE
    assert seen.extents == [Extent(160, 120), Extent(160, 120, 4 * 120)]
    assert [frame.number for frame in seen.frames] == [0, 1, 2, 3]
    assert [frame.at_ms for frame in seen.frames] == [0, 120, 240, 360]
    assert [frame.change > 0 for frame in seen.frames] == [False, True, True, True]
    for number, frame in enumerate(seen.frames):
        assert bits_from(picture(160, 120, shift=15 * number), frame) <= (26 if form in ("GIF", "AVIF") else 2)


@pytest.mark.parametrize("form", ["GIF", "PNG"])
def test_a_copy_of_the_frame_before_is_counted_but_not_told(form: str) -> None:
    colours = picture(200, 160).quantize(64)
    frames = [picture(200, 160, shift=shift).quantize(palette=colours) for shift in (0, 30, 30, 0)]
    # A pixel at the edge keeps the writer from joining the two copies; PDQ's windows do not reach it.
    frames[2].putpixel((0, 0), 9)
    seen = look_at(saved(form, frames[0], save_all=True, append_images=frames[1:], duration=50))
    assert [(frame.number, frame.at_ms) for frame in seen.frames] == [(0, 0), (1, 50), (3, 150)]
    assert seen.extents[-1].duration_ms == 200


def test_frames_that_last_differently_come_at_their_times() -> None:
    for form in ("GIF", "PNG", "WEBP"):
        seen = look_at(animation(form, duration=[100, 20, 3000, 40]))
        assert [frame.at_ms for frame in seen.frames] == [0, 100, 120, 3120], form


def test_parts_that_change_are_seen_on_what_was_there_before() -> None:
    """Encoders store only what moved; a frame is what a viewer would see."""
    ground = picture(200, 150)
    moved = ground.copy()
    moved.paste(Image.new("RGB", (40, 40), "white"), (100, 60))
    for form in ("GIF", "PNG", "WEBP"):
        options = {"lossless": True} if form == "WEBP" else {}
        seen = look_at(saved(form, ground, save_all=True, append_images=[moved], duration=50, **options))
        assert bits_from(moved, seen.frames[1]) <= (12 if form == "GIF" else 2), form


def test_the_hidden_first_picture_of_an_animated_png_is_seen_too() -> None:
    frames = [picture(90, 60, shift=shift) for shift in (0, 20, 40)]
    data = saved("PNG", frames[0], save_all=True, append_images=frames[1:], default_image=True, duration=100)
    seen = look_at(data)
    assert len(seen.frames) == 3
    assert bits_from(frames[0], seen.frames[0]) <= 2


@pytest.mark.parametrize("options", [{}, {"compression": "tiff_lzw"}, {"compression": "jpeg"}, {"big_tiff": True}])
def test_every_page_of_a_tiff_is_seen(options: dict[str, object]) -> None:
    pages = [picture(120, 90), picture(64, 200, shift=9), picture(120, 90, shift=40).convert("L")]
    if options.get("compression") == "jpeg":
        pages.pop()
    seen = look_at(saved("TIFF", pages[0], save_all=True, append_images=pages[1:], **options))
    assert seen.reason is Reason.DONE
    assert seen.extents == [Extent(120, 90)]
    assert [(frame.number, frame.at_ms) for frame in seen.frames] == [(number, 0) for number in range(len(pages))]
    assert seen.frames[1].change == 255, "a page of another size"
    for page, frame in zip(pages, seen.frames, strict=True):
        assert bits_from(page, frame) <= (12 if options.get("compression") == "jpeg" else 2)


def test_only_so_many_frames_are_looked_at() -> None:
    data = animation("GIF", 12)
    seen = look_at(data, Limits(frames=5))
    assert (seen.reason, len(seen.frames), seen.at_ms) == (Reason.TOO_MANY_FRAMES, 5, 600)
    assert look_at(data, Limits(frames=12)).reason is Reason.DONE


def test_only_so_many_pixels_are_looked_at() -> None:
    data = animation("PNG", 6)
    assert look_at(data, Limits(animation_pixels=6 * 160 * 120)).reason is Reason.DONE
    seen = look_at(data, Limits(animation_pixels=6 * 160 * 120 - 1))
    assert (seen.reason, len(seen.frames)) == (Reason.TOO_MANY_FRAMES, 5)


def test_an_absurd_duration_does_not_move_the_other_frames_out_of_reach() -> None:
    data = bytearray(animation("PNG", 3))
    at = data.index(b"fcTL") + 4 + 20
    data[at : at + 4] = b"\xff\xff\x00\x01"  # 65,535 seconds
    crc = data.index(b"fcTL") + 4 + 26
    data[crc : crc + 4] = zlib.crc32(data[crc - 30 : crc]).to_bytes(4, "big")
    seen = look_at(bytes(data))
    assert [frame.at_ms for frame in seen.frames] == [0, 3_600_000, 3_600_120]


@pytest.mark.parametrize("form", ["GIF", "PNG", "TIFF"])
def test_a_file_that_is_cut_off_gives_the_frames_before(form: str) -> None:
    data = animation(form, 6)
    seen = look_at(data[: len(data) * 2 // 3])
    assert seen.reason is (Reason.DAMAGED if form == "TIFF" else Reason.CUT_SHORT)  # a directory is missing
    assert 2 <= len(seen.frames) <= 4
    assert form == "TIFF" or seen.at_ms == 120 * (seen.frames[-1].number + 1)


def test_turned_hashes_belong_to_every_frame() -> None:
    seen = look_at(animation("GIF"), turned=True)
    assert {len(frame.hashes) for frame in seen.frames} == {8}
    assert distance(seen.frames[0].hashes[0], seen.frames[0].hashes[2]) > 60
