"""Times stay local unless the file tells the offset."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daymark.engine.exif import Role, facts
from engine.exif.told import stated, tag, told


def test_a_time_without_offset_stays_local():
    moment = told(DateTimeOriginal="2026:07:01 10:15:30").captured
    assert moment is not None
    assert moment.local.isoformat() == "2026-07-01T10:15:30"
    assert moment.local.tzinfo is None
    assert (moment.offset_minutes, moment.utc) == (None, None)
    assert moment.source == "exif DateTimeOriginal"


@pytest.mark.parametrize(
    ("offset", "minutes", "hour", "minute"),
    [
        ("+00:00", 0, 10, 15),
        ("Z", 0, 10, 15),
        ("+01:00", 60, 9, 15),  # winter in Paris, summer in London
        ("+02:00", 120, 8, 15),
        ("-03:30", -210, 13, 45),
        ("+05:45", 345, 4, 30),
        ("+1400", 840, 20, 15),
    ],
)
def test_with_an_offset_there_is_a_utc(offset, minutes, hour, minute):
    moment = told(DateTimeOriginal="2026:07:01 10:15:30", OffsetTimeOriginal=offset).captured
    assert moment is not None
    assert moment.utc is not None
    assert moment.offset_minutes == minutes
    assert (moment.utc.hour, moment.utc.minute) == (hour, minute)


@pytest.mark.parametrize("local", ["2026:03:29 01:30:00", "2026:10:25 01:30:00"])
def test_an_hour_that_summer_time_skips_or_repeats_is_kept_as_the_clock_showed_it(local):
    moment = told(DateTimeOriginal=local).captured
    assert moment is not None
    assert moment.local is not None
    assert moment.local.strftime("%Y:%m:%d %H:%M:%S") == local
    assert moment.utc is None


def test_the_same_clock_hour_before_and_after_summer_time_ends_is_two_moments_in_utc():
    summer = told(DateTimeOriginal="2026:10:25 01:30:00", OffsetTimeOriginal="+01:00").captured
    winter = told(DateTimeOriginal="2026:10:25 01:30:00", OffsetTimeOriginal="+00:00").captured
    assert summer is not None
    assert winter is not None
    assert summer.utc
    assert winter.utc
    assert (winter.utc - summer.utc).total_seconds() == 3600


@pytest.mark.parametrize("offset", ["+15:00", "+01:60", "CEST", "1", "+1:00", "\u202e+01:00x"])
def test_an_offset_that_is_none_leaves_the_time_local_and_says_so(offset):
    found = told(DateTimeOriginal="2026:07:01 10:15:30", OffsetTimeOriginal=offset)
    assert found.captured is not None
    assert found.captured.utc is None
    assert any("stays local" in remark for remark in found.remarks)


def test_an_offset_left_blank_is_no_offset_and_no_fault():
    found = told(DateTimeOriginal="2026:07:01 10:15:30", OffsetTimeOriginal="   :  ")
    assert found.captured is not None
    assert found.captured.utc is None
    assert found.remarks == ()


def test_the_offset_of_one_time_is_not_lent_to_another():
    found = told(DateTimeOriginal="2026:07:01 10:15:30", OffsetTime="+01:00", DateTime="2026:07:02 10:15:30")
    captured, changed = found.moments
    assert (captured.role, captured.utc) == (Role.CAPTURED, None)
    assert changed.role is Role.CHANGED
    assert changed.utc is not None


@pytest.mark.parametrize(
    ("fraction", "microsecond"),
    [("5", 500_000), ("05", 50_000), ("123456789", 123_456), ("", 0), ("  ", 0), ("x", 0), ("-5", 0), ("\u0665", 0)],
)
def test_fractions_of_a_second(fraction, microsecond):
    moment = told(DateTimeOriginal="2026:07:01 10:15:30", SubSecTimeOriginal=fraction).captured
    assert moment is not None
    assert moment.local is not None
    assert moment.local.microsecond == microsecond


@pytest.mark.parametrize(
    "text",
    [
        "2026:02:30 10:00:00",
        "2026:13:01 10:00:00",
        "2026:01:01 24:00:00",
        "2026:01:01 10:60:00",
        "1601:01:01 00:00:00",
        "9999:12:31 23:59:59",
        "2026:01:01",
        "yesterday",
        "2026:01:01 10:00:00 PM",
    ],
)
def test_an_impossible_time_is_refused_and_its_text_kept(text):
    found = told(DateTimeOriginal=text)
    assert found.captured is None
    assert [(moment.raw, moment.local, moment.utc) for moment in found.moments] == [(text, None, None)]
    assert "which is no possible time" in found.remarks[0]


@pytest.mark.parametrize("text", ["0000:00:00 00:00:00", "    :  :     :  :  ", "0000:00:00"])
def test_a_time_that_the_camera_did_not_know_is_no_time(text):
    found = told(DateTimeOriginal=text)
    assert found.moments == ()
    assert all("did not know the time" in remark for remark in found.remarks)


def test_satellite_time_is_utc_and_needs_date_and_time_of_day():
    found = told(GPSDateStamp="2026:07:01", GPSTimeStamp="8/1 15/1 305/10")
    moment = found.moments[0]
    assert moment.role is Role.SATELLITE
    assert moment.utc == datetime(2026, 7, 1, 8, 15, 30, 500_000, tzinfo=UTC)
    lonely = told(GPSTimeStamp="8/1 15/1 30/1")
    assert lonely.moments == ()
    assert "date is not there" in lonely.remarks[0]


@pytest.mark.parametrize("clock", ["24/1 0/1 0/1", "8/1 15/0 30/1", "8/1 15/1", "8 61 0", "noon"])
def test_an_impossible_satellite_time_is_refused(clock):
    found = told(GPSDateStamp="2026:07:01", GPSTimeStamp=clock)
    assert found.moments[0].utc is None
    assert "no possible time" in found.remarks[0]


def test_satellite_time_written_by_other_programs():
    found = told(GPSDateStamp="2026:07:01", GPSTimeStamp="08:15:30.5 UTC")
    assert found.moments[0].utc == datetime(2026, 7, 1, 8, 15, 30, 500_000, tzinfo=UTC)


def test_how_far_the_clock_is_from_the_satellites_is_told_and_not_used():
    found = told(DateTimeOriginal="2026:07:01 10:15:30", GPSDateStamp="2026:07:01", GPSTimeStamp="8/1 15/1 30/1")
    assert "The camera's clock is 2 h 0 min ahead of the satellites' UTC." in found.remarks
    assert found.captured is not None
    assert found.captured.utc is None


def test_a_clock_that_contradicts_the_satellites_is_told():
    found = told(
        DateTimeOriginal="2026:07:01 10:15:30",
        OffsetTimeOriginal="+01:00",
        GPSDateStamp="2026:07:01",
        GPSTimeStamp="8/1 15/1 30/1",
    )
    assert "The camera's clock and the satellites differ by 1 h 0 min." in found.remarks


def test_a_clock_that_was_never_set_is_told():
    assert "never set" in told(DateTimeOriginal="1970:01:01 00:00:12").remarks[0]


def test_a_time_in_the_future_is_told_when_the_reader_gives_the_time():
    tags = [tag("exif DateTimeOriginal", "2027:01:03 10:00:00")]
    assert "in the future" in facts(tags, read_at=datetime(2026, 11, 22, tzinfo=UTC)).remarks[0]
    assert facts(tags, read_at=datetime(2027, 1, 2, 22, tzinfo=UTC)).remarks == ()  # already true in Kiribati
    assert facts(tags).remarks == ()


def test_a_films_own_time_has_its_offset_and_the_containers_its_doubt():
    found = stated(
        {
            "film creation_time": "2026-11-22T09:15:30.000000Z",
            "film com.apple.quicktime.creationdate": "2026-11-22T10:15:30+0100",
        }
    )
    captured, written = found.moments
    assert (captured.role, captured.offset_minutes) == (Role.CAPTURED, 60)
    assert written.role is Role.WRITTEN
    assert "many cameras write their local time" in written.doubt


def test_xmp_repeats_exif_without_becoming_a_second_time():
    found = stated(
        {"exif DateTimeOriginal": "2026:07:01 10:15:30", "xmp photoshop:DateCreated": "2026-07-01T10:15:30.5"}
    )
    assert len(found.moments) == 1


def test_xmp_that_tells_more_than_exif_or_something_else_is_kept():
    for text in ("2026-07-01T10:15:30+01:00", "2026-07-02T10:15:30"):
        found = stated({"exif DateTimeOriginal": "2026:07:01 10:15:30", "xmp photoshop:DateCreated": text})
        assert len(found.moments) == 2


@given(st.datetimes(datetime(1900, 1, 1), datetime(2150, 1, 1)), st.integers(-14 * 60, 14 * 60))  # noqa: DTZ001
def test_any_time_with_any_offset_goes_to_utc_and_back(local, minutes):
    local = local.replace(microsecond=0)
    sign = "-" if minutes < 0 else "+"
    moment = told(
        DateTimeOriginal=local.strftime("%Y:%m:%d %H:%M:%S"),
        OffsetTimeOriginal=f"{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}",
    ).captured
    assert moment is not None
    assert moment.utc is not None
    assert moment.local == local
    assert (local - moment.utc.replace(tzinfo=None)).total_seconds() == 60 * minutes
