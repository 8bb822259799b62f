"""Months, quarters, years, and what they are compared with."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daymark.casework.strategic.rules.periods import Month, NoSuchPeriod, choices, period_of, spell_of

TODAY = date(2026, 11, 22)
months = st.builds(Month, st.integers(1990, 2060), st.integers(1, 12))


def test_without_a_choice_it_is_the_twelve_months_that_end_now():
    period = period_of("", today=TODAY)
    assert (str(period.first), str(period.last), period.length) == ("2025-12", "2026-11", 12)
    assert str(period.before.first) == "2024-12"


@pytest.mark.parametrize(
    ("token", "words", "before"),
    [
        ("2026", "the year 2026", "the year 2025"),
        ("2026-Q3", "July to September 2026", "April to June 2026"),
        ("2026-Q1", "January to March 2026", "October to December 2025"),
        ("2026-01", "January 2026", "December 2025"),
    ],
)
def test_a_period_is_called_as_people_call_it(token, words, before):
    period = period_of(token, today=TODAY)
    assert (period.words, period.before.words) == (words, before)


@pytest.mark.parametrize("token", ["2026-13", "2026-Q5", "last", "2026-1", "20261", "'; DROP"])
def test_anything_else_is_no_period(token):
    with pytest.raises(NoSuchPeriod):
        period_of(token, today=TODAY)


def test_two_months_the_wrong_way_round_are_no_period():
    with pytest.raises(NoSuchPeriod, match="earlier month first"):
        spell_of(Month(2026, 5), Month(2026, 4))


@given(months, st.integers(0, 40))
def test_the_period_before_is_as_long_and_touches(first, more):
    period = spell_of(first, first.plus(more))
    assert period.before.length == period.length == len(list(period))
    assert period.before.last.plus(1) == period.first
    assert all(month in period and month not in period.before for month in period)


@given(months, st.integers(-600, 600))
def test_months_forth_and_back_is_the_same_month(month, count):
    assert month.plus(count).plus(-count) == month


@given(months)
def test_every_choice_can_be_read_again(first):
    for _, options in choices(first, TODAY):
        for token, _ in options:
            assert period_of(token, today=TODAY).length in (1, 3, 12)
