"""Where statements lie in pictures: the segments of JPEG, the chunks of PNG and WebP, the resources of Photoshop.

Sources: ITU-T T.81 annex B (JPEG), EXIF 3.0 section 4.5, XMP specification part 3, C2PA 2.1 appendix A; PNG third
edition; Google's WebP container specification; Adobe Photoshop file formats.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping

from daymark.engine.sandbox.child.metadata.block import Block, Language
from daymark.engine.sandbox.child.metadata.boxes import box_blocks
from daymark.engine.sandbox.child.metadata.captions import JPEG_COMMENT, photoshop_blocks
from daymark.engine.sandbox.child.metadata.source import Damaged, InMemory, Part, Source
from daymark.engine.sandbox.child.metadata.xmp import LONGEST_PACKET

MOST_SEGMENTS = 1_000  # before the picture of a JPEG; colour profiles and depth maps come to a few hundred
MOST_CHUNKS = 20_000  # of a PNG or WebP: 160 MB of picture data in the usual pieces of 8 KiB
LONGEST_COMPRESSED = 256 * 1024  # bytes of a compressed text that are unpacked
FOUND_ANYWHERE = 2 << 20  # bytes at the start in which an XMP packet is looked for where no structure tells

_EXIF, _XMP, _PHOTOSHOP = b"Exif\0", b"http://ns.adobe.com/xap/1.0/\0", b"Photoshop 3.0\0"
_MANIFEST_SEGMENTS = 64  # of 64 kB: four megabytes, more than are looked at


def _jpeg(source: Source) -> Iterator[Block]:
    """Segments up to the picture itself; a manifest is spread over several of them."""
    manifest = bytearray()
    for marker, start, length in _segments(source):
        head = source.at(start, min(length, 32))
        if marker == 0xE1 and head.startswith(_EXIF):
            yield Block(Language.EXIF, Part(source, start + 6, length - 6))
        elif marker == 0xE1 and head.startswith(_XMP):
            yield Block(Language.XMP, Part(source, start + len(_XMP), length - len(_XMP)))
        elif marker == 0xED and head.startswith(_PHOTOSHOP):
            yield Block(Language.PHOTOSHOP, Part(source, start + len(_PHOTOSHOP), length - len(_PHOTOSHOP)))
        elif marker == 0xEB and head.startswith(b"JP") and len(manifest) < _MANIFEST_SEGMENTS << 16:
            # Eight bytes: the mark and the numbers of box and piece; from the second piece on, the box's head again.
            again = 8 if manifest else 0
            manifest += source.at(start + 8 + again, length - 8 - again)
        elif marker == 0xFE:
            yield Block(Language.TEXT, Part(source, start, length), JPEG_COMMENT)
    if manifest:
        yield Block(Language.MANIFEST, InMemory(manifest))


def _segments(source: Source) -> Iterator[tuple[int, int, int]]:
    """Marker, start and length of each segment before the picture. Raises Damaged where there is no marker."""
    at = 2
    for _ in range(MOST_SEGMENTS):
        head = source.at(at, 4)
        if len(head) < 4 or head[1] in (0xDA, 0xD9):
            return
        if head[0] != 0xFF:
            raise Damaged
        if head[1] == 0xFF:  # padding
            at += 1
            continue
        length = int.from_bytes(head[2:4], "big")
        if length < 2:
            raise Damaged
        yield head[1], at + 4, length - 2
        at += 2 + length


def _png(source: Source) -> Iterator[Block]:
    for kind, start, length in _chunks(source, 8, "big", after=4):
        body = Part(source, start, length)
        if kind == b"eXIf":
            yield Block(Language.EXIF, _without_mark(body))
        elif kind == b"caBX":
            yield Block(Language.MANIFEST, body)
        elif kind in _PNG_TEXTS:
            yield from _PNG_TEXTS[kind](body)


def _plain_text(body: Source) -> Iterator[Block]:
    name, at = _keyword(body)
    yield Block(Language.TEXT, Part(body, at, body.size - at), name)


def _packed_text(body: Source) -> Iterator[Block]:
    name, at = _keyword(body)
    yield Block(Language.TEXT, _unpacked(body, at + 1), name)


def _international_text(body: Source) -> Iterator[Block]:
    """A keyword, whether it is packed and how, a language, the keyword in that language, then the text."""
    name, at = _keyword(body)
    packed = body.at(at, 1) == b"\1"
    head = body.at(at + 2, 256)
    translated = head.find(b"\0", head.find(b"\0") + 1)
    if translated < 0:
        raise Damaged
    start = at + 2 + translated + 1
    yield Block(Language.TEXT, _unpacked(body, start) if packed else Part(body, start, body.size - start), name)


_PNG_TEXTS: Mapping[bytes, Callable[[Source], Iterator[Block]]] = {
    b"tEXt": _plain_text,
    b"zTXt": _packed_text,
    b"iTXt": _international_text,
}


def _keyword(body: Source) -> tuple[str, int]:
    """The keyword of a text and where what follows it starts: at most 79 characters of Latin-1."""
    name, zero, _ = body.at(0, 80).partition(b"\0")
    if not zero:
        raise Damaged
    return name.decode("latin-1"), len(name) + 1


def _unpacked(body: Source, at: int) -> Source:
    try:
        return InMemory(zlib.decompressobj().decompress(body.at(at, LONGEST_COMPRESSED), LONGEST_PACKET))
    except zlib.error:
        raise Damaged from None


def _webp(source: Source) -> Iterator[Block]:
    languages = {b"EXIF": Language.EXIF, b"XMP ": Language.XMP, b"C2PA": Language.MANIFEST}
    for kind, start, length in _chunks(source, 12, "little", after=0):
        if kind in languages:
            body = Part(source, start, length)
            yield Block(languages[kind], _without_mark(body) if kind == b"EXIF" else body)


def _chunks(source: Source, at: int, order: str, *, after: int) -> Iterator[tuple[bytes, int, int]]:
    """Kind, start and length of each chunk: PNG's have a checksum after them, WebP's are padded to even."""
    for _ in range(MOST_CHUNKS):
        head = source.at(at, 8)
        if len(head) < 8:
            return
        kind, length = (head[4:], head[:4]) if order == "big" else (head[:4], head[4:])
        size = int.from_bytes(length, "big" if order == "big" else "little")
        yield kind, at + 8, size
        at += 8 + size + (after or size & 1)


def _without_mark(exif: Source) -> Source:
    """Some programs put JPEG's mark before EXIF where none belongs."""
    return Part(exif, 6, exif.size - 6) if exif.at(0, 6) == b"Exif\0\0" else exif


