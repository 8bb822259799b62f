"""Files made to hang, to fill memory or to break the reader: tags or an ordinary error, and quickly."""

from __future__ import annotations

import struct
import time
import tracemalloc
import zlib
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daymark.engine.kinds import Group, Kind
from daymark.engine.sandbox.child.refusal import Refused
from daymark.engine.sandbox.child.tags import LONGEST_VALUE, MOST_TAGS, read
from daymark.engine.sandbox.limits import Limits
from engine.sandbox.metadata_files import (
    LONDON,
    MAKER_NOTE,
    XMP,
    box,
    directory,
    exif_block,
    heic,
    jpeg,
    jpeg_with_exif,
    png,
    saved,
    tags_of,
    values_of,
)

SECONDS = 1.0  # of processor time for the worst of these; ordinary files take a ten-thousandth
MEBIBYTES = 64


def circle(order: str = "<") -> bytes:
    """Directories that all point at themselves."""
    rows = b"".join(struct.pack(order + "HHII", tag, 4, 1, 8) for tag in (0x8769, 0x8825, 0x014A))
    return b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", 3) + rows + struct.pack("<I", 8)


def many_entries(count: int) -> bytes:
    """A directory of so many entries, each claiming a text of four thousand million characters."""
    row = struct.pack("<HHII", 0x010F, 2, 0xFFFFFFFF, 0)
    return b"II*\0" + struct.pack("<IH", 8, 0xFFFF) + row * count


def chain(count: int) -> bytes:
    """Directories one after the other."""
    rows = [
        struct.pack("<H", 1) + struct.pack("<HHII", 0x010F, 3, 999, 8) + struct.pack("<I", 8 + 18 * number)
        for number in range(1, count + 1)
    ]
    return b"II*\0" + struct.pack("<I", 8) + b"".join(rows)


def bigtiff(entries: int) -> bytes:
    """A BigTIFF directory whose count is a million, or more than there are atoms."""
    row = struct.pack("<HHQQ", 0x010F, 2, 1 << 62, 1 << 63)
    return b"II+\0\x08\0\0\0" + struct.pack("<QQ", 16, entries) + row * min(entries, 1_000_000)


