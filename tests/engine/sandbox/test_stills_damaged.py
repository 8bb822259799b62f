"""Damaged files: what there is of them is looked at, what is missing is said, and nothing else happens."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from daymark.engine.kinds import Group, Kind
from daymark.engine.pdq import distance
from daymark.engine.sandbox.child import stills
from daymark.engine.sandbox.child.refusal import Refused
from daymark.engine.sandbox.limits import Limits
from daymark.engine.sandbox.reasons import SENTENCES, Reason
from daymark.engine.sandbox.seen import Seen
from engine.sandbox.still_making import look_at, picture, saved

PARTLY = {
    "JPEG": {},
    "progressive JPEG": {"progressive": True},
    "CMYK JPEG": {},
    "PNG": {},
    "GIF": {},
    "BMP": {},
    "TIFF": {},
    "PPM": {},
    "HEIF": {},
    "tiled HEIF": {"tile_size": 128},
}
NOT_AT_ALL = ("WEBP", "AVIF", "JPEG2000", "ICO")


def _whole(name: str) -> bytes:
    image = picture()
    if name == "CMYK JPEG":
        image = image.convert("CMYK")
    return saved(name.split()[-1], image, **PARTLY.get(name, {}))


@pytest.mark.parametrize("name", PARTLY)
def test_a_file_that_is_cut_off_is_looked_at_as_far_as_it_goes(name: str) -> None:
    data = _whole(name)
    whole, half, most = look_at(data), look_at(data[: len(data) // 2]), look_at(data[: len(data) * 9 // 10])
    assert (half.reason, len(half.frames), half.size) == (Reason.CUT_SHORT, 1, (320, 240))
    assert most.reason is Reason.CUT_SHORT
    far, near = (distance(part.frames[0].hashes[0], whole.frames[0].hashes[0]) for part in (half, most))
    # A progressive file has everything in its first half, only not sharply.
    assert near <= 60
    assert near <= far < 140


@pytest.mark.parametrize("name", NOT_AT_ALL)
def test_where_a_decoder_gives_nothing_of_a_cut_file_that_is_said(name: str) -> None:
    data = _whole(name)
    seen = look_at(data[: len(data) // 2])
    assert (seen.reason, seen.frames) == (Reason.BROKEN, [])


@pytest.mark.parametrize("name", [*PARTLY, *NOT_AT_ALL, "DDS", "QOI", "SGI", "PCX", "ICNS"])
def test_a_header_alone_is_no_picture(name: str) -> None:
    data = _whole(name)
    for length in (0, 4, 20, 60):
        seen = look_at(data[:length])
        assert seen.frames == []
        assert seen.reason in (Reason.BROKEN, Reason.UNKNOWN_KIND, Reason.NO_PICTURE)


def test_a_jpeg_without_a_single_row_is_broken() -> None:
    data = _whole("JPEG")
    assert look_at(data[: data.index(b"\xff\xda") + 14]).reason is Reason.BROKEN


def test_damage_in_the_middle_is_said() -> None:
    for name in ("JPEG", "PNG"):
        data = bytearray(_whole(name))
        middle = len(data) // 2
        data[middle : middle + 200] = random.Random(7).randbytes(200)
        seen = look_at(bytes(data))
        assert (seen.reason, len(seen.frames)) == (Reason.DAMAGED, 1), name


def test_gaps_are_not_filled_with_what_was_opened_before() -> None:
    """Decoders leave what they cannot decode as the memory was: here that memory is ours, and empty."""
    noise = Image.fromarray(np.random.default_rng(1).integers(0, 256, (240, 320, 3), dtype=np.uint8))
    others = [saved(form, noise) for form in ("JPEG", "HEIF", "PNG")]
    for name in ("JPEG", "HEIF"):
        cut = _whole(name)[:-500]
        alone = look_at(cut)
        for _ in range(5):
            for other in others:
                look_at(other)
            assert look_at(cut) == alone, name


def test_a_jpeg_that_ends_its_decoder_is_broken_and_not_what_memory_held_before() -> None:
    """A warning first, then a table that cannot be: the decoder gives up in silence and has filled nothing."""
    data = bytearray(_whole("progressive JPEG"))
    table = data.index(b"\xff\xc4", data.index(b"\xff\xda"))
    data[table + 5 : table + 21] = b"\xff" * 16
    data[table:table] = bytes(5)
    for seed in range(8):
        np.random.default_rng(seed).integers(0, 256, (240, 320, 1), dtype=np.uint8)  # given back, and given out again
        seen = look_at(bytes(data))
        assert (seen.reason, seen.frames) == (Reason.BROKEN, [])


def test_padding_before_the_end_of_a_jpeg_is_no_damage() -> None:
    data = _whole("JPEG")
    assert look_at(data[:-2] + bytes(7) + data[-2:]) == look_at(data)
    assert look_at(data + bytes(1000)) == look_at(data)


def test_where_a_look_broke_off_is_told_when_it_was_on_its_way() -> None:
    assert Seen(reason=Reason.CUT_SHORT, broke_at_ms=0).error == SENTENCES[Reason.CUT_SHORT]
    assert Seen(reason=Reason.CUT_SHORT, broke_at_ms=2500).error.endswith("(2.5 s from the start)")  # type: ignore[union-attr]


def test_every_way_a_look_ends_has_a_sentence() -> None:
    assert set(SENTENCES) == set(Reason)
    assert all(sentence.endswith(".") for reason, sentence in SENTENCES.items() if reason is not Reason.DONE)


def _ends(data: bytes, kind: Kind) -> list[object]:
    """A look ends by itself, by saying why, or by an ordinary exception, which the worker takes for BROKEN."""
    items: list[object] = []
    try:
        items.extend(stills.look(data, kind, Limits(pixels=1 << 20, frames=20), turned=True))
    except Refused as refused:
        items.append(refused.reason)
    except Exception as error:
        items.append(type(error))
    return items


SMALL = {
    mime: saved(form, picture(48, 40), **options)
    for mime, form, options in (
        ("image/jpeg", "JPEG", {}),
        ("image/png", "PNG", {}),
        ("image/gif", "GIF", {}),
        ("image/webp", "WEBP", {}),
        ("image/tiff", "TIFF", {"compression": "tiff_lzw"}),
        ("image/bmp", "BMP", {}),
        ("image/jp2", "JPEG2000", {}),
        ("image/heic", "HEIF", {}),
        ("image/avif", "AVIF", {"speed": 10}),
        ("image/vnd.microsoft.icon", "ICO", {}),
    )
}


@settings(max_examples=60, deadline=5000)
@given(st.sampled_from(sorted(stills.DECODERS)), st.binary(max_size=400))
def test_any_bytes_under_any_name_end_somehow(mime: str, data: bytes) -> None:
    _ends(data, Kind(mime, Group.STILL))


@settings(max_examples=100, deadline=5000)
@given(st.sampled_from(sorted(SMALL)), st.data())
def test_any_change_of_a_file_ends_somehow_and_always_the_same_way(mime: str, data: st.DataObject) -> None:
    whole = bytearray(SMALL[mime])
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(whole) - 1))
        piece = data.draw(st.binary(min_size=1, max_size=8))
        whole[at : at + len(piece)] = piece
    cut = data.draw(st.integers(len(whole) // 2, len(whole)))
    before = _ends(bytes(whole[:cut]), Kind(mime, Group.STILL))
    for other in SMALL.values():
        look_at(other)
    # Nothing of the files that were opened in between may show where this one has gaps.
    assert _ends(bytes(whole[:cut]), Kind(mime, Group.STILL)) == before


def test_a_look_at_a_broken_file_leaves_nothing_behind() -> None:
    before = look_at(_whole("PNG"))
    bound = Image.MAX_IMAGE_PIXELS
    for name in PARTLY:
        data = _whole(name)
        look_at(data[: len(data) // 3])
    assert look_at(_whole("PNG")) == before
    assert bound == Image.MAX_IMAGE_PIXELS
    assert np.asarray(picture()).shape == (240, 320, 3)