def _tiff(source: Source) -> Iterator[Block]:
    yield Block(Language.EXIF, source)


def _photoshop(source: Source) -> Iterator[Block]:
    """After the header comes the colour table, then the resources; each says its own length."""
    resources = 26 + 4 + int.from_bytes(source.at(26, 4), "big")
    yield from photoshop_blocks(Part(source, resources + 4, int.from_bytes(source.at(resources, 4), "big")))


def _anywhere(source: Source) -> Iterator[Block]:
    """An XMP packet told by its first and last element, for formats whose structure we do not walk."""
    data = source.at(0, FOUND_ANYWHERE)
    start = data.find(b"<x:xmpmeta")
    end = data.find(b"</x:xmpmeta>", start)
    if start >= 0 and end >= 0:
        yield Block(Language.XMP, InMemory(data[start : end + len(b"</x:xmpmeta>")]))


_WALKS: Mapping[str, Callable[[Source], Iterator[Block]]] = {
    "image/jpeg": _jpeg,
    "image/png": _png,
    "image/apng": _png,
    "image/webp": _webp,
    "image/tiff": _tiff,
    "image/vnd.adobe.photoshop": _photoshop,
    **dict.fromkeys(("image/heic", "image/heif", "image/avif", "image/jp2", "image/jxl"), box_blocks),
}


def still_blocks(source: Source, mime: str) -> Iterator[Block]:
    """The blocks of a picture of this type, in their order. Raises Damaged after what stood before the damage."""
    return _WALKS.get(mime, _anywhere)(source)