HOSTILE = {
    "directories in a circle": circle(),
    "a circle inside a JPEG": jpeg_with_exif(circle()),
    "65,535 entries of 4 GB each": many_entries(65_535),
    "a chain of 100,000 directories": chain(100_000),
    "a million tags": bigtiff(1_000_000),
    "a number of tags that nobody can count": bigtiff((1 << 64) - 1),
    "a first directory far outside": b"II*\0" + b"\xff" * 12,
    "a maker note of 16 MB": b"II*\0\x08\0\0\0"
    + directory({0x010F: "Canon", 0x8769: 60}, 8).ljust(52, b"\0")
    + directory({MAKER_NOTE: (7, 1 << 24, struct.pack("<I", 100))}, 60)
    + struct.pack("<H", 1000) * 1_000_000,
    "a JPEG of empty segments": b"\xff\xd8" + b"\xff\xe1\0\2" * 1_000_000,
    "a JPEG of padding": b"\xff\xd8" + b"\xff" * 4_000_000,
    "a JPEG of EXIF blocks": jpeg(*[(0xE1, b"Exif\0\0" + exif_block({0x010F: "Canon"}))] * 5_000),
    "a PNG of a million texts": png(*[(b"tEXt", b"Title\0x")] * 100_000),
    "a PNG whose text unpacks to 200 MB": png((b"zTXt", b"Title\0\0" + zlib.compress(b"\0" * 200_000_000, 1))),
    "a PNG whose text is not packed as it says": png((b"zTXt", b"Title\0\0" + b"x\x9c" + b"\0" * 200_000)),
    "a WebP of empty chunks": b"RIFF\xff\xff\xff\x7fWEBP" + b"JUNK\0\0\0\0" * 1_000_000,
    "boxes without size": box(b"ftyp", b"heic\0\0\0\0heic") + b"\0\0\0\0meta" * 1_000_000,
    "boxes of eight bytes": box(b"ftyp", b"heic\0\0\0\0heic") + b"\0\0\0\x08free" * 1_000_000,
    "items without end": box(b"ftyp", b"heic\0\0\0\0heic")
    + box(
        b"meta",
        b"\0" * 4,
        box(b"iinf", b"\0" * 4 + b"\xff\xff", box(b"infe", b"\2\0\0\0\0\1\0\0Exif\0") * 60_000),
        box(b"iloc", b"\2\0\0\0\x44\x40\xff\xff\xff\xff" + b"\xff" * 1_000_000),
    ),
    "items of nothing": box(b"ftyp", b"heic\0\0\0\0heic")
    + box(
        b"meta",
        b"\0" * 4,
        box(b"iinf", b"\0" * 4 + b"\0\1", box(b"infe", b"\2\0\0\0\0\1\0\0Exif\0")),
        box(b"iloc", b"\2\0\0\0\0\0\xff\xff\xff\xff" + b"\0\0\0\1\0\0\0\0\0\0" * 400_000),
    ),
    "Photoshop resources without end": jpeg((0xED, b"Photoshop 3.0\0" + b"8BIM\x04\x04\0\0\0\0\0\0" * 5_000)),
    "IPTC fields without end": b"8BPS\0\1"
    + b"\0" * 24
    + b"\0\0\xff\xff8BIM\x04\x04\0\0\xff\xff\xff\xff"
    + b"\x1c\2\x78\0\0" * 900_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_is_over_quickly_and_takes_little_memory(name):
    data = HOSTILE[name]
    begun = time.process_time()
    tags = tags_of(data)
    assert time.process_time() - begun < SECONDS
    assert len(tags) <= MOST_TAGS + 2
    tracemalloc.start()
    tags_of(data)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < MEBIBYTES << 20


def test_no_more_than_the_allowed_tags_come_and_the_cut_is_told():
    resource = b"".join(b"\x1c\2\x19" + struct.pack(">H", 5) + b"w%04d" % number for number in range(400))
    data = jpeg((0xED, b"Photoshop 3.0\0" + b"8BIM\x04\x04\0\0" + struct.pack(">I", len(resource)) + resource))
    tags = tags_of(data)
    assert len(tags) == MOST_TAGS + 1
    assert (tags[-1].group, tags[-1].name) == ("unread", "the rest")


def test_a_block_too_many_is_told():
    tags = tags_of(jpeg(*[(0xE1, b"Exif\0\0" + exif_block({0x010F: "Canon"}))] * 100))
    assert tags[-1].untrusted_value == "more than 64 blocks"


def test_long_values_are_cut():
    values = values_of(jpeg_with_exif(exif_block({0x010E: "x" * 5_000})))
    assert values["exif ImageDescription"] == "x" * LONGEST_VALUE


def test_control_characters_are_left_to_those_who_make_facts():
    values = values_of(jpeg_with_exif(exif_block({0x010E: "a\x1b[31m\u202eb"})))
    assert values["exif ImageDescription"] == "a\x1b[31m\u202eb"


def test_a_damaged_part_is_named_and_the_rest_is_read():
    data = jpeg((0xE1, b"Exif\0\0not exif"), (0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP))
    values = values_of(data)
    assert values["unread EXIF"] == "damaged"
    assert values["xmp xmp:CreatorTool"] == "Drawing Program 7"


STARTS = [
    (saved("JPEG")[:2], "image/jpeg"),
    (saved("PNG")[:33], "image/png"),
    (saved("WEBP")[:12], "image/webp"),
    (saved("GIF")[:20], "image/gif"),
    (b"II*\0\x08\0\0\0", "image/tiff"),
    (b"MM\0*\0\0\0\x08", "image/tiff"),
    (b"II+\0\x08\0\0\0", "image/tiff"),
    (heic()[:24], "image/heic"),
    (saved("JPEG2000")[:12], "image/jp2"),
    (b"8BPS\0\1", "image/vnd.adobe.photoshop"),
]


@given(st.sampled_from(STARTS), st.binary(max_size=3_000))
def test_any_bytes_behind_a_right_start_give_tags_and_no_error(start, data):
    head, mime = start
    list(read(head + data, Kind(mime, Group.STILL), Limits()))


@given(st.sampled_from(STARTS), st.binary(max_size=300))
def test_any_bytes_under_any_name_give_tags_and_no_error(start, data):
    list(read(data, Kind(start[1], Group.STILL), Limits()))


WHOLE = {
    "image/jpeg": jpeg(
        (
            0xE1,
            b"Exif\0\0"
            + exif_block({0x010F: "Canon"}, {MAKER_NOTE: lambda at: directory({0x96: "XA1234567"}, at)}, LONDON),
        ),
        (0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP),
    ),
    "image/heic": heic(exif_block({0x010F: "Apple"}, {}, LONDON), XMP),
    "image/webp": saved("WEBP", exif=b"Exif\0\0" + exif_block({0x010F: "X"}), xmp=XMP),
    "image/png": png((b"eXIf", exif_block({0x010F: "X"}, {}, LONDON)), (b"tEXt", b"Title\0x")),
}


@settings(max_examples=300)
@given(st.sampled_from(sorted(WHOLE)), st.data())
def test_damage_anywhere_gives_tags_and_no_error(mime, data):
    whole = bytearray(WHOLE[mime][:4_000])
    for _ in range(data.draw(st.integers(1, 8))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.sampled_from([0, 1, 0x7F, 0x80, 0xFF]))
    list(read(bytes(whole[: data.draw(st.integers(0, len(whole)))]), Kind(mime, Group.STILL), Limits()))


@given(
    st.sampled_from([b"\x1aE\xdf\xa3", b"\0\0\0\x18ftypmp42", b"RIFF\0\1\0\0AVI LIST", b"\0\0\1\xba"]),
    st.binary(max_size=500),
)
def test_films_of_any_bytes_give_tags_or_an_ordinary_error(head, data):
    with suppress(Refused, MemoryError):
        list(read(head + data, Kind("video/mp4", Group.FILM), Limits()))
