"""A time is what the sender wrote; the zone is never guessed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daymark.exchange.moments import doubt_about, moment_of, read_day, read_moment

NOON = datetime(2026, 1, 4, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-04T12:00:00Z",
        "2026-01-04T12:00:00.000Z",
        "2026-01-04 12:00:00 UTC",
        "2026-01-04T12:00:00 GMT",
        "2026-01-04T06:00:00-06:00",
        "2026-01-04T17:30:00+0530",
        "  2026-01-04T12:00:00Z\n",
    ],
)
def test_a_time_with_its_zone_is_placed(text):
    moment = read_moment(text)
    assert moment.instant == NOON
    assert moment.offset_known
    assert moment.as_received == text
    assert doubt_about(moment) is None


@pytest.mark.parametrize("text", ["2026-01-04T12:00:00", "2026-01-04 12:00:00", "2026-01-04T12:00:00.5"])
def test_a_time_without_zone_keeps_its_wall_clock_and_no_instant(text):
    moment = read_moment(text)
    assert moment.instant is None
    assert not moment.offset_known
    assert moment.wall_clock.replace(microsecond=0, tzinfo=UTC) == NOON
    assert "does not say its offset" in doubt_about(moment)


@pytest.mark.parametrize(
    "text",
    ["", "yesterday", "04/01/2026 12:00", "2026-13-04T12:00:00Z", "2026-01-04T25:00:00Z", "2026-01-04T12:00:00+99:99",
     "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-01-04", "9" * 100_000, "٢٠٢٦-01-04T12:00:00Z"],
)  # fmt: skip
def test_what_is_no_time_is_kept_and_doubted(text):
    moment = read_moment(text)
    assert moment.instant is None
    assert moment.as_received == text
    assert "cannot be read" in doubt_about(moment)
    assert len(doubt_about(moment)) < 120


@given(st.datetimes(timezones=st.integers(-840, 840).map(lambda m: timezone(timedelta(minutes=m)))))
def test_a_moment_of_ours_reads_back_as_the_same_instant(instant):
    try:
        moment = moment_of(instant)
    except OverflowError:
        return  # beyond the first or last day in UTC
    assert read_moment(moment.as_received) == moment


@given(st.text())
def test_any_text_is_a_moment_and_a_day_or_is_kept(text):
    assert read_moment(text).as_received == text
    assert read_day(text).as_received == text


def test_a_naive_time_of_ours_is_a_mistake():
    with pytest.raises(ValueError, match="offset"):
        moment_of(datetime(2026, 1, 4))  # noqa: DTZ001


@pytest.mark.parametrize(("text", "day"), [("2014-02-28", date(2014, 2, 28)), ("2014-02-28Z", date(2014, 2, 28)), ("2014-02-30", None), ("28/02/2014", None)])  # fmt: skip  # noqa: E501
def test_a_day_is_a_day_of_the_calendar_or_only_text(text, day):
    assert read_day(text).day == day
