"""A sample that anybody can draw again."""

from __future__ import annotations

import hashlib
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daymark.casework.media.research.rules.sampling import NoSeed, TooFew, draw

seeds = st.text(min_size=1, max_size=20).filter(str.strip)
populations = st.lists(st.integers(1, 10_000), min_size=1, max_size=60, unique=True)


def test_it_is_what_the_commands_of_the_page_give():
    # for i in $(seq 12); do echo "$(printf '%s' "spring:$i" | sha256sum | cut -c1-64) $i"; done | sort | head -4
    assert draw(range(1, 13), 4, seed="spring") == (11, 3, 4, 7)


@given(populations, seeds, st.data())
def test_it_is_the_lowest_digests_whatever_order_the_numbers_come_in(numbers, seed, data):
    size = data.draw(st.integers(1, len(numbers)))
    ordered = sorted(numbers, key=lambda number: hashlib.sha256(f"{seed}:{number}".encode()).hexdigest())
    shuffled = data.draw(st.permutations(numbers))
    assert draw(shuffled, size, seed=seed) == tuple(ordered[:size])


@given(populations, seeds)
def test_a_larger_sample_begins_with_the_smaller(numbers, seed):
    whole = draw(numbers, len(numbers), seed=seed)
    assert sorted(whole) == sorted(numbers)
    assert all(draw(numbers, size, seed=seed) == whole[:size] for size in range(1, len(numbers)))


def test_every_item_has_the_same_chance():
    # 4,000 samples of 5 out of 20: each item is expected 1,000 times with a standard deviation of 27.
    found = [0] * 20
    for trial in range(4000):
        for number in draw(range(20), 5, seed=f"trial {trial}"):
            found[number] += 1
    assert all(abs(count - 1000) < 5 * 27.4 for count in found)


def test_another_seed_gives_another_sample():
    assert draw(range(1000), 10, seed="a") != draw(range(1000), 10, seed="b")


def test_more_than_there_are_is_refused_with_the_numbers():
    with pytest.raises(TooFew, match="There are 3 items, and you ask for 4"):
        draw(range(3), 4, seed="a")


@pytest.mark.parametrize("size", [0, -1])
def test_a_sample_of_nothing_is_refused(size):
    with pytest.raises(TooFew):
        draw(range(3), size, seed="a")


@pytest.mark.parametrize("seed", ["", "  ", "x" * 201])
def test_what_is_no_seed_is_refused(seed):
    with pytest.raises(NoSeed):
        draw(range(3), 1, seed=seed)


def test_a_number_that_stands_for_two_items_is_a_fault():
    with pytest.raises(ValueError, match="must come once"):
        draw([1, 1, 2], 3, seed="a")


def test_a_long_row_of_numbers_is_never_held():
    tracemalloc.start()
    try:
        assert len(draw(iter(range(50_000)), 10, seed="a")) == 10
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 100_000
