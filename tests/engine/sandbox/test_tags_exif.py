"""EXIF directories and the notes that makers put into them."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from engine.sandbox.metadata_files import (
    LONDON,
    MAKER_NOTE,
    Directory,
    directory,
    exif_block,
    jpeg_with_exif,
    saved,
    tags_of,
    values_of,
)

CAMERA: Directory = {0x010F: "Canon", 0x0110: "Canon EOS 5D"}


@pytest.mark.parametrize("order", ["<", ">"])
def test_the_three_directories_are_read_in_either_byte_order(order):
    block = exif_block(
        CAMERA,
        {0x9003: "2026:11:22 10:15:30", 0x9011: "+01:00", 0x9291: "25", 0xA431: "0123456789", 0xA420: "ab" * 16},
        LONDON | {5: (1, 1, b"\1"), 6: [(350, 10)], 7: [(9, 1), (15, 1), (30, 1)], 29: "2026:11:22"},
        order,
    )
    values = values_of(jpeg_with_exif(block))
    assert values["exif Make"] == "Canon"
    assert values["exif DateTimeOriginal"] == "2026:11:22 10:15:30"
    assert values["exif OffsetTimeOriginal"] == "+01:00"
    assert values["exif SubSecTimeOriginal"] == "25"
    assert values["exif BodySerialNumber"] == "0123456789"
    assert values["gps GPSLatitude"] == "51/1 30/1 1234/100"
    assert values["gps GPSLongitudeRef"] == "W"
    assert values["gps GPSAltitudeRef"] == "1"
    assert values["gps GPSTimeStamp"] == "9/1 15/1 30/1"


def test_what_pillow_writes_we_read():
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Maker", "Model 9"
    exif.get_ifd(0x8769)[0xA431] = "SN-778899"
    exif.get_ifd(0x8825).update({1: "S", 2: (33.0, 51.0, 31.56), 3: "E", 4: (151.0, 12.0, 40.0)})
    values = values_of(saved("JPEG", exif=exif))
    assert values["exif Model"] == "Model 9"
    assert values["exif BodySerialNumber"] == "SN-778899"
    assert values["gps GPSLatitude"] == "33/1 51/1 789/25"


@given(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=60), min_size=4, max_size=4
    )
)
def test_any_text_comes_through_as_it_was_written(texts):
    block = exif_block(dict(zip((0x010E, 0x010F, 0x0110, 0x0131), texts, strict=True)))
    told = [tag.untrusted_value for tag in tags_of(jpeg_with_exif(block))]
    assert told == [text for text in texts if text.strip(" ")]


def test_texts_that_are_not_utf8_are_read_as_latin_1():
    raw = "Müller".encode("latin-1")
    assert values_of(jpeg_with_exif(exif_block({0x013B: (2, len(raw), raw)})))["exif Artist"] == "Müller"


def test_windows_texts_are_utf16():
    raw = "Ägypten 🏺".encode("utf-16-le") + b"\0\0"
    assert values_of(jpeg_with_exif(exif_block({0x9C9B: (1, len(raw), raw)})))["exif XPTitle"] == "Ägypten 🏺"


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"ASCII\0\0\0by the sea", "by the sea"),
        (b"\0" * 8 + b"plain", "plain"),
        (b"UNICODE\0" + "Grüße".encode("utf-16-le"), "Grüße"),
        (b"UNICODE\0" + "Grüße".encode("utf-16-be"), "Grüße"),
        (b"UNICODE\0" + b"\xff\xfe" + "Grüße".encode("utf-16-le"), "Grüße"),
    ],
)
def test_a_user_comment_says_how_it_is_written(raw, text):
    assert values_of(jpeg_with_exif(exif_block({}, {0x9286: raw})))["exif UserComment"] == text


def test_comments_in_the_japanese_code_are_left_out():
    assert tags_of(jpeg_with_exif(exif_block({}, {0x9286: b"JIS\0\0\0\0\0\x25\x22"}))) == []


def test_floating_numbers_and_signed_ones_are_written_out():
    block = exif_block({}, {}, {2: (12, 1, struct.pack("<d", 51.5074)), 0x1F: (10, 1, struct.pack("<ii", -5, 1))})
    values = values_of(jpeg_with_exif(block))
    assert values["gps GPSLatitude"] == "51.5074"
    assert values["gps GPSHPositioningError"] == "-5/1"


def test_bigtiff_is_read():
    rows = struct.pack("<HHQ8s", 0x010F, 2, 6, b"Canon\0\0\0") + struct.pack("<HHQQ", 0x0110, 2, 13, 16 + 8 + 40 + 8)
    block = b"II+\0\x08\0\0\0" + struct.pack("<QQ", 16, 2) + rows + b"\0" * 8 + b"Canon EOS 5D\0"
    assert values_of(block) == {"exif Make": "Canon", "exif Model": "Canon EOS 5D"}


def note_of(make: str, note, order: str = "<") -> dict[str, str]:
    """The maker's tags of a JPEG with this note."""
    values = values_of(jpeg_with_exif(exif_block({0x010F: make}, {MAKER_NOTE: note}, None, order)))
    return {name.removeprefix("maker "): value for name, value in values.items() if name.startswith("maker ")}


