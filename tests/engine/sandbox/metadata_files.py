"""Builds files that state things about themselves: EXIF byte by byte, and the containers around it."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable, Mapping

import pillow_heif
from PIL import Image

from daymark.engine.kinds import HEAD, kind_of
from daymark.engine.sandbox.child.tags import read
from daymark.engine.sandbox.limits import Limits
from daymark.engine.sandbox.seen import Tag

# text: ASCII; number: LONG; list of pairs: rationals; bytes: UNDEFINED; (type, count, bytes): as it is; a function
# makes the bytes of a maker note once it knows where in the block it will lie.
Value = str | int | list[tuple[int, int]] | bytes | tuple[int, int, bytes] | Callable[[int], bytes]
Directory = Mapping[int, Value]

EXIF_DIRECTORY, GPS_DIRECTORY, MAKER_NOTE = 0x8769, 0x8825, 0x927C
LONDON: Directory = {
    1: "N",
    2: [(51, 1), (30, 1), (1234, 100)],
    3: "W",
    4: [(0, 1), (7, 1), (3960, 100)],
}


def directory(entries: Directory, at: int, order: str = "<") -> bytes:
    """A TIFF directory that will lie at `at`, its longer values behind it."""
    rows, behind = b"", b""
    behind_at = at + 2 + 12 * len(entries) + 4
    for tag, value in sorted(entries.items()):
        kind, count, data = encoded(value, behind_at + len(behind), order)
        pointer = data.ljust(4, b"\0") if len(data) <= 4 else struct.pack(order + "I", behind_at + len(behind))
        rows += struct.pack(order + "HHI", tag, kind, count) + pointer
        if len(data) > 4:
            behind += data + b"\0" * (len(data) % 2)
    return struct.pack(order + "H", len(entries)) + rows + b"\0\0\0\0" + behind


def encoded(value: Value, at: int, order: str) -> tuple[int, int, bytes]:
    """Type, count and bytes of a value."""
    match value:
        case str():
            data = value.encode() + b"\0"
            return 2, len(data), data
        case int():
            return 4, 1, struct.pack(order + "I", value)
        case list():
            return 5, len(value), b"".join(struct.pack(order + "II", over, under) for over, under in value)
        case bytes():
            return 7, len(value), value
        case tuple():
            return value
        case _:
            data = value(at)
            return 7, len(data), data


def exif_block(
    image: Directory | None = None, exif: Directory | None = None, gps: Directory | None = None, order: str = "<"
) -> bytes:
    """A whole TIFF structure with the three directories of EXIF."""
    first = dict(image or {})
    later = [(tag, content) for tag, content in ((EXIF_DIRECTORY, exif), (GPS_DIRECTORY, gps)) if content is not None]
    first |= {tag: 0 for tag, _ in later}
    at = 8 + len(directory(first, 8, order))
    blocks = b""
    for tag, content in later:
        first[tag] = at + len(blocks)
        blocks += directory(content, at + len(blocks), order)
    mark = b"II*\0" if order == "<" else b"MM\0*"
    return mark + struct.pack(order + "I", 8) + directory(first, 8, order) + blocks


def picture(size: int = 8) -> Image.Image:
    """A small gradient."""
    return Image.linear_gradient("L").resize((size, size)).convert("RGB")


def saved(format: str, **options: object) -> bytes:
    """A small picture in one of Pillow's formats."""
    stream = io.BytesIO()
    picture().save(stream, format, **options)
    return stream.getvalue()


def heic(exif: bytes | None = None, xmp: bytes | None = None) -> bytes:
    """A small HEIC as libheif writes it."""
    stream = io.BytesIO()
    heif = pillow_heif.from_pillow(picture(64))
    heif.save(stream, exif=b"Exif\0\0" + exif if exif else None, xmp=xmp)
    return stream.getvalue()


def jpeg(*segments: tuple[int, bytes]) -> bytes:
    """A small JPEG with these segments, as (marker, content), right after its start."""
    plain = saved("JPEG")
    inside = b"".join(bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body for marker, body in segments)
    return plain[:2] + inside + plain[2:]


def jpeg_with_exif(block: bytes) -> bytes:
    """A small JPEG with an EXIF block."""
    return jpeg((0xE1, b"Exif\0\0" + block))


def png(*chunks: tuple[bytes, bytes]) -> bytes:
    """A small PNG with these chunks, as (kind, content), after its header."""
    plain = saved("PNG")
    inside = b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    )
    return plain[:33] + inside + plain[33:]


def box(kind: bytes, *inside: bytes) -> bytes:
    """An ISO box."""
    body = b"".join(inside)
    return struct.pack(">I", len(body) + 8) + kind + body


def tags_of(data: bytes) -> list[Tag]:
    """What the sandbox's code reads from these bytes."""
    return list(read(data, kind_of(data[:HEAD]), Limits()))


def values_of(data: bytes) -> dict[str, str]:
    """The same as a dictionary from `group name` to value."""
    return {f"{tag.group} {tag.name}": tag.untrusted_value for tag in tags_of(data)}


XMP_TEXT = """<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:stRef="http://ns.adobe.com/xap/1.0/sType/ResourceRef#" xmlns:aux="http://ns.adobe.com/exif/1.0/aux/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:exif="http://ns.adobe.com/exif/1.0/"
 xmlns:stEvt="http://ns.adobe.com/xap/1.0/sType/ResourceEvent#"
 xmpMM:DocumentID="xmp.did:11112222333344445555666677778888" xmp:CreatorTool="Drawing Program 7"
 aux:SerialNumber="320106639" exif:GPSLatitude="51,30.2053N" exif:GPSLongitude="0,7.66W">
 <xmpMM:InstanceID>xmp.iid:9999aaaabbbbccccddddeeeeffff0000</xmpMM:InstanceID>
 <xmpMM:History><rdf:Seq><rdf:li stEvt:instanceID="xmp.iid:old"/></rdf:Seq></xmpMM:History>
 <xmpMM:DerivedFrom stRef:documentID="xmp.did:0000aaaa1111bbbb2222cccc3333dddd"/>
 <dc:title><rdf:Alt><rdf:li xml:lang="x-default">A gradient</rdf:li></rdf:Alt></dc:title>
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>"""
XMP = XMP_TEXT.encode()
XMP_VALUES = {
    "xmp xmpMM:DocumentID": "xmp.did:11112222333344445555666677778888",
    "xmp xmp:CreatorTool": "Drawing Program 7",
    "xmp aux:SerialNumber": "320106639",
    "xmp exif:GPSLatitude": "51,30.2053N",
    "xmp exif:GPSLongitude": "0,7.66W",
    "xmp xmpMM:InstanceID": "xmp.iid:9999aaaabbbbccccddddeeeeffff0000",
    "xmp xmpMM:DerivedFrom/documentID": "xmp.did:0000aaaa1111bbbb2222cccc3333dddd",
    "xmp dc:title": "A gradient",
}


def manifest(generator: str = "Drawing Program/7 c2pa-rs/0.31") -> bytes:
    """The outside of a C2PA manifest, with a claim that names its generator; nothing in it is signed."""
    text = generator.encode()
    head = bytes([0x60 + len(text)]) if len(text) < 24 else bytes([0x78, len(text)])
    claim = b"\xa1\x6fclaim_generator" + head + text
    label = box(b"jumd", bytes.fromhex("63327061001100108000 00aa00389b71"), b"\3c2pa\0")
    return box(b"jumb", label, box(b"cbor", claim))
