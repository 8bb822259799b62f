"""The facts that a file asserts about itself, each with the tag that it comes from."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class Role(StrEnum):
    """What a moment is the moment of."""

    CAPTURED = "captured"
    DIGITISED = "digitised"
    CHANGED = "changed"
    SATELLITE = "satellite"  # the time that the satellites told the camera, in UTC
    WRITTEN = "written"  # when the film's container was begun


class Strength(StrEnum):
    """What an equal value in two files is worth."""

    STRONG = "strong"  # links them by itself
    COUNTED = "counted"  # links them only while few files carry the value: count first
    WEAK = "weak"  # supports a link, never makes one
    NONE = "none"  # says nothing: empty, constant or no identifier at all


class KeyKind(StrEnum):
    """What an equal value would say that two files share."""

    CAMERA = "camera"  # the serial number on the body
    CAMERA_INTERNAL = "camera-internal"  # a serial number that only the camera knows
    LENS = "lens"
    IMAGE = "image"  # copies of one picture
    CAPTURE = "capture"  # the still and the film of one moment
    BURST = "burst"
    DOCUMENT = "document"  # made from one document
    INSTANCE = "instance"  # one saved state of a document
    OWNER = "owner"
    MODEL = "model"


@dataclass(frozen=True, slots=True)
class Said:
    """A text as the file has it, scrubbed and bounded, and the tag that it stood in."""

    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Moment:
    """A time as the file asserts it.

    `local` is what the clock showed, without offset. Only when the file tells the offset (minutes east of UTC) is there
    a `utc`: a local time without offset stays local. `local` is None when the text names no possible time; `raw` is
    always what stood there. `doubt` says what is known to go wrong with this kind of tag.
    """

    role: Role
    raw: str
    source: str
    local: datetime | None = None
    offset_minutes: int | None = None
    utc: datetime | None = None
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Position:
    """A place as the file asserts it: degrees north and east of WGS 84, good to `doubt_m` metres at best.

    `doubt_from` says where the doubt comes from. `altitude_m` is above the sea (negative: below), `direction_deg` where
    the camera looked, clockwise from north; `direction_from` is `true` or `magnetic` north, empty when not told.
    `stale`: the receiver had lost the satellites, and this is the place where it last saw them.
    """

    latitude: float
    longitude: float
    doubt_m: float
    doubt_from: str
    raw: str
    source: str
    altitude_m: float | None = None
    direction_deg: float | None = None
    direction_from: str = ""
    stale: bool = False


@dataclass(frozen=True, slots=True)
class Camera:
    """The device and the programs that a file names."""

    make: Said | None = None
    model: Said | None = None
    body_serial: Said | None = None
    maker_serials: tuple[Said, ...] = ()
    lens_make: Said | None = None
    lens_model: Said | None = None
    lens_serial: Said | None = None
    owner: Said | None = None
    image_unique_id: Said | None = None
    software: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class LinkingKey:
    """A value by which files could be linked, made comparable (case, spaces and maker's name unified).

    `value` is empty when `strength` is NONE; `why` is a sentence for the person who sees the link.
    """

    kind: KeyKind
    value: str
    strength: Strength
    why: str
    source: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """What a file says about how it was made: C2PA, IPTC's digital source type, settings of a picture generator.

    `c2pa_manifest` says only that one is there: its signature and its assertions were not checked.
    """

    c2pa_manifest: bool = False
    claim_generator: Said | None = None
    digital_source: Said | None = None
    generator_settings: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class MediaFacts:
    """Everything that one file asserts about itself. `remarks` are sentences about what could not be understood."""

    asserted_by: str = "the file"
    camera: Camera = Camera()
    moments: tuple[Moment, ...] = ()
    positions: tuple[Position, ...] = ()
    keys: tuple[LinkingKey, ...] = ()
    captions: tuple[Said, ...] = ()
    authors: tuple[Said, ...] = ()
    provenance: Provenance = Provenance()
    remarks: tuple[str, ...] = ()

    @property
    def captured(self) -> Moment | None:
        """The first possible time at which the file says that the picture was taken."""
        return next((m for m in self.moments if m.role is Role.CAPTURED and m.local is not None), None)

    @property
    def position(self) -> Position | None:
        """The first place that the file asserts."""
        return self.positions[0] if self.positions else None

    def strong_keys(self) -> tuple[LinkingKey, ...]:
        """The keys that link two files by themselves."""
        return tuple(key for key in self.keys if key.strength is Strength.STRONG)

    def as_json(self) -> dict[str, Any]:
        """Texts, numbers, booleans, lists and dictionaries only; times in ISO 8601."""
        plain: dict[str, Any] = _plain(asdict(self))
        return plain


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, datetime):
        return value.isoformat()
    return value.value if isinstance(value, StrEnum) else value