def test_canons_note_counts_from_the_start_of_exif():
    def note(at: int) -> bytes:
        return directory({0x0009: "A. Owner", 0x000C: 12345, 0x0096: "XA1234567", 0x4019: b"\0\0\x80\x83\xf2\0\0"}, at)

    assert note_of("Canon", note) == {
        "Canon OwnerName": "A. Owner",
        "Canon SerialNumber": "0000012345",
        "Canon InternalSerialNumber": "XA1234567",
        "Canon LensSerialNumber": "00008083f2",
    }


@pytest.mark.parametrize("order", ["<", ">"])
def test_nikons_note_is_a_tiff_of_its_own(order):
    inner = directory({0x001D: "3002138"}, 8, order)
    note = b"Nikon\0\x02\x10\0\0" + (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", 8) + inner
    assert note_of("NIKON CORPORATION", note, "<") == {"Nikon SerialNumber": "3002138"}


def test_fujifilms_note_counts_from_itself_and_is_little_endian():
    note = b"FUJIFILM" + struct.pack("<I", 12) + directory({0x0010: "FC A1234567 2026:01:02"}, 12)
    assert note_of("FUJIFILM", note, ">") == {"Fujifilm InternalSerialNumber": "FC A1234567 2026:01:02"}


def test_the_new_sony_serial_is_read():
    def note(at: int) -> bytes:
        return b"SONY DSC \0\0\0" + directory({0x2031: "01234567"}, at + 12)

    assert note_of("SONY", note) == {"Sony SerialNumber": "01234567"}


def test_olympus_keeps_serials_in_a_directory_of_its_own():
    head = b"OLYMPUS\0II\x03\0"
    inner = directory({0x0101: "BHP242330", 0x0202: "L5566778"}, 30)
    note = head + directory({0x2010: (13, 1, struct.pack("<I", 30))}, 12) + inner
    assert note_of("OLYMPUS CORPORATION", note) == {
        "Olympus SerialNumber": "BHP242330",
        "Olympus LensSerialNumber": "L5566778",
    }


@pytest.mark.parametrize(
    ("make", "head", "tag", "name"),
    [
        ("Panasonic", b"Panasonic\0\0\0", 0x0025, "Panasonic InternalSerialNumber"),
        ("PENTAX", b"AOC\0II", 0x0229, "Pentax SerialNumber"),
    ],
)
def test_notes_behind_a_header_count_from_the_start_of_exif(make, head, tag, name):
    def note(at: int) -> bytes:
        return head + directory({tag: "F001122334455"}, at + len(head))

    assert note_of(make, note) == {name: "F001122334455"}


def test_apples_note_ties_a_still_to_its_film():
    uuid = "A1B2C3D4-0000-4111-8222-ABCDEFABCDEF"
    note = b"Apple iOS\0\0\1MM" + directory({0x0011: uuid, 0x000B: uuid[::-1]}, 14, ">")
    assert note_of("Apple", note) == {"Apple ContentIdentifier": uuid, "Apple BurstUUID": uuid[::-1]}


def test_a_note_of_an_unknown_maker_is_left_alone():
    assert note_of("Nobody", b"whatever this is, it is not ours" * 4) == {}


def test_a_broken_note_costs_neither_time_nor_place():
    block = exif_block(
        CAMERA, {0x9003: "2026:11:22 10:15:30", MAKER_NOTE: b"Nikon\0\x02\x10\0\0??*\0" + b"x" * 40}, LONDON
    )
    values = values_of(jpeg_with_exif(block))
    assert values["exif DateTimeOriginal"] == "2026:11:22 10:15:30"
    assert values["gps GPSLatitude"] == "51/1 30/1 1234/100"
    assert values["unread EXIF"] == "damaged"
