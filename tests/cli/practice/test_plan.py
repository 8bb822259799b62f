"""The plan of the year: the same each time, whenever it is made."""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daymark.cli.practice.making import SEED
from daymark.cli.practice.pictures import picture
from daymark.cli.practice.planning import Fate, plan
from daymark.cli.practice.stories import stories
from daymark.cli.practice.timeline import Timeline
from daymark.cli.practice.volumes import Year, volumes

ZONE = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def planned(now=NOW):
    return plan(Year.until(now, ZONE), stories(), random.Random(SEED))


def test_two_plans_of_one_moment_are_the_same():
    assert planned() == planned()


@settings(max_examples=12, deadline=None)
@given(st.datetimes(datetime(2024, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC)))  # noqa: DTZ001
def test_on_whatever_day_it_is_made_the_year_holds_the_published_numbers(now):
    year, reports = Year.until(now, ZONE), planned(now)
    told = Counter(pair for story in stories() for pair in story.harms)
    counted = Counter((each.harm, each.source) for each in reports) + told
    assert counted == {pair: number for pair, number in volumes().reports.items() if number}
    assert all(year.begin <= each.at <= now for each in reports)
    assert year.begin.astimezone(ZONE).day == 1


def test_a_copy_says_what_another_report_said_before():
    reports = {each.number: each for each in planned()}
    copies = [each for each in reports.values() if each.copy_of is not None]
    assert len(copies) > 100
    for copy in copies:
        first = reports[copy.copy_of]
        assert first.at <= copy.at
        assert (first.account, first.harm, first.source) == (copy.account, copy.harm, copy.source)
        assert copy.fate is Fate.CLOSED


def test_what_is_put_on_the_line_happens_in_order_of_time_and_nothing_after_the_end():
    happened = []
    line = Timeline(NOW)
    for hours in (3, 1, 2, 500):
        line.put(NOW - timedelta(hours=5) + timedelta(hours=hours), happened.append)
    line.put(NOW - timedelta(hours=5), lambda at: line.put(at + timedelta(minutes=90), happened.append))
    line.run(tell=lambda at: None)
    assert happened == sorted(happened)
    assert len(happened) == 4


@pytest.mark.parametrize("number", [1, 2])
def test_the_pictures_are_harmless_stripes(number):
    assert picture(number).startswith(b"\x89PNG")
    assert picture(1) != picture(2)
