"""Times: a moment is taken where it is certain, and refused with every moment that it can mean where it is not."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daymark.exchange.sightings.times import Clock, Unreadable

LONDON = ZoneInfo("Europe/London")
AT = datetime(2026, 1, 4, 22, 15, 30, tzinfo=UTC)


def doubt(clock: Clock, text: str, offset: str = "") -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        clock.read(text, offset)
    return caught.value


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-04T22:15:30Z",
        "2026-01-04 22:15:30 UTC",
        "2026-01-04 23:15:30+01:00",
        "2026-01-05T03:45:30+0530",
        "20260104T221530Z",
        "Sun, 04 Jan 2026 17:15:30 -0500",
        "1767564930",
        "1767564930000",
        "1767564930000000",
        "1767564930.000",
        "2026/01/04 22:15:30 GMT",
        "04/13/2026 10:15:30 PM Z",
        "13.04.2026 22:15:30 Z",
    ],
)
def test_a_time_that_says_its_offset_is_one_moment(text: str) -> None:
    expected = AT.replace(month=4, day=13) if "13" in text[:5] else AT
    assert Clock().read(text) == expected


@pytest.mark.parametrize("offset", ["Z", "+00:00", "UTC", "GMT+0", "Europe/London"])
def test_an_offset_beside_the_time_settles_it(offset: str) -> None:
    assert Clock().read("2026-01-04 22:15:30", offset) == AT


def test_a_time_without_an_offset_is_refused_with_the_moments_it_can_mean() -> None:
    caught = doubt(Clock(possible=(LONDON, ZoneInfo("Asia/Tokyo"))), "2026-07-04 22:15:30")
    assert "does not say its offset" in str(caught)
    assert [(each.instant.isoformat(), each.supposing) for each in caught.readings] == [
        ("2026-07-04T08:15:30+00:00", "at the earliest (UTC+14:00)"),
        ("2026-07-04T13:15:30+00:00", "if in Asia/Tokyo"),
        ("2026-07-04T21:15:30+00:00", "if in Europe/London"),
        ("2026-07-04T22:15:30+00:00", "if in UTC"),
        ("2026-07-05T10:15:30+00:00", "at the latest (UTC-12:00)"),
    ]


def test_the_name_of_several_offsets_settles_nothing() -> None:
    caught = doubt(Clock(), "2026-01-04 22:15:30 IST")
    assert "“IST” is the name of several" in str(caught)
    assert len(caught.readings) == 3


def test_the_hour_that_comes_twice_is_refused_with_both_moments_even_when_the_zone_is_known() -> None:
    clock = Clock(LONDON)
    assert clock.read("2026-07-04 22:15:30") == datetime(2026, 7, 4, 21, 15, 30, tzinfo=UTC)
    caught = doubt(clock, "2026-10-25 01:30:00")
    assert [each.instant.hour for each in caught.readings] == [0, 1]
    assert "comes twice or never in Europe/London" in str(caught)


def test_the_hour_that_never_comes_is_refused() -> None:
    assert len(doubt(Clock(LONDON), "2026-03-29 01:30:00").readings) == 2


def test_a_day_and_a_month_that_can_change_places_are_refused_unless_somebody_said_the_order() -> None:
    text = "03/04/2026 10:00:00 Z"
    caught = doubt(Clock(), text)
    assert [(each.instant.month, each.supposing) for each in caught.readings] == [
        (3, "if the month stands first"),
        (4, "if the day stands first"),
    ]
    assert Clock(day_first=True).read(text).month == 4
    assert Clock(day_first=False).read(text).month == 3
    assert Clock().read("04/04/2026 10:00:00 Z") == Clock(day_first=False).read("04/04/2026 10:00:00 Z")


def test_two_offsets_that_contradict_each_other_are_refused_with_both() -> None:
    caught = doubt(Clock(), "2026-01-04T22:15:30+01:00", "UTC")
    assert [each.instant.hour for each in caught.readings] == [21, 22]
    assert Clock().read("2026-01-04T22:15:30+00:00", "UTC") == AT


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no time"),
        ("yesterday", "cannot be read"),
        ("2026-01-04", "no time of day"),
        ("2026-02-30 10:00:00 Z", "not in the calendar"),
        ("2026-01-04 25:00:00 Z", "not in the calendar"),
        ("1970-01-01T00:00:00Z", "before there were such networks"),
        ("0001-01-01T00:00:00+14:00", ""),
        ("x" * 1_000_000, "longer than any time"),
        ("12345", "cannot be read"),
    ],
)
def test_what_is_no_time_is_told(text: str, says: str) -> None:
    assert says in str(doubt(Clock(), text))


def test_a_time_that_had_not_come_is_refused_but_a_clock_may_be_some_hours_wrong() -> None:
    clock = Clock(not_after=AT)
    assert clock.read((AT + timedelta(hours=5)).isoformat()) == AT + timedelta(hours=5)
    assert "had not come" in str(doubt(clock, (AT + timedelta(days=2)).isoformat()))


moments = st.datetimes(datetime(1999, 1, 2), datetime(2100, 1, 1)).map(  # noqa: DTZ001 - as hypothesis wants them
    lambda moment: moment.replace(microsecond=0)
)
offsets = st.integers(-12 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(moments, offsets)
def test_every_moment_with_an_offset_comes_back_as_itself(clock: datetime, offset: timezone) -> None:
    moment = clock.replace(tzinfo=offset)
    assert Clock().read(moment.isoformat()) == Clock().read(moment.strftime("%d %b %Y %H:%M:%S %z")) == moment
    assert Clock().read(clock.isoformat(), moment.strftime("%z")) == moment


@given(moments, offsets)
def test_whatever_the_offset_was_the_moment_lies_between_the_first_and_the_last_reading(
    clock: datetime, offset: timezone
) -> None:
    readings = doubt(Clock(), clock.isoformat()).readings
    assert readings[0].instant <= clock.replace(tzinfo=offset) <= readings[-1].instant


@given(st.text(max_size=40))
def test_no_text_is_a_fault_of_ours(text: str) -> None:
    with suppress(Unreadable):
        assert Clock().read(text).tzinfo is UTC
