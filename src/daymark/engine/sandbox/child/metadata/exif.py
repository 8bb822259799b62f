"""EXIF: which entries of its three directories are read, and how the odd ones are written.

Source of the tag numbers: EXIF 3.0 (CIPA DC-008-2023); DNG 1.7 for CameraSerialNumber; Adobe for 0xFDE8 and 0xFDE9;
Microsoft for the XP tags (UTF-16, little-endian).
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator

from daymark.engine.sandbox.child.metadata.block import Block, Language
from daymark.engine.sandbox.child.metadata.ifd import Entry, Tiff, open_tiff, text_of
from daymark.engine.sandbox.child.metadata.makernote import maker_tags
from daymark.engine.sandbox.child.metadata.source import Damaged, Part, Source
from daymark.engine.sandbox.seen import Tag

for _codec in ("utf-16-le", "utf-16-be"):
    codecs.lookup(_codec)  # loaded now: no file can be opened later

IMAGE = {
    0x000B: "ProcessingSoftware",
    0x010E: "ImageDescription",
    0x010F: "Make",
    0x0110: "Model",
    0x0131: "Software",
    0x0132: "DateTime",
    0x013B: "Artist",
    0x013C: "HostComputer",
    0x8298: "Copyright",
    0x9C9B: "XPTitle",
    0x9C9C: "XPComment",
    0x9C9D: "XPAuthor",
    0x9C9E: "XPKeywords",
    0x9C9F: "XPSubject",
    0xC62F: "CameraSerialNumber",
}
# TIFF itself and DNG keep these in the first directory; everywhere else they stand in the EXIF directory.
EXIF = {
    0x9003: "DateTimeOriginal",
    0x9004: "DateTimeDigitized",
    0x9010: "OffsetTime",
    0x9011: "OffsetTimeOriginal",
    0x9012: "OffsetTimeDigitized",
    0x9286: "UserComment",
    0x9290: "SubSecTime",
    0x9291: "SubSecTimeOriginal",
    0x9292: "SubSecTimeDigitized",
    0xA420: "ImageUniqueID",
    0xA430: "CameraOwnerName",
    0xA431: "BodySerialNumber",
    0xA433: "LensMake",
    0xA434: "LensModel",
    0xA435: "LensSerialNumber",
    0xA436: "ImageTitle",
    0xA437: "Photographer",
    0xA438: "ImageEditor",
    0xA439: "CameraFirmware",
    0xA43A: "RAWDevelopingSoftware",
    0xA43B: "ImageEditingSoftware",
    0xA43C: "MetadataEditingSoftware",
    0xFDE8: "OwnerName",
    0xFDE9: "SerialNumber",
}
GPS = {
    0x01: "GPSLatitudeRef",
    0x02: "GPSLatitude",
    0x03: "GPSLongitudeRef",
    0x04: "GPSLongitude",
    0x05: "GPSAltitudeRef",
    0x06: "GPSAltitude",
    0x07: "GPSTimeStamp",
    0x09: "GPSStatus",
    0x0A: "GPSMeasureMode",
    0x0B: "GPSDOP",
    0x10: "GPSImgDirectionRef",
    0x11: "GPSImgDirection",
    0x12: "GPSMapDatum",
    0x1B: "GPSProcessingMethod",
    0x1D: "GPSDateStamp",
    0x1F: "GPSHPositioningError",
}
EXIF_DIRECTORY, GPS_DIRECTORY, MAKER_NOTE = 0x8769, 0x8825, 0x927C
_BLOCKS = {0x02BC: Language.XMP, 0x83BB: Language.IPTC, 0x8649: Language.PHOTOSHOP, 0xCD41: Language.MANIFEST}
_FIRST = IMAGE.keys() | EXIF.keys() | _BLOCKS.keys() | {EXIF_DIRECTORY, GPS_DIRECTORY}


def exif_tags(source: Source) -> Iterator[Tag | Block]:
    """The statements of one EXIF block or TIFF file, and the blocks of other languages inside it.

    Three directories and one maker note are read, never a chain, so no file can send us round in circles. Raises
    Damaged when it is no TIFF structure or one of its directories lies outside.
    """
    tiff, first = open_tiff(source)
    make, deeper = "", dict[int, int]()
    for entry in tiff.entries(first, _FIRST):
        if entry.tag in _BLOCKS:
            yield Block(_BLOCKS[entry.tag], Part(source, entry.offset, entry.length))
        elif entry.tag in (EXIF_DIRECTORY, GPS_DIRECTORY):
            deeper[entry.tag] = tiff.number(entry) or 0
        else:
            tag = _tag(tiff, entry, "exif", IMAGE | EXIF)
            make = tag.untrusted_value if tag.name == "Make" else make
            yield tag
    yield from _deeper(tiff, make, deeper)


def _deeper(tiff: Tiff, make: str, directories: dict[int, int]) -> Iterator[Tag]:
    """The GPS directory first: a maker note that misleads us must not cost the position."""
    damaged = False
    for directory, read in ((GPS_DIRECTORY, _gps), (EXIF_DIRECTORY, _exif)):
        try:
            if directory in directories:
                yield from read(tiff, directories[directory], make)
        except Damaged:
            damaged = True
    if damaged:
        raise Damaged


def _gps(tiff: Tiff, at: int, make: str) -> Iterator[Tag]:
    return (_tag(tiff, entry, "gps", GPS) for entry in tiff.entries(at, GPS))


def _exif(tiff: Tiff, at: int, make: str) -> Iterator[Tag]:
    note = None
    for entry in tiff.entries(at, EXIF.keys() | {MAKER_NOTE}):
        if entry.tag == MAKER_NOTE:
            note = entry
        else:
            yield _tag(tiff, entry, "exif", EXIF)
    if note is not None:
        yield from maker_tags(tiff, note, make)


def _tag(tiff: Tiff, entry: Entry, group: str, names: dict[int, str]) -> Tag:
    written = _WRITTEN_ODDLY.get(names[entry.tag], Tiff.value)
    return Tag(group, names[entry.tag], written(tiff, entry))


def _windows(tiff: Tiff, entry: Entry) -> str:
    return tiff.raw(entry).decode("utf-16-le", "replace").split("\0", 1)[0]


def _with_character_code(tiff: Tiff, entry: Entry) -> str:
    """UserComment and its like: eight bytes say how the rest is written. The Japanese code is not read."""
    data = tiff.raw(entry)
    code, text = data[:8], data[8:]
    if code == b"UNICODE\0":
        text = text.removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
        # Meant to be in the file's byte order; ASCII characters with their zero byte first are the other one.
        big = text[:1] == b"\0" if text[:2].count(0) == 1 else tiff.order == ">"
        return text.decode("utf-16-be" if big else "utf-16-le", "replace").split("\0", 1)[0]
    return "" if code.startswith(b"JIS") else text_of(text.lstrip(b"\0"))


def _bytes_as_numbers(tiff: Tiff, entry: Entry) -> str:
    return " ".join(str(byte) for byte in tiff.raw(entry, 4))


_WRITTEN_ODDLY: dict[str, Callable[[Tiff, Entry], str]] = {
    **dict.fromkeys(("XPTitle", "XPComment", "XPAuthor", "XPKeywords", "XPSubject"), _windows),
    **dict.fromkeys(("UserComment", "GPSProcessingMethod"), _with_character_code),
    "GPSAltitudeRef": _bytes_as_numbers,
}
