"""Places, in degrees with doubt in metres; what is not written is never assumed."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import NamedTuple

from daymark.engine.exif.asserted import Position, Said
from daymark.engine.exif.names import Statement, Statements
from daymark.engine.exif.numbers import Angle, angle_of, number_of, side_of
from daymark.engine.exif.scrub import quoted

_S = Statement

METRES_PER_DEGREE = 111_320  # of latitude, and of longitude at the equator: WGS 84's 40,075 km divided by 360
# What an ordinary receiver does under open sky (gps.gov, "GPS accuracy": smartphones 4.9 m); no digits make it better.
RECEIVER_M = 5.0
# Rule of thumb: horizontal error is the dilution of precision times the receiver's error of one range.
_ERROR_FOR_DOP_M = 5.0
# Maps on other datums than WGS 84 are off by up to about a kilometre (Tokyo 450 m, NAD 27 200 m).
_OTHER_DATUM_M = 1_000.0
_SAME_DATUM = re.compile(r"(WGS ?84|JGD ?2000|JGD ?2011|ETRS ?89|NAD ?83|GDA ?94|GDA ?2020)?", re.IGNORECASE)
# Both coordinates within a hundred metres of zero: the sea off Ghana, where receivers without a fix think they are.
_NOWHERE_DEGREES = 0.001
_DEEPEST_M, _HIGHEST_M = -11_500.0, 500_000.0  # the ocean's floor; cameras on space stations

_ISO_6709 = re.compile(
    r"(?P<lat>[+-]\d{2}(?:\d{2}){0,2}(?:\.\d{1,10})?)(?P<lon>[+-]\d{3}(?:\d{2}){0,2}(?:\.\d{1,10})?)"
    r"(?P<alt>[+-]\d{1,6}(?:\.\d{1,6})?)?(?:CRS\w{0,20})?/?",
    re.ASCII,
)
_PAIR = re.compile(r"([^/;,]+)[/;,]([^/;,]+)")
_ALTITUDE = re.compile(r"(?P<sign>[+-]?)(?P<number>[\d./]+) ?(?:metres|meters|m)?(?P<side>[a-z ]*)", re.IGNORECASE)
_UP = {"0": 1, "2": 1, "above sea level": 1, "1": -1, "3": -1, "below sea level": -1}


class _Axis(NamedTuple):
    """One of the two coordinates: its name, its positive and its negative side, how far it goes."""

    name: str
    plus: str
    minus: str
    farthest: int


_LATITUDE = _Axis("latitude", "N", "S", 90)
_LONGITUDE = _Axis("longitude", "E", "W", 180)


class Refused(Exception):
    """This coordinate is not believed; the message is the end of a sentence that says why."""


class _Coordinate(NamedTuple):
    degrees: float  # with sign
    step: float  # degrees of its last written place


def positions_of(statements: Statements, remarks: list[str]) -> tuple[Position, ...]:
    """The places that a file asserts, the receiver's own first; one that only repeats another is left out."""
    positions: list[Position] = []
    for read in (_from_receiver, _from_pairs, _from_xmp, _from_film):
        for position in read(statements, remarks):
            if not any(_metres_apart(position, other) <= position.doubt_m + other.doubt_m for other in positions):
                positions.append(position)
    if len(positions) > 1:
        remarks.append("The file names more than one place: see where each comes from.")
    return tuple(positions)


def _from_receiver(statements: Statements, remarks: list[str]) -> list[Position]:
    """Latitude and longitude as EXIF has them, each with its reference, and what belongs to them."""
    found = _two(statements, _S.LATITUDE, _S.LONGITUDE, remarks, _S.LATITUDE_SIDE, _S.LONGITUDE_SIDE)
    return [_with_surroundings(position, statements, remarks) for position in found]


def _from_xmp(statements: Statements, remarks: list[str]) -> list[Position]:
    return _two(statements, _S.XMP_LATITUDE, _S.XMP_LONGITUDE, remarks)


