"""Where statements lie in files made of boxes: HEIC, AVIF, JPEG 2000, JPEG XL, MP4.

Source: ISO/IEC 14496-12:2022 (boxes; iinf, iloc), ISO/IEC 23008-12 (HEIF), ISO/IEC 15444-1 (JP2), C2PA 2.1 appendix A.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from daymark.engine.sandbox.child.metadata.block import Block, Language
from daymark.engine.sandbox.child.metadata.source import Damaged, InMemory, Part, Source, exactly

MOST_BOXES = 2_000  # side by side; a fragmented film has two for each second and names what we read at its start
MOST_ITEMS = 4_096  # a 200-megapixel HEIC has some 800 tiles
MOST_EXTENTS = 64  # pieces of one item
LONGEST_META = 4 << 20

_UUIDS = {
    bytes.fromhex("be7acfcb97a942e89c71999491e3afac"): Language.XMP,
    bytes.fromhex("d8fec3d61b0e483c92975828877ec481"): Language.MANIFEST,
    b"JpgTiffExif->JP2": Language.EXIF,
    bytes.fromhex("33c7a4d2b81d4723a0baf1a3e097ad38"): Language.IPTC,
}


@dataclass(frozen=True, slots=True)
class Box:
    """One box: its four letters and what is in it."""

    kind: bytes
    body: Part


def boxes_in(source: Source) -> Iterator[Box]:
    """The boxes that lie side by side in a source. Raises Damaged where a size cannot be."""
    at = 0
    for _ in range(MOST_BOXES):
        head = source.at(at, 16)
        if len(head) < 8:
            return
        size, start = int.from_bytes(head[:4], "big"), 8
        if size == 1:
            size, start = int.from_bytes(head[8:16], "big"), 16
        elif size == 0:  # to the end of the file
            size = source.size - at
        if size < start:
            raise Damaged
        yield Box(head[4:8], Part(source, at + start, size - start))
        at += size


def box_blocks(source: Source) -> Iterator[Block]:
    """The blocks of a file made of boxes. Raises Damaged after what stood before the damage."""
    for box in boxes_in(source):
        if box.kind == b"uuid" and (language := _UUIDS.get(box.body.at(0, 16))):
            yield Block(language, Part(box.body, 16, box.body.size - 16))
        elif box.kind == b"meta":
            yield from _items(source, box.body)
        elif box.kind == b"Exif":  # JPEG XL
            yield Block(Language.EXIF, _behind_header(box.body))
        elif box.kind == b"xml ":
            yield Block(Language.XMP, box.body)
        elif box.kind == b"jumb":
            yield Block(Language.MANIFEST, box.body)


def _items(source: Source, meta: Part) -> Iterator[Block]:
    """EXIF and XMP are items among the tiles of a HEIC or AVIF."""
    inner = {box.kind: box.body for box in boxes_in(InMemory(meta.at(4, min(meta.size, LONGEST_META))))}
    if b"iinf" not in inner or b"iloc" not in inner:
        return
    languages = dict(_named(inner[b"iinf"]))
    for item, stored_here, extents in _located(inner[b"iloc"]):
        if item in languages:
            store = inner.get(b"idat") if stored_here else source
            whole = _joined(store, extents) if store is not None else InMemory(b"")
            yield Block(languages[item], _behind_header(whole) if languages[item] is Language.EXIF else whole)


def _named(iinf: Part) -> Iterator[tuple[int, Language]]:
    """The numbers of the items that hold EXIF or XMP."""
    counter = 4 if exactly(iinf, 0, 1) > b"\0" else 2
    for _, box in zip(range(MOST_ITEMS), boxes_in(Part(iinf, 4 + counter, iinf.size)), strict=False):
        id_size = {b"\2": 2, b"\3": 4}.get(box.body.at(0, 1))
        if box.kind != b"infe" or id_size is None:
            continue
        item = int.from_bytes(box.body.at(4, id_size), "big")
        kind, names = box.body.at(6 + id_size, 4), box.body.at(10 + id_size, 64)
        if kind == b"Exif":
            yield item, Language.EXIF
        elif kind == b"mime" and b"application/rdf+xml\0" in names:
            yield item, Language.XMP


Extents = list[tuple[int, int]]


def _located(iloc: Part) -> Iterator[tuple[int, bool, Extents]]:
    """Of each item its number, whether it lies in the `idat` box, and its pieces as (offset, length)."""
    cursor = _Cursor(iloc)
    version = cursor.number(1)
    cursor.number(3)
    sizes = cursor.number(2)
    offset_size, length_size, base_size = sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15
    index_size = sizes & 15 if version in (1, 2) else 0
    wide = 4 if version == 2 else 2
    for _ in range(min(cursor.number(wide), MOST_ITEMS)):
        item = cursor.number(wide)
        stored_here = cursor.number(2) & 15 == 1 if version in (1, 2) else False
        cursor.number(2)
        base, pieces = cursor.number(base_size), cursor.number(2)
        if pieces > MOST_EXTENTS:
            raise Damaged
        extents = []
        for _ in range(pieces):
            cursor.number(index_size)
            extents.append((base + cursor.number(offset_size), cursor.number(length_size)))
        yield item, stored_here, extents


class _Cursor:
    """Reads whole numbers one after the other."""

    def __init__(self, source: Source) -> None:
        self._data = source.at(0, source.size)
        self._at = 0

    def number(self, size: int) -> int:
        """The next `size` bytes as a number, 0 for no bytes. Raises Damaged at the end."""
        self._at += size
        if self._at > len(self._data):
            raise Damaged
        return int.from_bytes(self._data[self._at - size : self._at], "big")


def _joined(store: Source, extents: Extents) -> Source:
    if len(extents) == 1:
        return Part(store, *extents[0])
    joined = bytearray()
    for offset, length in extents:
        joined += store.at(offset, min(length, LONGEST_META - len(joined)))
    return InMemory(joined)


def _behind_header(exif: Source) -> Source:
    """EXIF in a box has a number before it: how many bytes still come before the TIFF structure."""
    skipped = 4 + int.from_bytes(exactly(exif, 0, 4), "big")
    return Part(exif, skipped, exif.size - skipped)
