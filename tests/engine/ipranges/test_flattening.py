"""Overlapping ranges: which one holds, compared with a search that looks at every row."""

from __future__ import annotations

from bisect import bisect_right

from hypothesis import given
from hypothesis import strategies as st

from daymark.engine.ipranges.flattening import CONTRADICTED, NOTHING, flattened

HIGHEST = 60
ENDS = st.integers(0, HIGHEST)
RANGES = st.lists(st.tuples(ENDS, ENDS, st.integers(2, 5)).map(lambda row: (min(row[:2]), max(row[:2]), row[2])))


def borders_of(rows):
    return flattened(sorted(rows), highest=HIGHEST)


def looked_up(borders, number):
    place = bisect_right(borders.starts, number) - 1
    return borders.answers[place] if place >= 0 else NOTHING


def by_looking_at_every_row(rows, number):
    covering = [row for row in rows if row[0] <= number <= row[1]]
    if not covering:
        return NOTHING
    first, last, _ = min(covering, key=lambda row: (row[1] - row[0], -row[0]))
    answers = {answer for begins, ends, answer in covering if (begins, ends) == (first, last)}
    return answers.pop() if len(answers) == 1 else CONTRADICTED


@given(RANGES)
def test_every_address_gets_the_answer_of_a_search_that_looks_at_every_row(rows):
    borders = borders_of(rows)
    for number in range(HIGHEST + 1):
        assert looked_up(borders, number) == by_looking_at_every_row(rows, number)


@given(RANGES)
def test_borders_are_in_order_and_no_two_neighbours_say_the_same(rows):
    borders = borders_of(rows)
    assert borders.starts == sorted(set(borders.starts))
    assert all(one != other for one, other in zip(borders.answers, borders.answers[1:], strict=False))
    assert not borders.answers or borders.answers[0] != NOTHING


def test_a_customers_block_inside_its_providers_holds_and_the_providers_goes_on_after_it():
    borders = borders_of([(0, 40, 2), (10, 19, 3)])
    assert [looked_up(borders, number) for number in (9, 10, 19, 20, 40, 41)] == [2, 3, 3, 2, 2, NOTHING]


def test_the_same_range_with_two_holders_is_contradicted_and_not_guessed():
    borders = borders_of([(0, 40, 4), (10, 19, 2), (10, 19, 3), (10, 19, 2)])
    assert [looked_up(borders, number) for number in (9, 10, 20)] == [4, CONTRADICTED, 4]


def test_a_range_up_to_the_last_address_there_is_ends_with_it():
    assert borders_of([(50, HIGHEST, 2)]).starts == [50]
