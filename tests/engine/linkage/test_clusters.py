"""Groups of records: strong pairs stay together, chains break, and nobody is joined across a pair that is far below."""

from __future__ import annotations

import time

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from daymark.engine.linkage.clusters import FAR, LARGEST, clusters


def grouped(mutual: np.ndarray, threshold: float = 0.0) -> list[list[int]]:
    """Clusters of records whose weights stand in a square table."""
    one, other = np.triu_indices(len(mutual), 1)
    above = mutual[one, other] >= threshold
    one, other = one[above], other[above]
    return [
        group.tolist()
        for group in clusters(one, other, mutual[one, other], threshold, lambda left, right: mutual[left, right])
    ]


def table_of(count: int, weights: dict[tuple[int, int], float], otherwise: float = -30.0) -> np.ndarray:
    mutual = np.full((count, count), otherwise)
    for (one, other), weight in weights.items():
        mutual[one, other] = mutual[other, one] = weight
    return mutual


def test_a_pair_and_a_triangle() -> None:
    weights = {(0, 4): 5.0, (1, 2): 9.0, (2, 3): 7.0, (1, 3): 8.0}
    assert grouped(table_of(5, weights)) == [[0, 4], [1, 2, 3]]


def test_a_chain_breaks_at_its_weakest_link() -> None:
    chain = {(0, 1): 12.0, (1, 2): 3.0, (2, 3): 11.0}
    assert grouped(table_of(4, chain)) == [[0, 1], [2, 3]]


def test_a_record_that_most_of_its_group_vouch_for_stays() -> None:
    weights = {(0, 1): 10.0, (0, 2): 10.0, (1, 2): 10.0, (0, 3): 10.0, (1, 3): 10.0, (2, 3): -4.0}
    assert grouped(table_of(4, weights)) == [[0, 1, 2, 3]]


def test_nothing_outweighs_a_pair_that_is_far_below() -> None:
    weights = {(0, 1): 39.0, (0, 2): 39.0, (1, 2): -FAR - 1}
    assert len(grouped(table_of(3, weights))[0]) == 2
    weights[(1, 2)] = -FAR + 1
    assert grouped(table_of(3, weights)) == [[0, 1, 2]]


def test_a_large_group_draws_no_record_away_from_the_one_it_fits_best() -> None:
    weights = {(0, 1): 20.0, (0, 2): 6.0, (1, 2): 6.0, (2, 3): 9.0}
    assert grouped(table_of(4, weights)) == [[0, 1], [2, 3]]


def test_without_pairs_there_are_no_groups() -> None:
    assert grouped(table_of(3, {})) == []


def test_thousands_that_all_look_alike_take_no_time_for_ever() -> None:
    count = 2 * LARGEST + 10
    one = np.arange(count - 1)
    began = time.process_time()
    found = clusters(one, one + 1, np.full(count - 1, 5.0), 0.0, lambda left, right: np.full(len(left), 5.0))
    assert time.process_time() - began < 20
    assert sorted(int(place) for group in found for place in group) == list(range(count))
    assert max(map(len, found)) <= LARGEST


@given(st.integers(0, 2**32 - 1), st.integers(2, 12))
def test_groups_share_no_record_and_do_not_depend_on_the_order(seed: int, count: int) -> None:
    drawn = np.random.default_rng(seed)
    half = drawn.normal(-2, 10, (count, count))
    mutual = np.triu(half, 1) + np.triu(half, 1).T
    groups = grouped(mutual)
    placed = [place for group in groups for place in group]
    assert len(placed) == len(set(placed))
    mixed = drawn.permutation(count)
    again = grouped(mutual[np.ix_(mixed, mixed)])
    assert sorted(sorted(int(mixed[place]) for place in group) for group in again) == sorted(groups)
