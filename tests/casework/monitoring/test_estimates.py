"""The hidden population: worked examples of the literature, drawn populations, and numbers that allow no estimate."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from daymark.casework.monitoring.rules.estimates import Estimate, NoEstimate, chao_lower_bound, chapman


def estimated(found: Estimate | NoEstimate) -> Estimate:
    assert isinstance(found, Estimate), found
    return found


def refused(found: Estimate | NoEstimate) -> str:
    assert isinstance(found, NoEstimate), found
    return found.reason


def test_the_rabbits_of_skalski_robson_and_matsuzaki_are_164() -> None:
    """87 dyed, 14 counted in a drive, 7 of them dyed: 164, and 93.8 to 234.2 by their symmetrical interval."""
    found = estimated(chapman(87, 14, 7))
    assert found.number == pytest.approx(164)
    half = 1.96 * math.sqrt(found.variance)
    assert (found.number - half, found.number + half) == pytest.approx((93.8, 234.2), abs=0.05)
    assert (found.low, found.high) == pytest.approx(
        (121.2, 274.2), abs=0.1
    )  # by the logarithm: never below the 94 seen
    assert found.seen == 94
    assert found.cautions == ()


def test_the_cottontails_of_edwards_and_eberhardt_are_about_134_of_135() -> None:
    """76 of a penned population of 135 in 18 nights: Chao 1987 gives 134."""
    nights = (43, 16, 8, 6, 0, 2, 1)
    found = estimated(chao_lower_bound(nights))
    assert (found.seen, round(found.number)) == (76, 134)
    assert math.sqrt(found.variance) == pytest.approx(24.02, abs=0.01)
    assert found.low < 135 < found.high
    exact = estimated(chao_lower_bound(nights, occasions=18))
    assert exact.number == pytest.approx(76 + 17 / 18 * 43**2 / 32)
    assert exact.low < 135 < exact.high


@pytest.mark.parametrize(
    ("counts", "says"),
    [
        ((10, 10, 0), "Nobody was seen on both"),
        ((0, 10, 0), "on one of the two"),
        ((0, 0, 0), "on one of the two"),
        ((10, 5, 6), "contradict"),
        ((-1, 5, 0), "contradict"),
        ((10, 5, 5), "nobody were hidden"),
    ],
)
def test_two_occasions_that_allow_no_estimate_are_refused_with_the_reason(
    counts: tuple[int, int, int], says: str
) -> None:
    assert says in refused(chapman(*counts))


@pytest.mark.parametrize(
    ("frequencies", "occasions", "says"),
    [
        ((), None, "Nobody was seen"),
        ((0, 0), None, "Nobody was seen."),
        ((10,), None, "exactly two occasions"),
        ((10, 0, 3), None, "exactly two occasions"),
        ((0, 10), None, "one occasion only"),
        ((10, -1), None, "contradict"),
        ((10, 5, 1), 2, "two occasions at least"),
        ((10, 5), 1, "two occasions at least"),
    ],
)
def test_frequencies_that_allow_no_bound_are_refused_with_the_reason(
    frequencies: tuple[int, ...], occasions: int | None, says: str
) -> None:
    assert says in refused(chao_lower_bound(frequencies, occasions=occasions))


def test_few_recaptures_are_told() -> None:
    assert "too low" in estimated(chapman(50, 50, 6)).cautions[0]
    assert "rough" in estimated(chao_lower_bound((20, 3))).cautions[0]


def test_every_estimate_says_what_must_hold_and_where_its_formula_is_from() -> None:
    for found in (estimated(chapman(87, 14, 7)), estimated(chao_lower_bound((43, 16)))):
        assert any("changes the identifier" in sentence for sentence in found.assumptions)
        assert all(sentence.endswith(".") for sentence in found.assumptions)
        assert "19" in found.source
        assert found.formula.startswith("N = ")


def test_the_sentence_carries_no_more_figures_than_the_estimate() -> None:
    assert estimated(chapman(20_123, 19_877, 5_432)).sentence == (
        "34,568 were seen; there may be 73,600 in all (95 % interval 72,200 to 75,100; "
        "Lincoln-Petersen, with Chapman's correction)."
    )
    assert "there may be at least 134 in all" in estimated(chao_lower_bound((43, 16, 8, 6, 0, 2, 1))).sentence


@given(st.integers(1, 10**7), st.integers(1, 10**7), st.integers(0, 10**7))
def test_no_estimate_is_below_those_seen_and_each_lies_in_its_interval(first: int, second: int, both: int) -> None:
    found = chapman(first, second, both)
    if isinstance(found, Estimate):
        assert found.seen <= found.low <= found.number <= found.high < math.inf
        assert found.variance > 0


@given(st.lists(st.integers(0, 10**6), max_size=20))
def test_no_bound_is_below_those_seen_and_each_lies_in_its_interval(frequencies: list[int]) -> None:
    found = chao_lower_bound(frequencies)
    if isinstance(found, Estimate):
        assert found.seen == sum(frequencies)
        assert found.seen <= found.low <= found.number <= found.high < math.inf


def test_with_two_occasions_alike_the_bound_is_lincoln_and_petersens_number() -> None:
    """f1 = 2(n - m), f2 = m: with its factor for two occasions the bound is n²/m."""
    assert estimated(chao_lower_bound((160, 20), occasions=2)).number == pytest.approx(100 * 100 / 20)


def test_in_drawn_closed_populations_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    chance = np.random.default_rng(20261123)
    truth, rounds, held, numbers = 2_000, 2_000, 0, []
    for _ in range(rounds):
        one, other = chance.random(truth) < 0.15, chance.random(truth) < 0.10
        found = estimated(chapman(int(one.sum()), int(other.sum()), int((one & other).sum())))
        held += found.low <= truth <= found.high
        numbers.append(found.number)
    assert held / rounds == pytest.approx(0.95, abs=0.015)
    assert np.mean(numbers) == pytest.approx(truth, rel=0.01)


def test_where_persons_are_unequally_seen_chaos_bound_stays_below_the_truth_and_nearer_than_those_seen() -> None:
    chance = np.random.default_rng(20261123)
    truth, occasions, numbers, seen = 3_000, 10, [], []
    for _ in range(200):
        often = chance.beta(0.5, 4, truth)  # many rarely seen, some nearly always
        times = chance.binomial(occasions, often)
        found = estimated(chao_lower_bound(np.bincount(times)[1:].tolist(), occasions=occasions))
        numbers.append(found.number)
        seen.append(found.seen)
    assert np.mean(seen) < np.mean(numbers) < truth


def test_where_persons_are_equally_seen_chaos_bound_is_the_truth() -> None:
    chance = np.random.default_rng(20261123)
    truth, held, numbers = 2_000, 0, []
    for _ in range(500):
        times = chance.binomial(8, 0.08, truth)
        found = estimated(chao_lower_bound(np.bincount(times)[1:].tolist(), occasions=8))
        held += found.low <= truth <= found.high
        numbers.append(found.number)
    assert np.mean(numbers) == pytest.approx(truth, rel=0.02)
    assert held / 500 > 0.92