def _two(
    statements: Statements,
    lat: Statement,
    lon: Statement,
    remarks: list[str],
    lat_side: Statement | None = None,
    lon_side: Statement | None = None,
) -> list[Position]:
    north, east = statements.first(lat), statements.first(lon)
    if north is None and east is None:
        return []
    raw = f"{north.text if north else ''} {statements.text(lat_side) if lat_side else ''}".strip()
    raw += f", {east.text if east else ''} {statements.text(lon_side) if lon_side else ''}".rstrip()
    said = Said(raw, (north or east or Said("", "")).source)
    try:
        if north is None or east is None:
            raise Refused("names only one of latitude and longitude")
        latitude = _coordinate(north.text, statements.first(lat_side) if lat_side else None, _LATITUDE)
        longitude = _coordinate(east.text, statements.first(lon_side) if lon_side else None, _LONGITUDE)
        return [_position(latitude, longitude, said)]
    except Refused as refused:
        remarks.append(_sentence(said, refused))
        return []


def _from_pairs(statements: Statements, remarks: list[str]) -> list[Position]:
    """Both in one text, as Griffeye's `51.5/-0.12`: such pairs are signed, so no sign means north and east."""
    positions = []
    for said in statements.every(_S.BOTH):
        try:
            match = _PAIR.fullmatch(said.text)
            if match is None:
                raise Refused("is no pair of coordinates")
            latitude = _coordinate(match[1], None, _LATITUDE, signed=True)
            positions.append(_position(latitude, _coordinate(match[2], None, _LONGITUDE, signed=True), said))
        except Refused as refused:
            remarks.append(_sentence(said, refused))
    return positions


def _from_film(statements: Statements, remarks: list[str]) -> list[Position]:
    """ISO 6709, as telephones write it into films: `+51.5007-000.1246+035.000/`."""
    positions = []
    told = number_of(statements.text(_S.ISO_6709_ERROR))
    for said in statements.every(_S.ISO_6709):
        try:
            position = _iso_6709(said)
            if told is not None and told.value > position.doubt_m:
                position = replace(position, doubt_m=round(told.value, 1), doubt_from="the error that the file tells")
            positions.append(position)
        except Refused as refused:
            remarks.append(_sentence(said, refused))
    return positions


def _iso_6709(said: Said) -> Position:
    match = _ISO_6709.fullmatch(said.text)
    if match is None:
        raise Refused("is no place as ISO 6709 writes it")
    latitude = _coordinate(_spread(match["lat"], 2), None, _LATITUDE, signed=True)
    position = _position(latitude, _coordinate(_spread(match["lon"], 3), None, _LONGITUDE, signed=True), said)
    altitude = float(match["alt"]) if match["alt"] else None
    return replace(position, altitude_m=altitude if altitude is None or _possible_height(altitude) else None)


def _spread(packed: str, degrees: int) -> str:
    """`+5130.5` as `+51 30.5`: the number of digits says whether minutes and seconds are there."""
    whole, dot, fraction = packed[1:].partition(".")
    parts = [whole[:degrees], *(whole[at : at + 2] for at in range(degrees, len(whole), 2))]
    return packed[0] + " ".join(parts) + dot + fraction


def _coordinate(text: str, reference: Said | None, axis: _Axis, *, signed: bool = False) -> _Coordinate:
    angle = angle_of(text)
    if angle is None:
        raise Refused(f"holds a {axis.name} that cannot be read")
    if angle.degrees > axis.farthest:
        raise Refused(f"holds a {axis.name} beyond {axis.farthest} degrees")
    return _Coordinate(_direction(angle, reference, axis, signed) * angle.degrees, angle.step)


def _direction(angle: Angle, reference: Said | None, axis: _Axis, signed: bool) -> int:
    """1 for north and east, -1 for south and west: told by a letter, a reference or a sign, all agreeing."""
    signs = {"+": axis.plus, "-": axis.minus}
    told = {side for side in (angle.side, signs.get(angle.sign, "")) if side}
    if reference is not None:
        side = side_of(reference.text)
        if not side:
            raise Refused(f"has the reference {quoted(reference.text)}, which is no side")
        told.add(side)
    if not told and signed:
        return 1
    if not told:
        raise Refused(f"does not say on which side its {axis.name} lies")
    if len(told) > 1 or not told <= {axis.plus, axis.minus}:
        raise Refused(f"contradicts itself about the side of its {axis.name}")
    return 1 if told == {axis.plus} else -1


