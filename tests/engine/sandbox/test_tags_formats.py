"""Where each format keeps what it says about itself."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zlib

import pytest

from daymark.engine.kinds import HEAD, kind_of
from daymark.engine.sandbox.child.tags import read
from daymark.engine.sandbox.limits import Limits
from engine.sandbox.metadata_files import (
    XMP,
    XMP_VALUES,
    box,
    exif_block,
    heic,
    jpeg,
    jpeg_with_exif,
    manifest,
    picture,
    png,
    saved,
    tags_of,
    values_of,
)

BLOCK = exif_block({0x010F: "Canon", 0x0110: "Canon EOS 5D"}, {0xA431: "0123456789"})
EXIF_VALUES = {"exif Make": "Canon", "exif Model": "Canon EOS 5D", "exif BodySerialNumber": "0123456789"}


def gif() -> bytes:
    plain = saved("GIF")
    return plain[:-1] + b"!\xff\x0bXMP DataXMP" + XMP + b"\x01\0;"


def jp2() -> bytes:
    exif = box(b"uuid", b"JpgTiffExif->JP2", BLOCK)
    return saved("JPEG2000") + exif + box(b"uuid", bytes.fromhex("be7acfcb97a942e89c71999491e3afac"), XMP)


def psd() -> bytes:
    resources = b"".join(
        b"8BIM" + struct.pack(">H", number) + b"\0\0" + struct.pack(">I", len(body)) + body + b"\0" * (len(body) % 2)
        for number, body in ((0x0422, BLOCK), (0x0424, XMP))
    )
    return b"8BPS\0\1" + b"\0" * 20 + b"\0" * 4 + struct.pack(">I", len(resources)) + resources


FILES = {
    "JPEG": jpeg((0xE0, b"JFIF\0"), (0xE1, b"Exif\0\0" + BLOCK), (0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP)),
    "JPEG, XMP first": jpeg((0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP), (0xE1, b"Exif\0\0" + BLOCK)),
    "PNG": png((b"eXIf", BLOCK), (b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + XMP)),
    "PNG, XMP packed": png(
        (b"eXIf", BLOCK), (b"iTXt", b"XML:com.adobe.xmp\0\1\0en\0translated\0" + zlib.compress(XMP))
    ),
    "WebP": saved("WEBP", exif=b"Exif\0\0" + BLOCK, xmp=XMP),
    "HEIC": heic(BLOCK, XMP),
    "AVIF": saved("AVIF", exif=BLOCK, xmp=XMP),
    "JPEG 2000": jp2(),
    "PSD": psd(),
}


@pytest.mark.parametrize("name", FILES)
def test_exif_and_xmp_are_found_in(name):
    values = values_of(FILES[name])
    assert EXIF_VALUES.items() <= values.items()
    assert XMP_VALUES.items() <= values.items()
    assert not any(key.startswith("unread") for key in values)


def test_xmp_is_found_in_a_gif():
    assert values_of(gif()) == XMP_VALUES


def test_a_tiff_carries_its_own_directory_with_xmp_and_captions_inside():
    info = {270: "A drawn gradient", 271: "Maker", 305: "Scanner 2", 700: XMP}
    values = values_of(saved("TIFF", tiffinfo=info))
    assert values["exif ImageDescription"] == "A drawn gradient"
    assert values["exif Software"] == "Scanner 2"
    assert XMP_VALUES.items() <= values.items()


def test_old_programs_hid_exif_in_hexadecimal_in_png():
    text = f"\nexif\n{len(BLOCK) + 6:8}\n{(b'Exif' + bytes(2) + BLOCK).hex()}\n".encode()
    assert values_of(png((b"zTXt", b"Raw profile type exif\0\0" + zlib.compress(text)))) == EXIF_VALUES


def test_heic_keeps_its_place_among_other_brands():
    data = heic(BLOCK)
    other = data[:8] + b"heix" + data[12:]
    assert EXIF_VALUES.items() <= values_of(other).items()


def test_a_png_tells_its_texts_by_name_and_picture_generators_their_settings():
    values = values_of(
        png(
            (b"tEXt", b"Author\0A. Painter"),
            (b"tEXt", b"Creation Time\0" + b"2026-11-22T10:15:30Z"),
            (b"iTXt", b"Title\0\0\0\0\0" + "Übung".encode()),
            (b"zTXt", b"parameters\0\0" + zlib.compress(b"a lighthouse, Steps: 20")),
            (b"tEXt", b"Something else\0not read"),
        )
    )
    assert values == {
        "text Author": "A. Painter",
        "text PNG Creation Time": "2026-11-22T10:15:30Z",
        "text Title": "Übung",
        "text parameters": "a lighthouse, Steps: 20",
    }


def test_a_jpeg_tells_its_comment_and_its_iptc_captions():
    fields = b"".join(
        b"\x1c\2" + bytes([number]) + struct.pack(">H", len(text)) + text
        for number, text in ((120, b"Harbour at dusk"), (80, b"A. Photographer"), (200, b"not read"))
    )
    resource = b"8BIM\x04\x04\0\0" + struct.pack(">I", len(fields)) + fields + b"\0" * (len(fields) % 2)
    data = jpeg((0xED, b"Photoshop 3.0\0" + resource), (0xFE, b"made by hand"))
    assert values_of(data) == {
        "text JPEG comment": "made by hand",
        "iptc Caption-Abstract": "Harbour at dusk",
        "iptc By-line": "A. Photographer",
    }


def pieces_of_manifest(data: bytes) -> tuple[tuple[int, bytes], ...]:
    """A manifest over two JPEG segments, as the specification cuts it: here in the middle of the generator's name."""
    half = data.index(b"Program")
    return (
        (0xEB, b"JP\0\1" + struct.pack(">I", 1) + data[:half]),
        (0xEB, b"JP\0\1" + struct.pack(">I", 2) + data[:8] + data[half:]),
    )


