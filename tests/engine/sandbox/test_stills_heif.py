"""HEIC without libheif's colours: the same luma, put together from tiles, turned, cropped, at full range."""

from __future__ import annotations

import io
import struct

import numpy as np
import pillow_heif
import pytest
from PIL import Image

from daymark.engine.kinds import Group, kind_of
from daymark.engine.pdq import distance
from daymark.engine.pdq.operator import hash_plane
from daymark.engine.sandbox.child.heif_items import items_in
from daymark.engine.sandbox.child.metadata.source import InMemory
from daymark.engine.sandbox.limits import Limits
from daymark.engine.sandbox.reasons import Reason
from engine.sandbox.still_making import Look, look_at, picture, saved


def bits_from_libheif(data: bytes, seen: Look) -> int:
    """The most by which a picture's hash differs from that of what libheif decodes, in bits."""
    file = pillow_heif.open_heif(data, convert_hdr_to_8bit=True)
    greys = [np.asarray(each.to_pillow().convert("L")) for each in file]
    return max(
        distance(hash_plane(grey).hashes[0], frame.hashes[0]) for grey, frame in zip(greys, seen.frames, strict=True)
    )


@pytest.mark.parametrize(
    ("what", "image", "options"),
    [
        ("plain", picture(), {}),
        ("tiles", picture(), {"tile_size": 128}),
        ("tiles, odd", picture(333, 251), {"tile_size": 64}),
        ("full colour", picture(), {"chroma": "444"}),
        ("grey", picture().convert("L"), {}),
        ("alpha", picture().convert("RGBA"), {}),
        ("odd", picture(301, 203), {}),
        ("limited range", picture(), {"full_range_flag": 0}),
        ("best", picture(), {"quality": -1, "chroma": "444"}),
    ],
)
def test_a_picture_is_what_libheif_makes_of_it(what: str, image: Image.Image, options: dict[str, object]) -> None:
    data = saved("HEIF", image, **options)
    seen = look_at(data)
    assert (seen.reason, seen.size, len(seen.frames)) == (Reason.DONE, image.size, 1)
    assert bits_from_libheif(data, seen) <= 4, what
    assert seen.frames[0].quality == 100


