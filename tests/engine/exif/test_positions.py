"""Places: never defaulted, never more exact than they are written."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daymark.engine.exif import Position
from engine.exif.told import stated, told

LONDON = {
    "GPSLatitude": "51/1 30/1 1234/100",
    "GPSLatitudeRef": "N",
    "GPSLongitude": "0/1 7/1 3960/100",
    "GPSLongitudeRef": "W",
}


def place(**values: str) -> Position:
    """The one place of these tags."""
    found = told(**values)
    assert found.position is not None, found.remarks
    return found.position


def refused(values: dict[str, str]) -> str:
    """Why there is no place."""
    found = stated(values)
    assert found.positions == ()
    assert len(found.remarks) == 1, found.remarks
    return found.remarks[0]


def test_degrees_minutes_and_seconds_become_degrees():
    position = place(**LONDON)
    assert position.latitude == pytest.approx(51.503427778, abs=1e-8)
    assert position.longitude == pytest.approx(-0.127666667, abs=1e-8)
    assert position.source == "gps GPSLatitude"
    assert (position.altitude_m, position.direction_deg, position.stale) == (None, None, False)


@pytest.mark.parametrize(
    ("north", "east", "lat", "lon"),
    [("N", "E", 1, 1), ("S", "E", -1, 1), ("N", "W", 1, -1), ("South", "West", -1, -1), ("north latitude", "e", 1, 1)],
)
def test_the_references_decide_the_side(north, east, lat, lon):
    position = place(**LONDON | {"GPSLatitudeRef": north, "GPSLongitudeRef": east})
    assert (math.copysign(1, position.latitude), math.copysign(1, position.longitude)) == (lat, lon)


@pytest.mark.parametrize("garbage", ["K", "0", "nord", "N/A", "T", "NS", "*", "é"])
@pytest.mark.parametrize("which", ["GPSLatitudeRef", "GPSLongitudeRef"])
def test_a_reference_that_is_no_side_is_refused_and_never_defaulted(which, garbage):
    found = told(**LONDON | {which: garbage})
    assert found.positions == ()
    assert "which is no side" in found.remarks[0]


@pytest.mark.parametrize("which", ["GPSLatitudeRef", "GPSLongitudeRef"])
def test_a_reference_that_is_missing_or_empty_is_refused(which):
    for values in ({key: text for key, text in LONDON.items() if key != which}, LONDON | {which: " "}):
        found = told(**values)
        assert found.positions == ()
        assert "does not say on which side" in found.remarks[0]


def test_a_side_of_the_other_axis_or_against_the_sign_is_refused():
    assert "contradicts itself" in told(**LONDON | {"GPSLatitudeRef": "E"}).remarks[0]
    assert "contradicts itself" in told(**LONDON | {"GPSLatitude": "-51.5"}).remarks[0]
    assert "contradicts itself" in told(**LONDON | {"GPSLatitude": "51.5 S"}).remarks[0]


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [("0/1 0/1 0/1", "0/1 0/1 0/1"), ("0.0005", "0.0005"), ("0", "0/1 0/1 1/1")],
)
def test_nowhere_is_refused(latitude, longitude):
    found = told(**LONDON | {"GPSLatitude": latitude, "GPSLongitude": longitude})
    assert found.positions == ()
    assert "did not know where it was" in found.remarks[0]


def test_the_equator_and_the_meridian_themselves_are_places():
    assert place(**LONDON | {"GPSLatitude": "0/1 0/1 0/1"}).latitude == 0
    assert place(**LONDON | {"GPSLongitude": "0/1 0/1 0/1"}).longitude == 0


@pytest.mark.parametrize(
    "latitude",
    [
        "91/1 0/1 0/1",
        "90/1 0/1 1/100",
        "51/1 60/1 0/1",
        "51/1 30/1 60/1",
        "51/0 30/1 12/1",
        "0/0 0/0 0/0",
        "51/1 30/0 12/1",
        "51.5 30 12",
        "515/10 30/1 0/1",
        "1 2 3 4",
        "51,5074",
        "12 deg 34 min 56 s",
        "nan",
        "1e2",
        "inf",
        "--5",
        "5-",
        "51..5",
        "51.5/2",
        "9" * 400,
        "\u0665\u0661.\u0665",
        "N",
        "51 30 12 N S",
        "\x00",
    ],
)
def test_a_latitude_that_cannot_be_is_refused(latitude):
    found = told(**LONDON | {"GPSLatitude": latitude})
    assert found.positions == ()
    assert found.remarks


def test_half_a_place_is_refused():
    assert "only one of latitude and longitude" in refused({"gps GPSLatitude": "51.5", "gps GPSLatitudeRef": "N"})


@pytest.mark.parametrize(
    ("values", "lat", "lon"),
    [
        ({"Exif Lat/Lon": "51.5/-0.12"}, 51.5, -0.12),
        ({"Exif LatLong": "-33.8568, 151.2153"}, -33.8568, 151.2153),
        ({"Exif GPS Position": "51.5N;0.12W"}, 51.5, -0.12),
        (
            {
                "GPS Latitude": "12 deg 34'56.78\"",
                "GPS Latitude Reference": "North",
                "GPS Longitude": "41, 53, 2.44",
                "GPS Longitude Reference": "W",
            },
            12.582438889,
            -41.884011111,
        ),
        (
            {"x GPS Latitude": "12 deg 34' 56.78\" N", "x GPS Longitude": "41\u00b0 53\u2032 2.44\u2033 E"},
            12.582438889,
            41.884011111,
        ),
        ({"VICS Latitude": "-33.8568", "VICS Longitude": "+151.2153"}, -33.8568, 151.2153),
        (
            {
                "EXIF GPS GPSLatitude": "[51, 30, 617/50]",
                "EXIF GPS GPSLatitudeRef": "N",
                "EXIF GPS GPSLongitude": "[0, 7, 198/5]",
                "EXIF GPS GPSLongitudeRef": "W",
            },
            51.503427778,
            -0.127666667,
        ),
        (
            {
                "VICS exif:GPSLatitude": "51.5",
                "VICS exif:GPSLatitudeRef": "N",
                "VICS exif:GPSLongitude": "0.12",
                "VICS exif:GPSLongitudeRef": "W",
            },
            51.5,
            -0.12,
        ),
        ({"xmp exif:GPSLatitude": "51,30.2053N", "xmp exif:GPSLongitude": "0,7.66W"}, 51.503421667, -0.127666667),
    ],
)
def test_spellings_of_case_files_and_other_programs(values, lat, lon):
    position = stated(values).position
    assert position is not None, stated(values).remarks
    assert position.latitude == pytest.approx(lat, abs=1e-8)
    assert position.longitude == pytest.approx(lon, abs=1e-8)


@pytest.mark.parametrize(
    "values",
    [
        {"VICS Lat/Lon": "51.5"},
        {"VICS Lat/Lon": "51.5/-0.12/7"},
        {"VICS Lat/Lon": "somewhere/else"},
        {"VICS Lat/Lon": "0/0"},
        {"VICS Lat/Lon": "0.0/0.0"},
        {"VICS Latitude": "51.5", "VICS Longitude": "-0.12"},
        {"VICS Latitude": "51.5", "VICS Longitude": "-0.12", "VICS Latitude Reference": "unknown"},
    ],
)
def test_case_files_that_do_not_say_enough_give_no_place(values):
    assert refused(values)


@pytest.mark.parametrize(
    ("text", "lat", "lon", "height"),
    [
        ("+51.5007-000.1246+035.000/", 51.5007, -0.1246, 35.0),
        ("+51.5007-000.1246/", 51.5007, -0.1246, None),
        ("-3351.25+15112.6/", -33.854166667, 151.21, None),
        ("+513002.5-0000728.6-002/", 51.500694444, -0.124611111, -2.0),
        ("+27.5916+086.5640+8850CRSWGS_84/", 27.5916, 86.564, 8850.0),
        ("+27.5916+086.5640+900000/", 27.5916, 86.564, None),
    ],
)
def test_iso_6709(text, lat, lon, height):
    position = stated({"film com.apple.quicktime.location.ISO6709": text}).position
    assert position is not None
    assert (position.latitude, position.longitude) == (pytest.approx(lat, abs=1e-8), pytest.approx(lon, abs=1e-8))
    assert position.altitude_m == height


@pytest.mark.parametrize(
    "text", ["51.5-0.12", "+91.0+000.1/", "+51.5-181.0/", "+00.0000+000.0000/", "+5160.0+00000.0/", "here"]
)
def test_iso_6709_that_is_none_is_refused(text):
    assert refused({"film location": text})


def test_the_doubt_follows_the_digits():
    coarse = place(**LONDON | {"GPSLatitude": "515/10", "GPSLongitude": "1/10"})
    assert 11_000 < coarse.doubt_m < 14_000
    assert coarse.doubt_from == "the digits written"
    minutes = place(**LONDON | {"GPSLatitude": "51/1 30205/1000 0/1", "GPSLongitude": "0/1 7660/1000 0/1"})
    assert minutes.doubt_m == 5.0  # a thousandth of a minute is 2 m: less than any receiver does
    seconds = place(**LONDON | {"GPSLatitude": "51/1 30/1 12/1", "GPSLongitude": "0/1 7/1 39/1"})
    assert 30 < seconds.doubt_m < 40


def test_a_coarse_longitude_counts_most_at_the_equator():
    equator = place(**LONDON | {"GPSLatitude": "0.100000", "GPSLongitude": "1/10"})
    north = place(**LONDON | {"GPSLatitude": "60.100000", "GPSLongitude": "1/10"})
    assert 11_000 < equator.doubt_m < 11_200
    assert 5_500 < north.doubt_m < 5_600


def test_many_digits_do_not_make_a_receiver_better():
    position = place(**LONDON | {"GPSLatitude": "51.123456789012", "GPSLongitude": "0.123456789012"})
    assert (position.doubt_m, position.doubt_from) == (5.0, "what an ordinary receiver can do")


def test_an_error_or_a_dilution_that_the_file_tells_widens_the_doubt():
    told_error = place(**LONDON, GPSHPositioningError="25/1")
    assert (told_error.doubt_m, told_error.doubt_from) == (25.0, "the error that the file tells")
    assert place(**LONDON, GPSHPositioningError="1/10").doubt_m == 5.0
    diluted = place(**LONDON, GPSDOP="8/1")
    assert (diluted.doubt_m, diluted.doubt_from) == (40.0, "the dilution of precision that the file tells")
    film = stated(
        {"film location": "+51.50070-000.12460/", "film com.apple.quicktime.location.accuracy.horizontal": "14.296265"}
    ).position
    assert film is not None
    assert film.doubt_m == 14.3


@pytest.mark.parametrize("datum", ["WGS-84", "WGS84", "wgs 84", ""])
def test_the_usual_datum_is_no_doubt(datum):
    assert place(**LONDON, GPSMapDatum=datum).doubt_m == 5.0


def test_another_datum_is_told_and_doubted():
    found = told(**LONDON, GPSMapDatum="TOKYO")
    assert found.position is not None
    assert found.position.doubt_m > 1_000
    assert "was not converted" in found.remarks[0]


def test_altitude_direction_and_a_lost_receiver():
    position = place(
        **LONDON,
        GPSAltitude="355/10",
        GPSAltitudeRef="1",
        GPSImgDirection="27450/100",
        GPSImgDirectionRef="M",
        GPSStatus="V",
    )
    assert (position.altitude_m, position.direction_deg, position.direction_from) == (-35.5, 274.5, "magnetic")
    assert position.stale
    assert place(**LONDON, GPSAltitude="35.5 m Above Sea Level").altitude_m == 35.5
    assert place(**LONDON, GPSImgDirection="360/1", GPSImgDirectionRef="?").direction_from == ""


@pytest.mark.parametrize(
    "values",
    [
        {"GPSAltitude": "35/0"},
        {"GPSAltitude": "35/1", "GPSAltitudeRef": "9"},
        {"GPSAltitude": "99999999/1"},
        {"GPSAltitude": "high"},
        {"GPSImgDirection": "361/1"},
        {"GPSImgDirection": "north"},
    ],
)
def test_an_impossible_altitude_or_direction_is_left_out_and_told(values):
    found = told(**LONDON, **values)
    assert found.position is not None
    assert (found.position.altitude_m, found.position.direction_deg) == (None, None)
    assert len(found.remarks) == 1


def test_the_same_place_twice_is_one_and_two_places_are_told():
    same = {f"gps {name}": value for name, value in LONDON.items()} | {
        "xmp exif:GPSLatitude": "51,30.2057N",
        "xmp exif:GPSLongitude": "0,7.66W",
    }
    assert len(stated(same).positions) == 1
    other = stated(same | {"xmp exif:GPSLatitude": "52,30.2057N"})
    assert len(other.positions) == 2
    assert "more than one place" in other.remarks[0]


def rationals(degrees: float, seconds_in: int) -> str:
    whole = round(abs(degrees) * 3600 * seconds_in)
    minutes, seconds = divmod(whole, 60 * seconds_in)
    return f"{minutes // 60}/1 {minutes % 60}/1 {seconds}/{seconds_in}"


COORDINATES = st.tuples(st.floats(-90, 90), st.floats(-180, 180)).filter(lambda p: abs(p[0]) > 0.01 or abs(p[1]) > 0.01)


@given(COORDINATES, st.sampled_from([1, 10, 100, 10_000]))
def test_any_place_comes_back_within_its_doubt(place_on_earth, seconds_in):
    lat, lon = place_on_earth
    position = place(
        GPSLatitude=rationals(lat, seconds_in),
        GPSLatitudeRef="S" if lat < 0 else "N",
        GPSLongitude=rationals(lon, seconds_in),
        GPSLongitudeRef="W" if lon < 0 else "E",
    )
    assert metres(position, lat, lon) <= position.doubt_m


@given(COORDINATES, st.integers(2, 9))
def test_any_signed_pair_and_iso_6709_come_back_within_their_doubt(place_on_earth, digits):
    lat, lon = place_on_earth
    pair = stated({"VICS Lat/Lon": f"{lat:.{digits}f}/{lon:.{digits}f}"}).position
    iso = stated({"film location": f"{lat:+0{4 + digits}.{digits}f}{lon:+0{5 + digits}.{digits}f}/"}).position
    assert pair is not None
    assert metres(pair, lat, lon) <= pair.doubt_m
    assert iso is not None
    assert metres(iso, lat, lon) <= iso.doubt_m


def metres(position: Position, lat: float, lon: float) -> float:
    east = (position.longitude - lon) * math.cos(math.radians(lat))
    return 111_320 * math.hypot(position.latitude - lat, east)