@pytest.mark.parametrize(
    "data",
    [
        jpeg(*pieces_of_manifest(manifest())),
        png((b"caBX", manifest())),
        saved("JPEG2000") + box(b"jumb", manifest()[8:]),
        saved("AVIF") + box(b"uuid", bytes.fromhex("d8fec3d61b0e483c92975828877ec481"), b"\0" * 4, manifest()),
    ],
)
def test_a_c2pa_manifest_is_noticed_and_its_generator_named(data):
    assert values_of(data) == {"c2pa manifest": "present", "c2pa claim_generator": "Drawing Program/7 c2pa-rs/0.31"}


def test_the_newer_way_of_naming_the_generator_is_read_too():
    claim = b"\x74claim_generator_info\x81\xa2\x64name\x6aDrawing AI\x67version\x631.0"
    assert values_of(png((b"caBX", b"jumb c2pa " + claim)))["c2pa claim_generator"] == "Drawing AI"


def test_a_manifest_without_a_plain_generator_is_still_noticed():
    assert values_of(png((b"caBX", b"jumb c2pa"))) == {"c2pa manifest": "present"}


def test_webp_chunks_of_odd_length_are_padded():
    plain = saved("WEBP", exif=b"Exif\0\0" + BLOCK)
    chunks = plain[12:30] + b"JUNK\3\0\0\0odd\0" + plain[30:]
    assert values_of(b"RIFF" + struct.pack("<I", len(chunks) + 4) + b"WEBP" + chunks) == EXIF_VALUES


def heic_with_item(extents: list[tuple[int, int]], store: bytes, *, beside: bool) -> bytes:
    """A HEIC's boxes alone, with EXIF as one item in pieces, in the `idat` box or beside it in the file."""
    rows = b"".join(struct.pack(">II", offset, length) for offset, length in extents)
    item = b"\0\1" + struct.pack(">H", 0 if beside else 1) + b"\0\0" + struct.pack(">H", len(extents)) + rows
    inside = [
        b"\0" * 4,
        box(b"iinf", b"\0" * 4, b"\0\1", box(b"infe", b"\2\0\0\0\0\1\0\0Exif\0")),
        box(b"iloc", b"\1\0\0\0\x44\0\0\1", item),
        box(b"idat", b"" if beside else store),
    ]
    return box(b"ftyp", b"heic\0\0\0\0heic") + box(b"meta", *inside) + (box(b"mdat", store) if beside else b"")


def test_an_item_of_a_heic_may_lie_in_the_meta_box_and_in_pieces():
    stored = b"\0\0\0\6Exif\0\0" + BLOCK
    cut = len(stored) // 2
    pieces = [(0, cut), (cut + 7, len(stored) - cut)]
    assert values_of(heic_with_item(pieces, stored[:cut] + b"between" + stored[cut:], beside=False)) == EXIF_VALUES
    assert values_of(heic_with_item([(0, len(stored))], stored, beside=False)) == EXIF_VALUES


def test_an_item_said_to_be_large_many_times_over_takes_little_memory():
    data = heic_with_item([(0, 2_000_000)] * 64, b"\0" * 2_000_000, beside=True)
    tracemalloc.start()
    assert values_of(data) == {"unread EXIF": "damaged"}
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 16 << 20


class Dribbling(io.BytesIO):
    """A stream that gives a few bytes at a time, as pipes and unbuffered files may."""

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(min(size or 0, 7))


def test_a_stream_that_gives_fewer_bytes_than_asked_for_is_read_to_its_end():
    data = FILES["JPEG"]
    assert list(read(Dribbling(data), kind_of(data[:HEAD]), Limits())) == tags_of(data)


def test_a_stream_gives_what_memory_gives(tmp_path):
    for name, data in FILES.items():
        path = tmp_path / name
        path.write_bytes(data)
        with path.open("rb", buffering=0) as stream:
            assert list(read(stream, kind_of(data[:HEAD]), Limits())) == tags_of(data), name
        assert list(read(memoryview(data), kind_of(data[:HEAD]), Limits())) == tags_of(data), name


@pytest.mark.parametrize("format", ["JPEG", "PNG", "GIF", "WEBP", "BMP", "ICO", "JPEG2000", "AVIF"])
def test_a_picture_that_says_nothing_gives_nothing(format):
    assert tags_of(saved(format)) == []


def test_a_plain_picture_of_pillows_heic_says_nothing():
    assert tags_of(heic()) == []


def test_a_picture_cut_after_its_exif_still_tells_it():
    whole = jpeg_with_exif(BLOCK)
    assert values_of(whole[: whole.index(BLOCK) + len(BLOCK)]) == EXIF_VALUES


def test_the_pictures_here_can_be_opened():
    assert picture().size == (8, 8)
