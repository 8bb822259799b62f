"""Which statement a tag is, by its name: ours, ExifTool's, exifread's, Griffeye's and those seen in VICS files.

Names are compared without case, spaces and signs, and without a group in front ("EXIF", "GPS", "Image"). Names with a
colon are XMP's and count for XMP alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum, auto
from functools import lru_cache

from daymark.engine.exif.asserted import Said
from daymark.engine.exif.scrub import LONGEST_QUOTE, scrubbed, turns_text_around
from daymark.engine.sandbox.seen import Tag


class Statement(Enum):
    """What a tag states."""

    MAKE = auto()
    MODEL = auto()
    BODY_SERIAL = auto()
    MAKER_BODY_SERIAL = auto()
    MAKER_INTERNAL_SERIAL = auto()
    LENS_MAKE = auto()
    LENS_MODEL = auto()
    LENS_SERIAL = auto()
    OWNER = auto()
    SOFTWARE = auto()
    IMAGE_ID = auto()
    APPLE_IMAGE_ID = auto()
    CAPTURE_ID = auto()
    BURST_ID = auto()
    DOCUMENT_ID = auto()
    ORIGINAL_ID = auto()
    DERIVED_ID = auto()
    INSTANCE_ID = auto()
    CAPTURED = auto()
    CAPTURED_OFFSET = auto()
    CAPTURED_FRACTION = auto()
    DIGITISED = auto()
    DIGITISED_OFFSET = auto()
    DIGITISED_FRACTION = auto()
    CHANGED = auto()
    CHANGED_OFFSET = auto()
    CHANGED_FRACTION = auto()
    XMP_CAPTURED = auto()
    XMP_DIGITISED = auto()
    XMP_CHANGED = auto()
    FILM_CAPTURED = auto()
    FILM_WRITTEN = auto()
    LATITUDE = auto()
    LATITUDE_SIDE = auto()
    LONGITUDE = auto()
    LONGITUDE_SIDE = auto()
    BOTH = auto()
    XMP_LATITUDE = auto()
    XMP_LONGITUDE = auto()
    ISO_6709 = auto()
    ISO_6709_ERROR = auto()
    ALTITUDE = auto()
    ALTITUDE_SIDE = auto()
    DIRECTION = auto()
    DIRECTION_FROM = auto()
    GPS_DATE = auto()
    GPS_TIME = auto()
    GPS_STATUS = auto()
    GPS_DOP = auto()
    GPS_ERROR = auto()
    DATUM = auto()
    AUTHOR = auto()
    CAPTION = auto()
    GENERATOR_SETTINGS = auto()
    DIGITAL_SOURCE = auto()
    MANIFEST = auto()
    CLAIM_GENERATOR = auto()


_S = Statement
_SPELLINGS: Mapping[Statement, str] = {
    _S.MAKE: "Make, Camera Make, Manufacturer, tiff:Make, com.apple.quicktime.make, com.android.manufacturer",
    _S.MODEL: "Model, Camera Model, Camera Model Name, tiff:Model, com.apple.quicktime.model, com.android.model",
    _S.BODY_SERIAL: "BodySerialNumber, SerialNumber, CameraSerialNumber, aux:SerialNumber, exifEX:BodySerialNumber, "
    "drone-dji:CameraSerialNumber, drone-dji:DroneSerialNumber",
    _S.MAKER_BODY_SERIAL: "Canon SerialNumber, Nikon SerialNumber, Sony SerialNumber, Pentax SerialNumber, "
    "Olympus SerialNumber, Samsung SerialNumber",
    _S.MAKER_INTERNAL_SERIAL: "Canon InternalSerialNumber, Fujifilm InternalSerialNumber, "
    "Olympus InternalSerialNumber, Panasonic InternalSerialNumber, InternalSerialNumber",
    _S.LENS_MAKE: "LensMake, exifEX:LensMake",
    _S.LENS_MODEL: "LensModel, Lens, aux:Lens, exifEX:LensModel",
    _S.LENS_SERIAL: "LensSerialNumber, aux:LensSerialNumber, exifEX:LensSerialNumber, Olympus LensSerialNumber, "
    "Panasonic LensSerialNumber, Canon LensSerialNumber",
    _S.OWNER: "CameraOwnerName, OwnerName, Owner, Canon OwnerName, aux:OwnerName, exifEX:CameraOwnerName",
    _S.SOFTWARE: "Software, ProcessingSoftware, CameraFirmware, RAWDevelopingSoftware, ImageEditingSoftware, "
    "MetadataEditingSoftware, HostComputer, xmp:CreatorTool, CreatorTool, tiff:Software, encoder, firmware, "
    "com.apple.quicktime.software, com.android.version",
    _S.IMAGE_ID: "ImageUniqueID, exif:ImageUniqueID",
    _S.APPLE_IMAGE_ID: "Apple ImageUniqueID, Apple PhotoIdentifier",
    _S.CAPTURE_ID: "Apple ContentIdentifier, com.apple.quicktime.content.identifier, ContentIdentifier",
    _S.BURST_ID: "Apple BurstUUID, BurstUUID",
    _S.DOCUMENT_ID: "xmpMM:DocumentID, DocumentID",
    _S.ORIGINAL_ID: "xmpMM:OriginalDocumentID, OriginalDocumentID",
    _S.DERIVED_ID: "xmpMM:DerivedFrom/documentID, xmpMM:DerivedFrom/originalDocumentID, DerivedFromDocumentID, "
    "DerivedFromOriginalDocumentID",
    _S.INSTANCE_ID: "xmpMM:InstanceID, InstanceID, xmpMM:DerivedFrom/instanceID, DerivedFromInstanceID",
    _S.CAPTURED: "DateTimeOriginal, Date/Time Original, Date Taken",
    _S.CAPTURED_OFFSET: "OffsetTimeOriginal",
    _S.CAPTURED_FRACTION: "SubSecTimeOriginal",
    _S.DIGITISED: "DateTimeDigitized, CreateDate, Create Date",
    _S.DIGITISED_OFFSET: "OffsetTimeDigitized",
    _S.DIGITISED_FRACTION: "SubSecTimeDigitized",
    _S.CHANGED: "DateTime, ModifyDate",
    _S.CHANGED_OFFSET: "OffsetTime",
    _S.CHANGED_FRACTION: "SubSecTime",
    _S.XMP_CAPTURED: "exif:DateTimeOriginal, photoshop:DateCreated",
    _S.XMP_DIGITISED: "xmp:CreateDate, exif:DateTimeDigitized, PNG Creation Time",
    _S.XMP_CHANGED: "xmp:ModifyDate",
    _S.FILM_CAPTURED: "com.apple.quicktime.creationdate",
    _S.FILM_WRITTEN: "creation_time, date",
    _S.LATITUDE: "GPSLatitude, Latitude",
    _S.LATITUDE_SIDE: "GPSLatitudeRef, GPS Latitude Reference, LatitudeRef, Latitude Reference",
    _S.LONGITUDE: "GPSLongitude, Longitude",
    _S.LONGITUDE_SIDE: "GPSLongitudeRef, GPS Longitude Reference, LongitudeRef, Longitude Reference",
    _S.BOTH: "Lat/Lon, LatLong, Latitude/Longitude, GPS Position, GPSCoordinates",
    _S.XMP_LATITUDE: "exif:GPSLatitude",
    _S.XMP_LONGITUDE: "exif:GPSLongitude",
    _S.ISO_6709: "com.apple.quicktime.location.ISO6709, location, location-eng",
    _S.ISO_6709_ERROR: "com.apple.quicktime.location.accuracy.horizontal",
    _S.ALTITUDE: "GPSAltitude, Altitude",
    _S.ALTITUDE_SIDE: "GPSAltitudeRef, Altitude Reference",
    _S.DIRECTION: "GPSImgDirection, GPS Img Direction",
    _S.DIRECTION_FROM: "GPSImgDirectionRef, GPS Img Direction Ref",
    _S.GPS_DATE: "GPSDateStamp, GPSDate",
    _S.GPS_TIME: "GPSTimeStamp",
    _S.GPS_STATUS: "GPSStatus",
    _S.GPS_DOP: "GPSDOP, GPS Dilution Of Precision",
    _S.GPS_ERROR: "GPSHPositioningError, GPS Horizontal Positioning Error",
    _S.DATUM: "GPSMapDatum, exif:GPSMapDatum",
    _S.AUTHOR: "Artist, Author, Photographer, ImageEditor, XPAuthor, Copyright, By-line, dc:creator, tiff:Artist, "
    "com.apple.quicktime.author, CopyrightNotice, Creator",
    _S.CAPTION: "ImageDescription, ImageTitle, UserComment, XPTitle, XPComment, XPKeywords, XPSubject, Title, "
    "Description, Comment, JPEG comment, Caption-Abstract, Headline, ObjectName, Keywords, City, Country, dc:title, "
    "dc:description, photoshop:City, photoshop:Country, photoshop:Headline, com.apple.quicktime.title, "
    "com.apple.quicktime.description, com.apple.quicktime.comment, Source",
    _S.GENERATOR_SETTINGS: "parameters, prompt, workflow, sd-metadata, invokeai_metadata, generation_data, Dream",
    _S.DIGITAL_SOURCE: "Iptc4xmpExt:DigitalSourceType, DigitalSourceType",
    _S.MANIFEST: "c2pa manifest, manifest",
    _S.CLAIM_GENERATOR: "claim_generator",
}
_GROUPS = ("exififd", "exif", "ifd0", "image", "gps", "quicktime", "xmp")
# Where the same thing is stated twice, the camera's own words come first.
_RANKS = {group: rank for rank, group in enumerate(("exif", "gps", "maker", "film", "xmp", "iptc", "text"))}
_MOST_OF_ONE = 16  # different texts for one statement
_SIGNS = re.compile(r"[^a-z0-9]+")


def _plain(name: str) -> str:
    return _SIGNS.sub("", name.casefold())


_ALL = [(name, statement) for statement, names in _SPELLINGS.items() for name in names.split(", ")]
_IN_XMP = {name: statement for name, statement in _ALL if ":" in name}
_BY_NAME = {_plain(name): statement for name, statement in _ALL if ":" not in name}


@lru_cache(maxsize=2_048)
def statement_of(group: str, untrusted_name: str) -> Statement | None:
    """What a tag of this name states; None when nothing we know."""
    if group == "xmp" and untrusted_name in _IN_XMP:
        return _IN_XMP[untrusted_name]
    name = _plain(untrusted_name[:200])
    shorter = (name.removeprefix(group) for group in _GROUPS)
    return next((_BY_NAME[key] for key in (name, *shorter) if key in _BY_NAME), None)


class Statements:
    """Everything that a file states, scrubbed, by what it states."""

    def __init__(self, tags: Iterable[Tag], remarks: list[str]) -> None:
        self._said: dict[Statement, list[Said]] = {}
        for tag in sorted(tags, key=lambda tag: _RANKS.get(tag.group, len(_RANKS))):
            source = scrubbed(f"{tag.group} {tag.name}", LONGEST_QUOTE)
            if tag.group == "unread":
                remarks.append(_unread(tag))
            elif (statement := statement_of(tag.group, tag.name)) is not None:
                if turns_text_around(tag.untrusted_value):
                    remarks.append(f"{source} holds characters that turn text around; they were taken out.")
                if not self._kept(statement, Said(scrubbed(tag.untrusted_value), source)):
                    remarks.append(f"{source} stands there more often than is read: only the first ones were.")

    def every(self, statement: Statement) -> Iterator[Said]:
        """All different texts that state this, the camera's own first."""
        return iter(self._said.get(statement, ()))

    def first(self, statement: Statement) -> Said | None:
        """The first text that states this."""
        return next(self.every(statement), None)

    def text(self, statement: Statement) -> str:
        """The first text that states this; empty when none does."""
        said = self.first(statement)
        return said.text if said else ""

    def _kept(self, statement: Statement, said: Said) -> bool:
        """Take a text that says something new; False when there are too many already."""
        already = self._said.setdefault(statement, [])
        if len(already) == _MOST_OF_ONE:
            return False
        if said.text and all(said.text.casefold() != other.text.casefold() for other in already):
            already.append(said)
        return True


def _unread(tag: Tag) -> str:
    if tag.name == "the rest":
        return "The file holds more statements about itself than are read: only the first ones were."
    return f"The {scrubbed(tag.name, LONGEST_QUOTE)} of the file is damaged: only part of what it states was read."
