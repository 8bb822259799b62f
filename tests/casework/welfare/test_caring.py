"""When counselling is due, what a policy may say, and how durations are told."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daymark.casework.welfare.rules.caring import counselling_due, months_after
from daymark.casework.welfare.rules.charts import chart_words, days_chart, in_words
from daymark.casework.welfare.rules.policy import (
    BOUNDS,
    NoReason,
    Pairs,
    Policy,
    PolicyOutOfRange,
    changed_names,
    checked_policy,
    checked_reason,
)

days = st.dates(date(2000, 1, 1), date(2090, 1, 1))


@pytest.mark.parametrize(
    ("day", "months", "due"),
    [
        (date(2026, 11, 23), 3, date(2027, 2, 23)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 12, 31), 24, date(2028, 12, 31)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 9, 15), 3, date(2026, 12, 15)),
    ],
)
def test_months_later_is_the_same_day_or_the_last_of_that_month(day, months, due):
    assert months_after(day, months) == due


@given(days, st.integers(1, 24))
def test_months_later_lies_in_that_month(day, months):
    later = months_after(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later + timedelta(days=1)).day == 1


def test_counselling_is_due_after_the_last_session_or_else_the_first_look():
    looked_on, last_on = date(2026, 1, 10), date(2026, 3, 10)
    assert counselling_due(None, None, months=3) is None
    assert counselling_due(None, looked_on, months=3) == date(2026, 4, 10)
    assert counselling_due(last_on, looked_on, months=3) == date(2026, 6, 10)


def test_the_policy_that_daymark_begins_with_is_allowed():
    assert checked_policy(Policy()) == Policy()


@pytest.mark.parametrize("name", sorted(BOUNDS))
def test_each_number_has_a_least_and_a_most(name):
    least, most, _ = BOUNDS[name]
    assert checked_policy(Policy(**{name: least}))
    assert checked_policy(Policy(**{name: most}))
    for wrong in (least - 1, most + 1):
        with pytest.raises(PolicyOutOfRange) as problem:
            checked_policy(Policy(**{name: wrong}))
        assert problem.value.field == name


@pytest.mark.parametrize(
    ("pairs", "severity", "wanted"),
    [
        (Pairs.NEVER, 5, False),
        (Pairs.ALWAYS, 0, True),
        (Pairs.ALWAYS, None, True),
        (Pairs.FROM_SEVERITY, 3, False),
        (Pairs.FROM_SEVERITY, 4, True),
        (Pairs.FROM_SEVERITY, None, False),
    ],
)
def test_when_two_must_look(pairs, severity, wanted):
    assert Policy(pairs=pairs, pairs_from=4).wants_pair(severity) is wanted


def test_a_reason_is_words():
    assert checked_reason(" Because. ") == "Because."
    with pytest.raises(NoReason):
        checked_reason(" \n")


def test_what_changed_is_named():
    assert changed_names(Policy(), Policy(daily_limit=1, help_text="x")) == ["daily_limit", "help_text"]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "none"), (59, "under a minute"), (60, "1 min"), (3600, "1 h"), (7800, "2 h 10 min"), (-5, "none")],
)
def test_durations_are_told_in_words(seconds, words):
    assert in_words(timedelta(seconds=seconds)) == words


def test_the_chart_says_in_a_sentence_what_it_shows():
    month = [(date(2026, 11, day), timedelta(minutes=30 * day)) for day in (1, 2, 3)]
    assert chart_words(month) == "3 h on 3 of 3 days; the longest, 3 November, 1 h 30 min."
    assert chart_words([]) == "No looking time in these days."
    drawn = days_chart(month, timedelta(hours=4))["data"]["values"]
    assert [value["hours"] for value in drawn] == [0.5, 1.0, 1.5]