def test_limited_range_is_stretched() -> None:
    """It moves no bit of the hash, but the quality is measured against black and white."""
    pale = picture().point(lambda value: value // 7 + 100)
    wanted = look_at(saved("PNG", pale)).frames[0].quality
    assert 10 < wanted < 60
    for flag in (0, 1):
        seen = look_at(saved("HEIF", pale, full_range_flag=flag, quality=95))
        assert abs(seen.frames[0].quality - wanted) <= 2


def test_ten_bits_are_scaled_down() -> None:
    pixels = np.asarray(picture()).astype(np.uint16) * 257
    source = pillow_heif.from_bytes("RGB;16", (320, 240), pixels.tobytes())
    assert source.info is not None
    data = _written(source)
    assert data.count(b"\x03\x0a\x0a\x0a") == 1, "pixi says ten bits"
    assert bits_from_libheif(data, look_at(data)) <= 4


def _written(source: pillow_heif.HeifFile) -> bytes:
    target = io.BytesIO()
    source.save(target)
    return target.getvalue()


@pytest.mark.parametrize("orientation", range(1, 9))
def test_turning_is_part_of_the_picture(orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = saved("HEIF", exif=exif.tobytes())
    seen = look_at(data)
    assert seen.size == ((240, 320) if orientation > 4 else (320, 240))
    assert bits_from_libheif(data, seen) <= 4


def test_every_picture_of_a_burst_is_seen_and_the_main_one_first() -> None:
    shots = [picture(128, 96, shift=shift) for shift in (0, 30, 60)]
    file = pillow_heif.from_pillow(shots[0])
    for shot in shots[1:]:
        file.add_from_pillow(shot)
    target = io.BytesIO()
    file.save(target, primary_index=2)
    seen = look_at(target.getvalue())
    assert len(seen.frames) == 3
    wanted = [hash_plane(np.asarray(shots[place].convert("L"))).hashes[0] for place in (2, 0, 1)]
    assert max(distance(frame.hashes[0], value) for frame, value in zip(seen.frames, wanted, strict=True)) <= 20
    assert look_at(target.getvalue(), Limits(frames=2)).reason is Reason.TOO_MANY_FRAMES


def test_small_versions_and_masks_are_no_pictures() -> None:
    data = saved("HEIF", picture(400, 300).convert("RGBA"), thumbnails=[64, 128])
    assert len(items_in(InMemory(data)).all) > 2
    assert len(look_at(data).frames) == 1


def _with_property(data: bytes, kind: bytes, body: bytes) -> bytes:
    """The property `pixi`, which changes nothing, made into another of the same length and less."""
    at = data.index(b"pixi") - 4
    size = int.from_bytes(data[at : at + 4], "big")
    assert len(body) + 8 <= size
    filled = kind + body + bytes(size - 8 - len(body))
    return data[:at] + struct.pack(">I", size) + filled + data[at + size :]


def test_a_rotation_in_the_file_is_applied() -> None:
    data = saved("HEIF", picture(256, 160))
    seen = look_at(_with_property(data, b"irot", b"\1"))
    assert seen.size == (160, 256)
    turned = hash_plane(np.rot90(np.asarray(picture(256, 160).convert("L")))).hashes[0]
    assert distance(seen.frames[0].hashes[0], turned) <= 16


def test_a_tile_that_is_missing_is_said_and_the_rest_is_seen() -> None:
    data = bytearray(saved("HEIF", picture(512, 384), tile_size=128))
    codes = items_in(InMemory(bytes(data)))
    tile = next(item for item in codes.all.values() if item.kind == b"hvc1").codes[0]
    data[tile.start : tile.start + tile.length] = bytes(tile.length)
    seen = look_at(bytes(data))
    assert (seen.reason, len(seen.frames), seen.size) == (Reason.DAMAGED, 1, (512, 384))


@pytest.mark.parametrize(
    ("what", "old", "new", "reason"),
    [
        ("another codec", b"hvc1", b"vvc1", Reason.NOT_SUPPORTED),
        ("no configuration", b"hvcC", b"xxxx", Reason.BROKEN),
        ("no size", b"ispe", b"xxxx", Reason.BROKEN),
        ("no items", b"iinf", b"xxxx", Reason.BROKEN),
        ("no place", b"iloc", b"xxxx", Reason.BROKEN),
        ("no structure", b"meta", b"xxxx", Reason.BROKEN),
    ],
)
def test_a_structure_without_a_part_ends_with_a_reason(what: str, old: bytes, new: bytes, reason: Reason) -> None:
    seen = look_at(saved("HEIF", picture(64, 64)).replace(old, new))
    assert (seen.reason, seen.frames) == (reason, []), what


def test_a_picture_made_from_itself_is_broken() -> None:
    data = saved("HEIF", picture(256, 256), tile_size=128)
    assert data.count(b"dimg") == 1
    at = data.index(b"dimg") + 4
    grid = data[at : at + 2]
    count = int.from_bytes(data[at + 2 : at + 4], "big")
    itself = data[: at + 4] + grid * count + data[at + 4 + 2 * count :]
    assert look_at(itself).reason in (Reason.BROKEN, Reason.NOT_SUPPORTED)
    endless = itself.replace(b"grid", b"iden")
    assert look_at(endless).reason is Reason.BROKEN


def test_a_code_larger_than_it_claims_is_not_decoded() -> None:
    """The size that the file tells is checked; what the code itself claims must not pass it by."""
    data = saved("HEIF", picture(1024, 1024))
    at = data.index(b"ispe") + 8
    small = data[:at] + struct.pack(">II", 64, 64) + data[at + 8 :]
    with pytest.raises(MemoryError):  # FFmpeg's answer; the worker makes TOO_MUCH_MEMORY of it
        look_at(small)


def test_a_sequence_is_left_to_those_who_look_at_films() -> None:
    assert kind_of(b"\0\0\0\x18ftyphevc\0\0\0\0msf1hevc").group is Group.FILM
