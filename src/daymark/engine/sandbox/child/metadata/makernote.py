"""Serial numbers and identifiers from the notes that makers hide in EXIF, each in a form of its own.

A note is a directory like EXIF's behind a header; what its offsets count from differs by maker. Sources of headers and
tag numbers: exiv2's and ExifTool's published tables (exiv2.org/makernote.html, exiftool.org/TagNames), November 2026.
Not read: Sony's enciphered 0x9050, whose layout depends on the model, and makers that are not listed here.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from daymark.engine.sandbox.child.metadata.ifd import Entry, Tiff, text_of
from daymark.engine.sandbox.child.metadata.source import Damaged
from daymark.engine.sandbox.seen import Tag

HEAD = 20  # bytes that tell the form of a note
LONGEST_IDENTIFIER = 64


@dataclass(frozen=True, slots=True)
class Form:
    """How one maker writes notes: where the directory starts and what it holds.

    `of_file` says that offsets count from the start of the EXIF block, else from the start of the note; `order_at` is
    where the note names its own byte order.
    """

    maker: str
    directory: int
    tags: Mapping[int, str]
    of_file: bool = True
    order_at: int | None = None


CANON = Form(
    "Canon",
    0,
    {0x0009: "OwnerName", 0x000C: "SerialNumber", 0x0096: "InternalSerialNumber", 0x4019: "LensSerialNumber"},
)
NIKON = {0x001D: "SerialNumber", 0x00A0: "SerialNumber"}
OLYMPUS = {0x0404: "SerialNumber", 0x2010: "Equipment"}
EQUIPMENT = {0x0101: "SerialNumber", 0x0102: "InternalSerialNumber", 0x0202: "LensSerialNumber"}
PENTAX = {0x0229: "SerialNumber"}
APPLE = {0x000B: "BurstUUID", 0x0011: "ContentIdentifier", 0x0015: "ImageUniqueID", 0x002B: "PhotoIdentifier"}
SAMSUNG = Form("Samsung", 0, {0xA002: "SerialNumber"}, of_file=False)

# (header, form), tried in order; then the makers whose notes have no header.
_BY_HEADER = (
    (b"Apple iOS\0", Form("Apple", 14, APPLE, of_file=False, order_at=12)),
    (b"OLYMPUS\0II", Form("Olympus", 12, OLYMPUS, of_file=False, order_at=8)),
    (b"OM SYSTEM\0\0\0II", Form("Olympus", 16, OLYMPUS, of_file=False, order_at=12)),
    (b"OLYMP\0", Form("Olympus", 8, OLYMPUS)),
    (b"Panasonic\0", Form("Panasonic", 12, {0x0025: "InternalSerialNumber", 0x0052: "LensSerialNumber"})),
    (b"SONY", Form("Sony", 12, {0x2031: "SerialNumber"})),
    (b"AOC\0", Form("Pentax", 6, PENTAX, order_at=4)),
    (b"PENTAX \0", Form("Pentax", 10, PENTAX, of_file=False, order_at=8)),
)
_BY_MAKE = (("canon", CANON), ("samsung", SAMSUNG), ("sony", Form("Sony", 0, {0x2031: "SerialNumber"})))


def maker_tags(tiff: Tiff, note: Entry, make: str) -> Iterator[Tag]:
    """What identifies the camera in one maker note; nothing when its form is not known. Raises Damaged."""
    if note.length <= HEAD:
        return
    head = tiff.raw(note, HEAD)
    form, view = _form_of(tiff, note, head, make.strip().casefold())
    if form is None:
        return
    view = view.counted_from(view.base if form.of_file else note.offset)
    for entry in view.entries(note.offset + form.directory, form.tags):
        name = form.tags[entry.tag]
        if name == "Equipment":
            yield from _equipment(view, entry)
        else:
            yield Tag("maker", f"{form.maker} {name}", _identifier(view, entry, form, name))


def _form_of(tiff: Tiff, note: Entry, head: bytes, make: str) -> tuple[Form | None, Tiff]:
    """The form of a note, and the EXIF block as that form sees it: its byte order and where offsets count from."""
    for header, form in _BY_HEADER:
        if head.startswith(header):
            return form, tiff.counted_from(tiff.base, _order_at(head, form.order_at))
    if head.startswith(b"Nikon\0\x02"):
        return _nikon(tiff, note, head)
    if head.startswith(b"FUJIFILM"):  # always little-endian, whatever the file is
        directory = struct.unpack_from("<I", head, 8)[0]
        return Form("Fujifilm", directory, {0x0010: "InternalSerialNumber"}, of_file=False), tiff.counted_from(0, "<")
    return next((form for name, form in _BY_MAKE if make.startswith(name)), None), tiff


def _order_at(head: bytes, at: int | None) -> str | None:
    return {b"II": "<", b"MM": ">"}.get(head[at : at + 2]) if at is not None else None


def _nikon(tiff: Tiff, note: Entry, head: bytes) -> tuple[Form, Tiff]:
    """A whole TIFF structure of its own, ten bytes into the note."""
    order = _order_at(head, 10)
    if order is None:
        raise Damaged
    directory = 10 + struct.unpack_from(order + "I", head, 14)[0]
    return Form("Nikon", directory, NIKON), tiff.counted_from(note.offset + 10, order)


def _equipment(tiff: Tiff, pointer: Entry) -> Iterator[Tag]:
    """Olympus keeps serials in a directory of its own; old notes hold it as a value, new ones point to it."""
    at = tiff.number(pointer) if pointer.length == 4 else None
    directory = pointer.offset if at is None else tiff.base + at
    for entry in tiff.entries(directory, EQUIPMENT):
        yield Tag("maker", f"Olympus {EQUIPMENT[entry.tag]}", text_of(tiff.raw(entry, LONGEST_IDENTIFIER)))


def _identifier(tiff: Tiff, entry: Entry, form: Form, name: str) -> str:
    if form is CANON and name == "SerialNumber":
        number = tiff.number(entry)
        return "" if number is None else f"{number:010d}"  # as Canon prints it on the body and writes it in EXIF
    if form is CANON and name == "LensSerialNumber":
        return tiff.raw(entry, 5).hex()
    return tiff.value(entry)[:LONGEST_IDENTIFIER]
