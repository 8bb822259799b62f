"""Agreement of two coders, against published examples, figures worked by hand, and what must always hold."""

from __future__ import annotations

from fractions import Fraction
from math import isclose, sqrt

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from daymark.casework.media.research.rules.agreement import agreement_of

pairs_of_answers = st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("abcd")), min_size=1, max_size=60)


def pairs(table):
    """The pairs of a square table of counts: rows are the answers of the one, columns those of the other."""
    return [
        (str(row), str(column))
        for row, counts in enumerate(table)
        for column, count in enumerate(counts)
        for _ in range(count)
    ]


# Cohen 1960, his worked example: 200 patients, po .70, pc .41, kappa .492.
COHEN = [[88, 14, 18], [10, 40, 10], [2, 6, 12]]
# Fleiss, Levin, Paik: Statistical Methods for Rates and Proportions, 3rd edition, 2003, chapter 18: 100 cases, .68.
FLEISS = [[75, 1, 4], [5, 4, 1], [0, 0, 10]]
# SAS/STAT, PROC FREQ, the example "Cohen's kappa coefficient": 88 patients, two dermatologists; kappa 0.3449, standard
# error 0.0724, 95 % limits 0.2030 and 0.4868.
SAS = [[10, 4, 1, 0], [5, 10, 12, 2], [2, 4, 12, 5], [0, 2, 6, 13]]
# Stata, manual of `kappa`: 85 mammograms, two radiologists (Boyd et al. 1982): agreement 63.53 %, kappa 0.4728.
STATA = [[21, 12, 0, 0], [4, 17, 1, 0], [3, 9, 15, 2], [0, 0, 0, 1]]


@pytest.mark.parametrize(
    ("table", "items", "share", "kappa"),
    [(COHEN, 200, 0.70, 0.492), (FLEISS, 100, 0.89, 0.676), (SAS, 88, 0.5114, 0.3449), (STATA, 85, 0.6353, 0.4728)],
    ids=["Cohen 1960", "Fleiss 2003", "SAS", "Stata"],
)
def test_published_examples_give_the_published_kappa(table, items, share, kappa):
    agreement = agreement_of(pairs(table))
    assert (agreement.items, round(agreement.share, 4)) == (items, share)
    assert round(agreement.kappa.value, len(str(kappa)) - 2) == kappa


def test_the_published_standard_error_and_limits_are_met():
    kappa = agreement_of(pairs(SAS)).kappa
    assert round(kappa.standard_error, 4) == 0.0724
    assert (round(kappa.interval.low, 4), round(kappa.interval.high, 4)) == (0.2030, 0.4868)


def test_two_answers_worked_by_hand():
    # 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no. po = 35/50 = .7; pe = .5 * .6 + .5 * .4 = .5; kappa = .2 / .5 = .4.
    # C = (.4 - .5 * .6)^2 = .01
    # A = .4 (1 - 1.1 * .6)^2 + .3 (1 - .9 * .6)^2 = .4 * .1156 + .3 * .2116 = .10972
    # B = .36 * (.1 * (.6 + .5)^2 + .2 * (.4 + .5)^2) = .36 * (.121 + .162) = .10188
    # standard error = sqrt(.10972 + .10188 - .01) / (.5 * sqrt(50)) = sqrt(.2016) / 3.5355 = .1270
    kappa = agreement_of(pairs([[20, 5], [10, 15]])).kappa
    assert isclose(kappa.value, 0.4)
    assert isclose(kappa.standard_error, sqrt(0.2016) / (0.5 * sqrt(50)), rel_tol=1e-9)


@given(pairs_of_answers)
def test_kappa_is_what_its_definition_says_in_exact_fractions(said):
    items = len(said)
    observed = Fraction(sum(one == other for one, other in said), items)
    expected = sum(
        Fraction(sum(one == answer for one, _ in said), items)
        * Fraction(sum(other == answer for _, other in said), items)
        for answer in "abcd"
    )
    agreement = agreement_of(said)
    if expected == 1:
        assert agreement.kappa is None
    else:
        assert isclose(agreement.kappa.value, (observed - expected) / (1 - expected), abs_tol=1e-12)


@given(pairs_of_answers)
def test_neither_who_is_first_nor_the_names_of_the_answers_nor_the_order_matters(said):
    renamed = [(f"x{one}", f"x{other}") for one, other in reversed(said)]
    plain, swapped = agreement_of(said), agreement_of([(other, one) for one, other in renamed])
    assert (plain.items, plain.agreed) == (swapped.items, swapped.agreed)
    if plain.kappa is not None:
        assert isclose(plain.kappa.value, swapped.kappa.value, abs_tol=1e-12)
        assert isclose(plain.kappa.standard_error, swapped.kappa.standard_error, abs_tol=1e-6)


@given(pairs_of_answers)
def test_kappa_stays_in_its_bounds_and_its_interval_around_it(said):
    kappa = agreement_of(said).kappa
    assume(kappa is not None)
    assert -1 <= kappa.interval.low <= kappa.value + 1e-12
    assert kappa.value - 1e-12 <= kappa.interval.high <= 1
    assert kappa.value <= 1 + 1e-12
    assert kappa.standard_error >= 0


@given(st.lists(st.sampled_from("abc"), min_size=2, max_size=40))
def test_coders_who_always_agree_have_a_kappa_of_one_unless_there_was_nothing_to_tell_apart(answers):
    agreement = agreement_of([(answer, answer) for answer in answers])
    assert agreement.share == 1
    if len(set(answers)) == 1:
        assert (agreement.kappa, agreement.why_no_kappa) == (None, "both coders gave every item the same one answer")
    else:
        assert isclose(agreement.kappa.value, 1)
        assert isclose(agreement.kappa.standard_error, 0, abs_tol=1e-6)


def test_without_a_second_coder_there_is_no_agreement_and_it_says_so():
    agreement = agreement_of([])
    assert (agreement.share, agreement.interval, agreement.kappa) == (None, None, None)
    assert agreement.why_no_kappa == "no item was coded by two"
