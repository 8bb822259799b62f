"""The acknowledgement's clock, how an overdue one climbs, and the six hours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daymark.casework.referrals.rules.clocks import (
    TARGET,
    SixHours,
    acknowledgement_due,
    against_target,
    overdue_level,
    summary,
)

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
spans = st.timedeltas(timedelta(0), timedelta(days=30))


@pytest.mark.parametrize(("priority", "hours"), [(1, 1), (2, 6), (3, 24)])
def test_the_graver_the_sooner(priority: int, hours: int) -> None:
    assert acknowledgement_due(priority, NOON) == NOON + hours * HOUR


@pytest.mark.parametrize(("minutes", "level"), [(0, 0), (60, 0), (61, 1), (119, 1), (120, 2), (180, 3), (100_000, 3)])
def test_it_climbs_with_each_multiple_of_the_time_allowed(minutes: int, level: int) -> None:
    assert overdue_level(NOON, NOON + HOUR, NOON + timedelta(minutes=minutes)) == level


@given(spans, spans)
def test_waiting_longer_never_lowers_the_level(first: timedelta, more: timedelta) -> None:
    due = NOON + 6 * HOUR
    assert overdue_level(NOON, due, NOON + first) <= overdue_level(NOON, due, NOON + first + more)


def test_six_hours_run_from_the_first_report_not_from_the_sending() -> None:
    assert against_target(NOON, NOON + TARGET, NOON + 2 * TARGET) == SixHours(TARGET, True)
    assert against_target(NOON, NOON + TARGET + HOUR, NOON + 2 * TARGET).met is False


def test_an_unacknowledged_one_is_undecided_until_the_time_is_over() -> None:
    assert against_target(NOON, None, NOON + HOUR).met is None
    assert against_target(NOON, None, NOON + 7 * HOUR).met is False


def test_the_summary_leaves_out_what_is_not_decided() -> None:
    three = [SixHours(HOUR, True), SixHours(9 * HOUR, False), SixHours(HOUR, None)]

    found = summary(three)

    assert (found.met, found.decided, found.median) == (1, 2, 5 * HOUR)


def test_a_summary_of_nothing_claims_nothing() -> None:
    assert summary([]) == summary([SixHours(HOUR, None)])
    assert summary([]).median is None
