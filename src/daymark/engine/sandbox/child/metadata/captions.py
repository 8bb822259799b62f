"""Captions that people and programs leave in pictures: IPTC fields, Photoshop resources, texts of PNG and JPEG.

Only names on our lists are read. Sources: IPTC Information Interchange Model 4.2; Adobe Photoshop file formats
(image resources); PNG third edition (W3C, 2025), section 11.3.3.
"""

from __future__ import annotations

from collections.abc import Iterator

from daymark.engine.sandbox.child.metadata.block import Block, Language
from daymark.engine.sandbox.child.metadata.ifd import text_of
from daymark.engine.sandbox.child.metadata.source import Damaged, InMemory, Part, Source
from daymark.engine.sandbox.seen import Tag

MOST_FIELDS = 500  # entries of one block looked at
LONGEST_TEXT = 2_048

_IPTC = {
    5: "ObjectName",
    25: "Keywords",
    80: "By-line",
    90: "City",
    101: "Country",
    105: "Headline",
    116: "CopyrightNotice",
    120: "Caption-Abstract",
}
_UTF8_MARK = b"\x1b%G"  # IPTC 1:90 with this value says that the texts are UTF-8
_RESOURCES = {0x0404: Language.IPTC, 0x0422: Language.EXIF, 0x0424: Language.XMP}

# Keywords that the PNG specification defines, then those in which picture generators leave their settings.
_TEXTS = {
    name.casefold(): name
    for name in (
        *("Title", "Author", "Description", "Copyright", "Software", "Source", "Comment"),
        *("parameters", "prompt", "workflow", "sd-metadata", "invokeai_metadata", "generation_data", "Dream"),
    )
} | {"creation time": "PNG Creation Time"}
_HEXADECIMAL = {
    "raw profile type exif": Language.EXIF,
    "raw profile type app1": Language.EXIF,
    "raw profile type xmp": Language.XMP,
    "raw profile type iptc": Language.PHOTOSHOP,
}
JPEG_COMMENT = "JPEG comment"


def photoshop_blocks(source: Source) -> Iterator[Block]:
    """The blocks inside Photoshop image resources. Raises Damaged where a resource has no mark."""
    at = 0
    for _ in range(MOST_FIELDS):
        head = source.at(at, 7)
        if len(head) < 7 or not head.strip(b"\0"):
            return
        if head[:4] != b"8BIM":
            raise Damaged
        named = at + 6 + (1 + head[6] + 1) // 2 * 2  # a name with its length before it, padded to even
        length = int.from_bytes(source.at(named, 4), "big")
        language = _RESOURCES.get(int.from_bytes(head[4:6], "big"))
        if language is not None:
            yield Block(language, Part(source, named + 4, length))
        at = named + 4 + (length + 1) // 2 * 2


def iptc_tags(source: Source) -> Iterator[Tag]:
    """The captions of an IPTC block. Raises Damaged where a field has no mark."""
    at = 0
    for _ in range(MOST_FIELDS):
        head = source.at(at, 5)
        if len(head) < 5 or not head.strip(b"\0"):
            return
        if head[0] != 0x1C:
            raise Damaged
        length = int.from_bytes(head[3:5], "big")
        if length & 0x8000:  # a field of more than 32 kB: nothing that we read
            return
        if head[1] == 2 and head[2] in _IPTC:
            yield Tag("iptc", _IPTC[head[2]], text_of(source.at(at + 5, min(length, LONGEST_TEXT))))
        at += 5 + length


def text_tags(source: Source, name: str) -> Iterator[Tag | Block]:
    """A text of PNG or JPEG under its name, if it is one that we read; old programs hid EXIF and XMP there too."""
    key = name.strip().casefold()
    if key == "xml:com.adobe.xmp":
        yield Block(Language.XMP, source)
    elif key in _HEXADECIMAL:
        yield Block(_HEXADECIMAL[key], InMemory(_from_hexadecimal(source.at(0, source.size))))
    elif name == JPEG_COMMENT or key in _TEXTS:
        yield Tag("text", _TEXTS.get(key, name), text_of(source.at(0, LONGEST_TEXT)))


def _from_hexadecimal(text: bytes) -> bytes:
    """ImageMagick's raw profiles: a line with a name, a line with a length, then hexadecimal digits."""
    try:
        data = bytes.fromhex(text.strip().split(b"\n", 2)[2].decode("ascii"))
    except (IndexError, ValueError):
        raise Damaged from None
    return data.removeprefix(b"Exif\0\0")
