"""The rule by which looking time is counted, and that the sums written look by look say the same."""

import os
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from daymark.casework.access.context import acting_as
from daymark.casework.welfare import actions
from daymark.casework.welfare.models import Tally
from daymark.casework.welfare.queries import allowance_of
from daymark.casework.welfare.rules.counting import PAUSE, Span, by_day, desk_time, divided, end_of_day
from people import make_cast

ZONES = ("UTC", "Europe/London", "Asia/Kathmandu", "America/Sao_Paulo", "Pacific/Apia", "Australia/Lord_Howe")
zones = st.sampled_from([ZoneInfo(name) for name in ZONES])
since, until = datetime.fromisoformat("2010-01-01"), datetime.fromisoformat("2030-01-01")  # st.datetimes wants no zone
moments = st.datetimes(since, until, timezones=st.just(UTC))
lengths = st.timedeltas(timedelta(), timedelta(hours=60))
spans = st.builds(lambda began, length: Span(began, began + length), moments, lengths)
START = datetime(2026, 3, 28, 22, 0, tzinfo=UTC)


def near(seconds, length):
    began = START + timedelta(seconds=seconds)
    return Span(began, began + timedelta(seconds=length))


looks = st.lists(st.builds(near, st.integers(0, 900), st.integers(0, 90)), max_size=12)


def total(stretches):
    return sum((each.length for each in stretches), timedelta())


def seconds_covered(given_looks):
    """The same rule by brute force: every second of a look, and of every gap of at most a minute between looks."""
    covered = {second for look in given_looks for second in range(int_of(look.began), int_of(look.ended))}
    ends = sorted({(int_of(look.began), int_of(look.ended)) for look in given_looks})
    for _, ended in ends:
        later = [began for began, other in ends if other >= ended and began > ended]
        nearest = min(later, default=None)
        if nearest is not None and nearest - ended <= 60:
            covered |= set(range(ended, nearest))
    return len(covered)


def int_of(moment):
    return int((moment - START).total_seconds())


@given(looks)
@example([near(0, 5), near(65, 5)])
@example([near(0, 5), near(66, 5)])
def test_it_is_every_second_of_a_look_and_of_the_short_pauses(given_looks):
    assert total(desk_time(given_looks)) == timedelta(seconds=seconds_covered(given_looks))


@given(looks, st.randoms(use_true_random=False))
def test_the_order_in_which_looks_are_told_does_not_matter(given_looks, random):
    shuffled = list(given_looks)
    random.shuffle(shuffled)
    assert desk_time(shuffled) == desk_time(given_looks)


@given(looks)
def test_a_look_counted_twice_counts_once(given_looks):
    assert desk_time([*given_looks, *given_looks]) == desk_time(given_looks)


@given(looks)
def test_stretches_lie_more_than_a_pause_apart_and_in_order(given_looks):
    stretches = desk_time(given_looks)
    for one, following in pairwise(stretches):
        assert following.began - one.ended > PAUSE


@given(looks, st.integers(0, 900), st.integers(0, 90))
def test_one_more_look_never_makes_it_less(given_looks, began, length):
    assert total(desk_time([*given_looks, near(began, length)])) >= total(desk_time(given_looks))


@given(spans, zones)
@example(Span(datetime(2011, 12, 29, 12, tzinfo=UTC), datetime(2012, 1, 1, tzinfo=UTC)), ZoneInfo("Pacific/Apia"))
@example(
    Span(datetime(2018, 11, 3, 12, tzinfo=UTC), datetime(2018, 11, 5, 12, tzinfo=UTC)), ZoneInfo("America/Sao_Paulo")
)
def test_midnight_divides_and_loses_nothing(span, zone):
    parts = list(divided(span, zone))
    assert total(part for _, part in parts) == span.length
    assert [day for day, _ in parts] == sorted({day for day, _ in parts})
    for day, part in parts:
        assert part.began.astimezone(zone).date() == day
        if part.length:
            assert (part.ended - timedelta(microseconds=1)).astimezone(zone).date() == day


@given(moments, zones)
def test_a_day_ends_after_every_moment_of_it(moment, zone):
    assert moment < end_of_day(moment, zone)


def test_an_hour_that_the_clocks_put_in_is_counted():
    london = ZoneInfo("Europe/London")
    span = Span(datetime(2026, 10, 25, 0, 30, tzinfo=london), datetime(2026, 10, 25, 2, 30, tzinfo=london))
    assert by_day([span], london) == {date(2026, 10, 25): timedelta(hours=3)}


@pytest.mark.django_db
@settings(max_examples=15 if os.environ.get("CI") else 8, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    acts=st.lists(st.tuples(st.integers(0, 90), st.integers(0, 14), st.booleans()), min_size=1, max_size=10),
    hours=st.sampled_from([0, 23]),
)
@example(acts=[(0, 9, True), (1, 9, False), (60, 3, True), (61, 3, True)], hours=23)
def test_sums_written_look_by_look_are_those_of_the_rule(db, acts, hours):
    from django.db import transaction
    from django.utils import timezone

    with transaction.atomic():
        ben = make_cast().ben
        at = datetime(2026, 11, 23, hours, 56, 30, tzinfo=UTC)
        told = []
        with acting_as(ben):
            for gap, length, is_ended in acts:
                at += timedelta(seconds=gap)
                begun = actions.begin_look(
                    by=ben, at=at, case_reference="", kind="file", number=1, severity=2, longest_ms=10_000
                )
                if told and told[-1].ended > begun.began_at:
                    told[-1] = Span(told[-1].began, begun.began_at)
                told.append(Span(at, at + timedelta(seconds=min(length, 10) if is_ended else 10)))
                if is_ended:
                    at += timedelta(seconds=length)
                    actions.end_look(by=ben, at=at, look=begun.look)
            at += timedelta(seconds=20)
            expected = by_day(desk_time(told), timezone.get_default_timezone())
            today = timezone.localdate(at)
            assert allowance_of(ben, at=at).looked == expected.get(today, timedelta())
            if acts[-1][2]:
                written: dict[date, timedelta] = {}
                for row in Tally.objects.filter(person=ben):
                    written[row.day_on] = written.get(row.day_on, timedelta()) + timedelta(milliseconds=row.ms)
                assert {day: spent for day, spent in written.items() if spent} == {
                    day: spent for day, spent in expected.items() if spent
                }
        transaction.set_rollback(True)
