"""Nobody can work out a hidden number from what is shown and from what the marks mean."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from daymark.casework.strategic.rules.small_numbers import Mark, alone, protect

LIMIT = 5
numbers = st.lists(st.one_of(st.integers(0, 6), st.integers(0, 40)), min_size=1, max_size=9)


def shown_as(parts, limit=LIMIT):
    """What a reader has before their eyes."""
    table = protect(parts, limit=limit)
    return (table.total.words, *(count.words for count in table.parts))


def could_be(parts, limit):
    """Every set of hidden numbers that agrees with what is shown and with what the marks mean."""
    table = protect(parts, limit=limit)
    hidden = {place: count.mark for place, count in enumerate(table.parts) if count.value is None}
    together = sum(parts[place] for place in hidden)
    most = together if table.total.value is not None else limit
    for values in product(range(most + 1), repeat=len(hidden)):
        if sum(values) == together or table.total.value is None:
            marks = list(zip(hidden.values(), values, strict=True))
            is_few = all(0 < value < limit for mark, value in marks if mark is Mark.FEW)
            if is_few and any(0 < value < limit for value in values):
                yield dict(zip(hidden, values, strict=True))


@given(numbers)
def test_no_number_below_the_limit_is_shown(parts):
    for count in protect(parts, limit=LIMIT).parts:
        assert count.value is None or count.value == 0 or count.value >= LIMIT


@given(numbers)
def test_what_is_shown_is_true(parts):
    table = protect(parts, limit=LIMIT)
    assert table.total.value in (None, sum(parts))
    for number, count in zip(parts, table.parts, strict=True):
        assert count.value in (None, number)
        if count.mark is Mark.FEW:
            assert 0 < number < LIMIT


@settings(max_examples=300, deadline=None)
@given(st.lists(st.integers(0, 7), min_size=1, max_size=4), st.integers(3, 5))
def test_a_hidden_number_cannot_be_worked_out(parts, limit):
    possible = list(could_be(parts, limit))
    for place in possible[0] if possible else ():
        assert len({guess[place] for guess in possible}) > 1, (parts, shown_as(parts, limit))


@settings(max_examples=300, deadline=None)
@given(st.lists(st.integers(0, 7), min_size=2, max_size=4), st.integers(3, 5))
def test_nobody_can_tell_which_of_the_withheld_numbers_is_the_small_one(parts, limit):
    table = protect(parts, limit=limit)
    withheld = [place for place, count in enumerate(table.parts) if count.mark is Mark.WITHHELD]
    possible = list(could_be(parts, limit))
    for place in withheld if len(withheld) < len(parts) else ():
        assert max(guess[place] for guess in possible) >= limit, (parts, shown_as(parts, limit))


@given(numbers, st.integers(0, 1))
def test_a_limit_of_nought_or_one_hides_nothing(parts, limit):
    assert [count.value for count in protect(parts, limit=limit).parts] == parts


@given(st.lists(st.one_of(st.just(0), st.integers(LIMIT, 2000)), min_size=1, max_size=9))
def test_nothing_is_hidden_where_nothing_is_small(parts):
    table = protect(parts, limit=LIMIT)
    assert [count.value for count in table.parts] == parts
    assert table.total.value == sum(parts)


def test_a_single_small_number_takes_its_smallest_neighbour_with_it():
    assert shown_as([900, 3, 40, 0]) == ("943", "900", "withheld", "withheld", "0")


def test_several_small_numbers_that_hide_each_other_are_called_few():
    assert shown_as([900, 3, 2, 4]) == ("909", "900", "fewer than 5", "fewer than 5", "fewer than 5")


def test_two_fours_in_eight_are_not_called_few_because_everybody_could_add_up():
    assert shown_as([90, 4, 4]) == ("98", "90", "withheld", "withheld")


def test_a_small_total_hides_all_its_parts():
    assert shown_as([3, 0]) == ("fewer than 5", "withheld", "withheld")


def test_a_count_by_itself():
    assert [alone(number, limit=LIMIT).words for number in (0, 1, 4, 5)] == ["0", "fewer than 5", "fewer than 5", "5"]
