"""XMP: identifiers of a document and its copies, the tool, serials, times and positions, by name.

Read with expat as a stream that builds no tree. A document type is refused, so there are no entities; the encoding is
UTF-8 whatever the packet says, so no codec is looked for. Source of the names: XMP specification parts 1 and 2 (Adobe,
ISO 16684-1), EXIF for XMP (CIPA DC-010), IPTC Photo Metadata 2023.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.parsers import expat

from daymark.engine.sandbox.child.metadata.source import Damaged, Source
from daymark.engine.sandbox.seen import Tag

# Bytes of a packet. The names we read stand early; what makes packets of megabytes is the list of ancestors after them.
LONGEST_PACKET = 1 << 20
LONGEST_VALUE = 2_048
PIECE = 64 * 1024
DEEPEST = 64  # elements inside one another; what programs write stays under 15

_SPACES = {
    "http://ns.adobe.com/xap/1.0/mm/": "xmpMM",
    "http://ns.adobe.com/xap/1.0/": "xmp",
    "http://ns.adobe.com/xap/1.0/sType/ResourceRef#": "stRef",
    "http://ns.adobe.com/photoshop/1.0/": "photoshop",
    "http://ns.adobe.com/tiff/1.0/": "tiff",
    "http://ns.adobe.com/exif/1.0/": "exif",
    "http://ns.adobe.com/exif/1.0/aux/": "aux",
    "http://cipa.jp/exif/1.0/": "exifEX",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://iptc.org/std/Iptc4xmpExt/2008-02-29/": "Iptc4xmpExt",
    "http://www.dji.com/drone-dji/1.0/": "drone-dji",
}
_NAMES = frozenset(
    f"{space}:{name}"
    for space, names in {
        "xmpMM": "DocumentID InstanceID OriginalDocumentID",
        "xmp": "CreatorTool CreateDate ModifyDate",
        "stRef": "documentID instanceID originalDocumentID",
        "photoshop": "DateCreated City Country Headline",
        "tiff": "Make Model Software Artist",
        "exif": "DateTimeOriginal DateTimeDigitized GPSLatitude GPSLongitude GPSMapDatum ImageUniqueID",
        "aux": "SerialNumber LensSerialNumber OwnerName Lens",
        "exifEX": "BodySerialNumber LensSerialNumber CameraOwnerName LensMake LensModel",
        "dc": "title description creator",
        "Iptc4xmpExt": "DigitalSourceType",
        "drone-dji": "CameraSerialNumber DroneSerialNumber",
    }.items()
    for name in names.split()
)
# A reference to another document counts only where this one says what it was made from; histories hold hundreds.
_REFERENCES = frozenset(name for name in _NAMES if name.startswith("stRef:"))
_DERIVED = "DerivedFrom"


def xmp_tags(source: Source) -> Iterator[Tag]:
    """The first value of each name we know. Raises Damaged at what is not XML, after what stood before it."""
    reading = _Reading()
    parser = expat.ParserCreate("utf-8", namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = reading.refuse
    parser.StartElementHandler = reading.start
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = reading.text
    packet = _as_utf8(source.at(0, LONGEST_PACKET))
    try:
        for at in range(0, len(packet), PIECE):
            parser.Parse(packet[at : at + PIECE])
            yield from reading.given()
    except (expat.ExpatError, Damaged):
        yield from reading.given()
        raise Damaged from None


def _as_utf8(packet: bytes) -> bytes:
    """A packet as UTF-8 without what stands around it: a byte order mark, the zero bytes that pad it."""
    packet = packet.strip(b"\0 \r\n\t")
    if packet.startswith((b"\xff\xfe", b"\xfe\xff")):
        order = "utf-16-le" if packet.startswith(b"\xff\xfe") else "utf-16-be"
        return packet[2:].decode(order, "replace").encode()
    return packet.removeprefix(b"\xef\xbb\xbf")


class _Reading:
    """What has been seen of a packet: the elements that we are in, and the values found."""

    def __init__(self) -> None:
        self._inside: list[str] = []
        self._found: dict[str, str] = {}
        self._given = 0

    def refuse(self, *_: object) -> None:
        raise Damaged

    def start(self, element: str, attributes: dict[str, str]) -> None:
        if len(self._inside) >= DEEPEST:
            raise Damaged
        self._inside.append(_short(element))
        for name, value in attributes.items():
            self._keep(_short(name), value)

    def end(self, _: str) -> None:
        self._inside.pop()

    def text(self, text: str) -> None:
        """Text belongs to the innermost element whose name we know: lists and languages lie in between."""
        if text.strip():
            name = next((name for name in reversed(self._inside) if name in _NAMES), None)
            if name is not None:
                self._keep(name, text)

    def given(self) -> Iterator[Tag]:
        """What was found since this was last asked."""
        new = list(self._found.items())[self._given :]
        self._given = len(self._found)
        return (Tag("xmp", name, value) for name, value in new)

    def _keep(self, name: str, value: str) -> None:
        derived = any(inside.endswith(_DERIVED) for inside in self._inside)
        if name in _REFERENCES:
            name = name.replace("stRef:", "xmpMM:DerivedFrom/")
            if not derived:
                return
        elif name not in _NAMES or derived:
            return
        self._found.setdefault(name, value.strip()[:LONGEST_VALUE])


def _short(name: str) -> str:
    """`http://ns.adobe.com/xap/1.0/mm/ DocumentID` as `xmpMM:DocumentID`; other namespaces give no name of ours."""
    space, _, local = name.rpartition(" ")
    return f"{_SPACES[space]}:{local}" if space in _SPACES else local
