"""A child is counted once, whoever reports it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daymark.casework.outcomes.models import OutcomeKind
from daymark.casework.outcomes.rules import Counted, Kind, NotACount, NotYetHappened, check, in_words, totals

SAFE = Kind.CHILD_SAFEGUARDED
results = st.lists(
    st.builds(
        Counted,
        st.sampled_from("AB"),
        st.sampled_from(["", "force", "centre"]),
        st.sampled_from(Kind),
        st.integers(1, 5),
    )
)


def test_the_database_knows_the_same_kinds() -> None:
    assert {kind.value for kind in Kind} == set(OutcomeKind.values)


def test_two_agencies_that_report_the_same_child_count_it_once() -> None:
    assert totals([Counted("C-1", "force", SAFE, 1), Counted("C-1", "centre", SAFE, 1)])[SAFE] == 1


def test_one_agency_that_reports_a_second_child_later_counts_both() -> None:
    assert totals([Counted("C-1", "force", SAFE, 1), Counted("C-1", "force", SAFE, 1)])[SAFE] == 2


def test_the_largest_figure_of_one_source_stands() -> None:
    three = [Counted("C-1", "force", SAFE, 2), Counted("C-1", "centre", SAFE, 3), Counted("C-1", "", SAFE, 1)]
    assert totals(three)[SAFE] == 3


def test_children_of_different_cases_are_added_up() -> None:
    assert totals([Counted("C-1", "force", SAFE, 1), Counted("C-2", "force", SAFE, 1)])[SAFE] == 2


def test_arrests_of_two_agencies_are_added_up() -> None:
    assert totals([Counted("C-1", "a", Kind.ARREST, 1), Counted("C-1", "b", Kind.ARREST, 2)])[Kind.ARREST] == 3


@given(results, st.randoms())
def test_the_order_of_the_results_changes_nothing(each: list[Counted], random: object) -> None:
    shuffled = sorted(each, key=lambda _: random.random())  # type: ignore[attr-defined]
    assert totals(shuffled) == totals(each)


@given(results)
def test_no_sum_is_larger_than_everything_reported(each: list[Counted]) -> None:
    for kind, number in totals(each).items():
        assert 1 <= number <= sum(one.number for one in each if one.kind is kind)


@pytest.mark.parametrize("number", [0, -1, 1001])
def test_a_number_that_cannot_be_is_refused(number: int) -> None:
    with pytest.raises(NotACount):
        check(number, date(2026, 3, 2), date(2026, 3, 2))


def test_a_day_that_lies_ahead_is_refused() -> None:
    with pytest.raises(NotYetHappened):
        check(1, date(2026, 3, 3), date(2026, 3, 2))


def test_one_is_said_as_one() -> None:
    assert (in_words(SAFE, 1), in_words(SAFE, 2)) == ("1 child safeguarded", "2 children safeguarded")
