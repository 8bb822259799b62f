"""What a file really is: told from its first 4 KiB, never from its name."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from enum import StrEnum

HEAD = 4096  # bytes of the start that are looked at


class Group(StrEnum):
    """How a file of this kind is looked at."""

    STILL = "still"  # a picture, several pages or an animation
    FILM = "film"  # a container that can hold moving pictures, even if this one holds only sound
    OTHER = "other"  # never opened as a picture; its digests are taken


@dataclass(frozen=True, slots=True)
class Kind:
    """The type of a file by its content, and how to look at it."""

    mime: str
    group: Group


def _still(mime: str) -> Kind:
    return Kind(mime, Group.STILL)


def _film(mime: str) -> Kind:
    return Kind(mime, Group.FILM)


def _other(mime: str) -> Kind:
    return Kind(mime, Group.OTHER)


JPEG = _still("image/jpeg")
PNG = _still("image/png")
APNG = _still("image/apng")
UNKNOWN = _other("application/octet-stream")

# (offset, bytes there, kind): signatures long enough to stand alone. Sources: the formats' own specifications and
# IANA's registered media types; names without registration are those of freedesktop's shared-mime-info.
_SIGNATURES: tuple[tuple[int, bytes, Kind], ...] = (
    (0, b"\xff\xd8\xff", JPEG),
    (0, b"GIF87a", _still("image/gif")),
    (0, b"GIF89a", _still("image/gif")),
    (0, b"II*\0", _still("image/tiff")),
    (0, b"MM\0*", _still("image/tiff")),
    (0, b"II+\0\x08\0\0\0", _still("image/tiff")),  # BigTIFF
    (0, b"MM\0+\0\x08\0\0", _still("image/tiff")),
    (0, b"II\xbc\x01", _still("image/jxr")),
    (0, b"\0\0\0\x0cjP  \r\n\x87\n", _still("image/jp2")),
    (0, b"\xff\x4f\xff\x51", _still("image/j2c")),
    (0, b"\0\0\0\x0cJXL \r\n\x87\n", _still("image/jxl")),
    (0, b"\xff\x0a", _still("image/jxl")),
    (0, b"8BPS\0\x01", _still("image/vnd.adobe.photoshop")),
    (0, b"8BPS\0\x02", _still("image/vnd.adobe.photoshop")),
    (0, b"\0\0\x01\0", _still("image/vnd.microsoft.icon")),
    (0, b"icns", _still("image/x-icns")),
    (0, b"DDS \x7c\0\0\0", _still("image/x-dds")),
    (0, b"qoif", _still("image/qoi")),
    (0, b"\x01\xda\0\x01", _still("image/x-sgi")),
    (0, b"\x01\xda\x01\x01", _still("image/x-sgi")),
    (0, b"\x1aE\xdf\xa3", _film("video/x-matroska")),
    (0, b"\0\0\x01\xba", _film("video/mpeg")),
    (0, b"\0\0\x01\xb3", _film("video/mpeg")),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\x00\xaa\x00\x62\xce\x6c", _film("video/x-ms-asf")),
    (0, b"FLV\x01", _film("video/x-flv")),
    (0, b"OggS", _film("application/ogg")),
    (0, b"\x06\x0e\x2b\x34\x02\x05\x01\x01\x0d\x01\x02\x01\x01\x02", _film("application/mxf")),
    (0, b".RMF", _film("application/vnd.rn-realmedia")),
    (0, b"DKIF\0\0", _film("video/x-ivf")),
    (0, b"YUV4MPEG2 ", _film("video/x-yuv4mpeg")),
    (0, b"\xb7\xd8\x00\x20\x37\x49\xda\x11\xa6\x4e\x00\x07\xe9\x5e\xad\x8d", _film("video/x-wtv")),
    (0, b"\0\0\0\x01\x67", _film("video/h264")),
    (0, b"\0\0\x01\x67", _film("video/h264")),
    (0, b"\0\0\0\x01\x40\x01", _film("video/h265")),
    (0, b"fLaC", _other("audio/flac")),
    (0, b"ID3", _other("audio/mpeg")),
    (0, b"\xff\xfb", _other("audio/mpeg")),
    (0, b"\xff\xf1", _other("audio/aac")),
    (0, b"\xff\xf9", _other("audio/aac")),
    (0, b"#!AMR", _other("audio/amr")),
    (0, b"MThd\0\0\0\x06", _other("audio/midi")),
    (0, b"SQLite format 3\0", _other("application/vnd.sqlite3")),
    (0, b"PK\x05\x06", _other("application/zip")),
    (0, b"Rar!\x1a\x07", _other("application/vnd.rar")),
    (0, b"7z\xbc\xaf\x27\x1c", _other("application/x-7z-compressed")),
    (0, b"\x1f\x8b\x08", _other("application/gzip")),
    (0, b"BZh", _other("application/x-bzip2")),
    (0, b"\xfd7zXZ\0", _other("application/x-xz")),
    (0, b"\x28\xb5\x2f\xfd", _other("application/zstd")),
    (257, b"ustar", _other("application/x-tar")),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _other("application/x-ole-storage")),
    (0, b"!BDN", _other("application/vnd.ms-outlook-pst")),
    (0, b"{\\rtf", _other("application/rtf")),
    (0, b"%!PS", _other("application/postscript")),
    (0, b"bplist00", _other("application/x-bplist")),
    (0, b"\x7fELF", _other("application/x-elf")),
    (0, b"FWS", _other("application/vnd.adobe.flash.movie")),
    (0, b"CWS", _other("application/vnd.adobe.flash.movie")),
    (0, b"age-encryption.org/v1\n", _other("application/x-age")),
)

_BRANDS_OF_STILLS = {
    b"avif": "image/avif",
    b"avis": "image/avif",
    b"heic": "image/heic",
    b"heix": "image/heic",
    b"heim": "image/heic",
    b"heis": "image/heic",
    b"mif1": "image/heif",
    b"mif2": "image/heif",
    b"jp2 ": "image/jp2",
    b"crx ": "image/x-canon-cr3",
}
_BRANDS_OF_FILMS = {
    b"qt  ": "video/quicktime",
    b"M4V ": "video/x-m4v",
    b"M4VH": "video/x-m4v",
    b"M4A ": "audio/mp4",
    b"msf1": "image/heif-sequence",
    b"hevc": "image/heic-sequence",
    b"hevx": "image/heic-sequence",
    b"hevm": "image/heic-sequence",
    b"hevs": "image/heic-sequence",
}
_FIRST_ATOMS = frozenset({b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot", b"moof", b"styp"})
_DIB_HEADERS = frozenset({12, 16, 40, 52, 56, 64, 108, 124})  # the sizes a BMP's second header can have
_ZIP_PARTS = (
    (b"word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (b"xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (b"ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
)
_NETPBM = re.compile(rb"P([1-6]\s+(#[^\n]*\n\s*)*\d+\s+\d+\s|7\nWIDTH |[Ff]\s+\d+\s+\d+\s)")
_TEXT_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")
_NOT_IN_TEXT = re.compile(rb"[\0-\x08\x0b\x0e-\x1a\x1c-\x1f]")


def kind_of(head: bytes) -> Kind:
    """The kind of the file that begins with `head`; 4 KiB are enough, fewer are taken as the whole file.

    A file that only might be a film is called one: opening it in the sandbox settles the matter, and a film taken for
    something else would go unseen.
    """
    head = bytes(head[:HEAD])
    for tell in (_png, _iso_media, _riff, _by_signature, _transport_stream, _bitmap, _archive, _document, _text):
        if (kind := tell(head)) is not None:
            return kind
    return UNKNOWN


def _png(head: bytes) -> Kind | None:
    if not head.startswith(b"\x89PNG\r\n\x1a\n"):
        return None
    animated, data = head.find(b"acTL"), head.find(b"IDAT")
    return APNG if animated >= 0 and (data < 0 or animated < data) else PNG


def _iso_media(head: bytes) -> Kind | None:
    """Files made of ISO 14496-12 boxes: the first brand decides, then the ones it calls compatible."""
    box = head[4:8]
    if box in _FIRST_ATOMS:
        return _film("video/quicktime")
    if box != b"ftyp":
        return None
    brands = _brands(head)
    if brands[:1] and brands[0] in _BRANDS_OF_FILMS:
        return _film(_BRANDS_OF_FILMS[brands[0]])
    stills = [_BRANDS_OF_STILLS[brand] for brand in brands if brand in _BRANDS_OF_STILLS]
    if stills and brands[0] in _BRANDS_OF_STILLS:
        # "mif1" says only that it is some HEIF; a codec's own brand says which.
        return _still(next((mime for mime in stills if mime != "image/heif"), "image/heif"))
    return _film("video/3gpp" if brands[:1] and brands[0][:2] == b"3g" else "video/mp4")


def _brands(head: bytes) -> list[bytes]:
    end = min(int.from_bytes(head[:4], "big"), len(head))
    return [head[8:12]] + [head[at : at + 4] for at in range(16, end - 3, 4)]


def _riff(head: bytes) -> Kind | None:
    if head[:4] not in (b"RIFF", b"RIFX", b"RF64"):
        return None
    kinds = {b"WEBP": _still("image/webp"), b"AVI ": _film("video/x-msvideo"), b"WAVE": _other("audio/vnd.wave")}
    return kinds.get(head[8:12])


def _by_signature(head: bytes) -> Kind | None:
    for offset, signature, kind in _SIGNATURES:
        if head.startswith(signature, offset):
            return _film("video/webm") if kind.mime == "video/x-matroska" and b"webm" in head[:64] else kind
    return None


def _transport_stream(head: bytes) -> Kind | None:
    """MPEG transport streams have no header, only a sync byte every 188 bytes (192 on discs, 204 over the air)."""
    for first, step in ((0, 188), (4, 192), (0, 204)):
        syncs = head[first::step]
        if len(syncs) >= 3 and set(syncs) == {0x47}:
            return _film("video/mp2t")
    return None


def _bitmap(head: bytes) -> Kind | None:
    if head[:2] == b"BM" and int.from_bytes(head[14:18], "little") in _DIB_HEADERS:
        return _still("image/bmp")
    if head[:1] == b"\x0a" and head[1:2] <= b"\x05" and head[2:3] == b"\x01" and head[3:4] in b"\x01\x02\x04\x08":
        return _still("image/vnd.zbrush.pcx") if len(head) >= 128 else None
    return _still("image/x-portable-anymap") if _NETPBM.match(head) else None


def _archive(head: bytes) -> Kind | None:
    if not head.startswith(b"PK\x03\x04"):
        return None
    if head[30:38] == b"mimetype":  # OpenDocument and EPUB: the first member is their type, stored as it is
        named = re.match(rb"[a-z]+/[a-z0-9.+-]+", head[38:138])
        return _other(named[0].decode() if named else "application/zip")
    return _other(next((mime for part, mime in _ZIP_PARTS if part in head), "application/zip"))


def _document(head: bytes) -> Kind | None:
    if b"%PDF-" in head[:1024]:  # readers accept up to 1 KiB of something else before it
        return _other("application/pdf")
    if head[:2] == b"MZ" and len(head) >= 64:
        return _other("application/vnd.microsoft.portable-executable")
    return None


def _text(head: bytes) -> Kind | None:
    if not head or not _is_text(head):
        return None
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:256].lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return _other("text/html")
    if start.startswith((b"<?xml", b"<svg")):
        return _other("image/svg+xml" if b"<svg" in head.lower() else "application/xml")
    return _other("text/plain")


def _is_text(head: bytes) -> bool:
    if head.startswith(_TEXT_MARKS[:2]):
        return True
    if _NOT_IN_TEXT.search(head):
        return False
    try:
        # A character cut in two at the end of the head is no fault.
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True
