"""Shares with their intervals, and which coding counts."""

from __future__ import annotations

from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daymark.casework.media.research.rules.counting import Coding, tallies
from daymark.casework.media.research.rules.form import CANNOT_TELL, NoSuchAnswer, Unanswered, checked, questions
from daymark.casework.media.research.rules.intervals import Z_95, wilson
from daymark.casework.media.research.rules.table import AGREEMENT_HEAD, HEAD, agreement_rows_of, rows_of

TOLD_NOTHING = {question.code: CANNOT_TELL for question in questions()}


def coding(item, coder="one", **answers):
    """A coding in which nothing can be told but what is given."""
    return Coding(item, coder, checked({**TOLD_NOTHING, **answers}))


def tally(code, codings):
    """The figures of one question, by the code of the answer."""
    (found,) = [each for each in tallies(codings) if each.question.code == code]
    return found, {share.code: share for share in found.shares}


@pytest.mark.parametrize(
    ("found", "of", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilsons_interval_is_that_of_newcombe_1998_table_1(found, of, low, high):
    interval = wilson(found, of)
    assert (round(interval.low, 4), round(interval.high, 4)) == (low, high)


@given(st.integers(1, 2000), st.data())
def test_the_ends_of_the_interval_are_the_shares_that_are_just_not_rejected(of, data):
    found = data.draw(st.integers(0, of))
    interval = wilson(found, of)
    assert 0 <= interval.low <= found / of <= interval.high <= 1
    for end in (interval.low, interval.high):
        if 0 < end < 1:  # the definition: the distance of the share found is z standard errors of the share supposed
            assert isclose((found / of - end) ** 2, Z_95**2 * end * (1 - end) / of, rel_tol=1e-6, abs_tol=1e-12)


@given(st.integers(1, 500), st.data())
def test_the_interval_of_the_others_is_the_mirror_image(of, data):
    found = data.draw(st.integers(0, of))
    one, other = wilson(found, of), wilson(of - found, of)
    assert isclose(one.low, 1 - other.high, abs_tol=1e-12)
    assert isclose(one.high, 1 - other.low, abs_tol=1e-12)


def test_of_nothing_there_is_no_interval_and_of_nonsense_neither():
    assert wilson(0, 0) is None
    with pytest.raises(ValueError, match="no share"):
        wilson(3, 2)


def test_the_first_coder_is_counted_and_the_second_measures_agreement():
    codings = [
        coding(1, "one", SEX="FEMALE"),
        coding(2, "two", SEX="MALE"),
        coding(1, "two", SEX="MALE"),
        coding(2, "one", SEX="MALE"),
        coding(3, "one", SEX="FEMALE"),
    ]
    found, shares = tally("SEX", codings)
    assert (found.items, shares["FEMALE"].count, shares["MALE"].count) == (3, 2, 1)
    assert (found.agreement.items, found.agreement.agreed) == (2, 1)
    assert shares["FEMALE"].interval == wilson(2, 3)


def test_who_codes_an_item_again_corrects_the_earlier_coding_and_stays_the_first():
    codings = [coding(1, "one", SEX="FEMALE"), coding(1, "two", SEX="MALE"), coding(1, "one", SEX="MALE")]
    found, shares = tally("SEX", codings)
    assert (found.items, shares["FEMALE"].count, shares["MALE"].count) == (1, 0, 1)
    assert (found.agreement.items, found.agreement.agreed) == (1, 1)


def test_cannot_be_told_is_an_answer_that_is_counted():
    _, shares = tally("AGE", [coding(1), coding(2, AGE="UNDER_5")])
    assert (shares[CANNOT_TELL].count, shares[CANNOT_TELL].share, shares["ADULT"].count) == (1, 0.5, 0)


def test_a_cohort_that_nobody_coded_has_counts_of_none_and_no_shares():
    for found in tallies([]):
        assert found.items == 0
        assert {(share.count, share.share, share.interval) for share in found.shares} == {(0, None, None)}


@given(st.lists(st.tuples(st.integers(1, 9), st.sampled_from(["one", "two", "three"])), max_size=30))
def test_the_answers_of_every_question_add_up_to_the_items(said):
    for found in tallies([coding(item, coder) for item, coder in said]):
        assert sum(share.count for share in found.shares) == found.items == len({item for item, _ in said})


# The form


def test_every_question_can_be_answered_with_a_key_of_its_own_and_with_cannot_be_told():
    asked = ["AGE", "SEX", "ETHNIC_APPEARANCE", "ACT", "ORIGIN", "SELF_MADE", "TEXT", "OFFENDER"]
    assert [question.code for question in questions()] == asked
    for question in questions():
        keys = [answer.key for answer in question.answers]
        assert len(set(keys)) == len(keys)
        assert all(len(key) == 1 for key in keys)
        assert len(set(question.codes)) == len(question.codes)
        assert [answer.key for answer in question.answers if answer.code == CANNOT_TELL] == ["0"]
        assert question.help or question.code == "ORIGIN"


@given(st.sampled_from(questions()))
def test_a_question_without_an_answer_is_named(question):
    with pytest.raises(Unanswered, match=question.words):
        checked({**TOLD_NOTHING, question.code: ""})
    with pytest.raises(Unanswered, match=question.words):
        checked({code: answer for code, answer in TOLD_NOTHING.items() if code != question.code})


def test_an_answer_to_another_question_and_an_unknown_question_are_refused():
    with pytest.raises(NoSuchAnswer, match="Apparent sex"):
        checked({**TOLD_NOTHING, "SEX": "UNDER_5"})
    with pytest.raises(NoSuchAnswer, match="no question"):
        checked({**TOLD_NOTHING, "NAME": "YES"})


# What may leave the centre


def test_the_table_has_a_row_for_every_answer_with_its_share_and_interval():
    rows = {row[:2]: row[2:] for row in rows_of(tallies([coding(1, SEX="FEMALE"), coding(2), coding(3)]))}
    assert len(rows) == sum(len(question.answers) for question in questions())
    assert rows["Apparent sex", "Female"] == (1, 3, 33.3, 6.1, 79.2)
    assert rows["Apparent sex", "Male"] == (0, 3, 0.0, 0.0, 56.1)


def test_a_table_of_nothing_coded_has_no_shares():
    assert {row[2:] for row in rows_of(tallies([]))} == {(0, 0, None, None, None)}
    assert {row[1:] for row in agreement_rows_of(tallies([]))} == {(0, 0, *[None] * 7, "no item was coded by two")}


def test_the_table_of_agreement_says_why_there_is_no_kappa():
    two = [coding(item, coder, SEX="MALE" if item == 1 else "FEMALE") for item in (1, 2) for coder in ("one", "two")]
    rows = {row[0]: row[1:] for row in agreement_rows_of(tallies(two))}
    assert rows["Apparent sex"] == (2, 2, 100.0, 34.2, 100.0, 1.0, 0.0, 1.0, 1.0, "")
    assert rows["Act"] == (2, 2, 100.0, 34.2, 100.0, *[None] * 4, "both coders gave every item the same one answer")
    assert all(len(row) == len(AGREEMENT_HEAD) for row in agreement_rows_of(tallies(two)))
    assert all(len(row) == len(HEAD) for row in rows_of(tallies(two)))