def _position(latitude: _Coordinate, longitude: _Coordinate, said: Said) -> Position:
    if abs(latitude.degrees) < _NOWHERE_DEGREES and abs(longitude.degrees) < _NOWHERE_DEGREES:
        raise Refused("says 0, 0: a receiver that did not know where it was")
    squeezed = math.cos(math.radians(latitude.degrees))
    written = METRES_PER_DEGREE * math.hypot(latitude.step, longitude.step * squeezed)
    doubt, reason = max((written, "the digits written"), (RECEIVER_M, "what an ordinary receiver can do"))
    return Position(
        round(latitude.degrees, 9), round(longitude.degrees, 9), _upwards(doubt), reason, said.text, said.source
    )


def _with_surroundings(position: Position, statements: Statements, remarks: list[str]) -> Position:
    position = _with_told_doubt(position, statements, remarks)
    position = replace(position, altitude_m=_altitude(statements, remarks))
    direction, reference = statements.first(_S.DIRECTION), statements.text(_S.DIRECTION_FROM).casefold()
    if direction is not None:
        number = number_of(direction.text)
        if number is None or number.value > 360:
            remarks.append(f"{direction.source} says {quoted(direction.text)}, which is no direction.")
        else:
            north = {"t": "true", "true north": "true", "m": "magnetic", "magnetic north": "magnetic"}
            position = replace(
                position, direction_deg=number.value % 360, direction_from=north.get(reference.strip(), "")
            )
    if statements.text(_S.GPS_STATUS).strip().casefold() in ("v", "measurement void"):
        remarks.append("The receiver had lost the satellites: the place is where it last saw them.")
        position = replace(position, stale=True)
    return position


def _with_told_doubt(position: Position, statements: Statements, remarks: list[str]) -> Position:
    error, dop = number_of(statements.text(_S.GPS_ERROR)), number_of(statements.text(_S.GPS_DOP))
    told = (error.value, "the error that the file tells") if error else None
    if told is None and dop:
        told = dop.value * _ERROR_FOR_DOP_M, "the dilution of precision that the file tells"
    if told is not None and told[0] > position.doubt_m:
        position = replace(position, doubt_m=_upwards(told[0]), doubt_from=told[1])
    datum = statements.text(_S.DATUM).replace("-", " ").replace("_", " ").strip()
    if not _SAME_DATUM.fullmatch(datum):
        remarks.append(f"The place is on the map datum {quoted(datum)} and was not converted to WGS 84.")
        position = replace(position, doubt_m=position.doubt_m + _OTHER_DATUM_M, doubt_from="another map datum")
    return position


def _altitude(statements: Statements, remarks: list[str]) -> float | None:
    """Metres above the sea. Without a reference it counts as above: here, unlike for the sides, EXIF says so."""
    said = statements.first(_S.ALTITUDE)
    if said is None:
        return None
    match = _ALTITUDE.fullmatch(said.text)
    number = number_of(match["number"]) if match else None
    reference = statements.text(_S.ALTITUDE_SIDE) or (match["side"] if match else "")
    side = _UP.get(reference.strip(" ()").casefold() or "0")
    if match is None or number is None or side is None:
        remarks.append(f"{said.source} says {quoted(said.text)} ({quoted(reference)}), which is no altitude.")
        return None
    altitude = round(number.value * side * (-1 if match["sign"] == "-" else 1), 3)
    if not _possible_height(altitude):
        remarks.append(f"{said.source} says {quoted(said.text)}, where no camera can be.")
        return None
    return altitude


def _possible_height(metres: float) -> bool:
    return _DEEPEST_M <= metres <= _HIGHEST_M


def _upwards(metres: float) -> float:
    return math.ceil(metres * 10) / 10


def _sentence(said: Said, refused: Refused) -> str:
    return f"{said.source} ({quoted(said.text)}) {refused}: no place was taken from it."


def _metres_apart(one: Position, other: Position) -> float:
    """Flat, which is exact enough for places that might be the same."""
    squeezed = math.cos(math.radians(one.latitude))
    east = (one.longitude - other.longitude + 180) % 360 - 180
    return METRES_PER_DEGREE * math.hypot(one.latitude - other.latitude, east * squeezed)
