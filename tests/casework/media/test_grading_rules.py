"""Facts, the scales that follow from them, whose word it takes, and what is left to be looked at."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daymark.casework.media.rules import Act, AgeBand, Facts, Made, Stage, Standing, Sweep, Vote, is_drawn, severity
from daymark.casework.media.rules import stage_of as _stage_of
from daymark.casework.media.rules.facts import GRAVEST
from daymark.casework.media.rules.scales import SCALES, derive, derive_all
from daymark.casework.media.rules.votes import Grading

EVERY = [Facts(age, act, made) for age, act, made in itertools.product(AgeBand, Act, Made)]
CHILD = AgeBand.PREPUBESCENT


def stage_of(*votes: Vote, drawn: bool = False) -> Grading:
    return _stage_of(votes, second_drawn=drawn)


@pytest.mark.parametrize("scale", SCALES)
def test_every_scale_answers_for_all_facts(scale: str) -> None:
    for facts in EVERY:
        derived = derive(facts, scale)
        assert derived.qualifier in ("exact", "broader", "narrower", "review")
        assert derived.scale == scale


def test_what_shows_nothing_or_adults_only_has_no_value_anywhere() -> None:
    harmless = {"UK_ABC": "", "UK_SAP": "", "INDUSTRY": "", "VICS_US": "0", "BASELINE": "no"}
    for facts in EVERY:
        if facts.act is Act.NONE or facts.age_band is AgeBand.ADULT:
            assert {each.scale: each.value for each in derive_all(facts)} == harmless


@pytest.mark.parametrize(
    ("act", "abc", "level"),
    [
        (Act.POSING, "C", "1"),
        (Act.GENITAL_FOCUS, "C", "1"),
        (Act.SOLO, "B", "2"),
        (Act.CHILD_CHILD, "B", "2"),
        (Act.ADULT_CHILD, "B", "3"),
        (Act.PENETRATIVE, "A", "4"),
        (Act.SADISM, "A", "5"),
        (Act.ANIMAL, "A", "5"),
    ],
)
def test_the_letters_contain_the_old_levels_as_the_council_says(act: Act, abc: str, level: str) -> None:
    facts = Facts(CHILD, act)
    assert (derive(facts, "UK_ABC").value, derive(facts, "UK_SAP").value) == (abc, level)
    assert not derive(facts, "UK_ABC").needs_a_person


def test_the_industrys_letter_is_the_age_and_its_number_the_act() -> None:
    assert derive(Facts(AgeBand.INFANT, Act.ORAL), "INDUSTRY").value == "A1"
    assert derive(Facts(AgeBand.PUBESCENT, Act.GENITAL_FOCUS), "INDUSTRY").value == "B2"
    assert derive(Facts(AgeBand.PUBESCENT, Act.POSING), "INDUSTRY").needs_a_person


def test_nothing_drawn_or_generated_is_passed_on_as_if_it_were_assessed_as_a_photograph() -> None:
    for facts in EVERY:
        grave = severity(facts) >= 1
        if grave and facts.made in (Made.DRAWN, Made.GENERATED, Made.UNCLEAR):
            assert derive(facts, "UK_ABC").needs_a_person
            assert derive(facts, "BASELINE").value != "yes"


def test_an_age_that_cannot_be_told_is_for_a_person_never_for_the_table() -> None:
    for act in set(Act) - {Act.NONE}:
        assert derive(Facts(AgeBand.UNCLEAR, act), "UK_ABC").needs_a_person
        assert derive(Facts(AgeBand.UNCLEAR, act), "VICS_US").value in ("2", "3")


def test_one_word_is_enough_unless_it_is_the_gravest_or_was_drawn() -> None:
    assert stage_of().stage is Stage.WAITING
    assert stage_of(Vote("a", Facts(CHILD, Act.POSING))).stage is Stage.GRADED
    assert stage_of(Vote("a", Facts(CHILD, Act.POSING)), drawn=True).stage is Stage.SECOND
    assert stage_of(Vote("a", Facts(CHILD, Act.SADISM))).stage is Stage.SECOND


def test_two_who_agree_grade_it_and_two_who_do_not_leave_it_to_a_senior() -> None:
    one, other = Vote("a", Facts(CHILD, Act.SADISM)), Vote("b", Facts(CHILD, Act.PENETRATIVE))
    assert stage_of(one, Vote("b", one.facts)).stage is Stage.GRADED
    assert stage_of(one, other).stage is Stage.DISPUTED
    assert stage_of(one, other).facts is None
    decided = stage_of(one, other, Vote("s", other.facts, is_senior=True))
    assert (decided.stage, decided.facts, decided.votes) == (Stage.GRADED, other.facts, 2)


def test_three_independent_people_make_a_trusted_grade_and_one_asked_three_times_does_not() -> None:
    facts = Facts(CHILD, Act.POSING)
    assert stage_of(*(Vote(by, facts) for by in "abc")).is_trusted
    assert not stage_of(*(Vote("a", facts) for _ in range(3))).is_trusted


@given(st.lists(st.builds(Vote, st.sampled_from("abcd"), st.sampled_from(EVERY)), max_size=6), st.booleans())
def test_the_order_of_who_spoke_does_not_matter_when_each_spoke_once(votes: list[Vote], drawn: bool) -> None:
    once = list({vote.by: vote for vote in votes}.values())
    results = {(_stage_of(order, second_drawn=drawn).stage) for order in itertools.permutations(once)}
    assert len(results) == 1


@given(st.lists(st.builds(Vote, st.sampled_from("ab"), st.sampled_from(EVERY)), min_size=1, max_size=6))
def test_only_the_last_word_of_a_person_counts(votes: list[Vote]) -> None:
    last = list({vote.by: vote for vote in votes}.values())
    assert stage_of(*votes).stage is stage_of(*last).stage


def test_the_centre_says_from_which_severity_on_two_people_look() -> None:
    posing = [Vote("a", Facts(CHILD, Act.POSING))]
    assert _stage_of(posing, second_drawn=False, second_from=1).stage is Stage.SECOND
    assert _stage_of(posing, second_drawn=False, second_from=2).stage is Stage.GRADED


def test_about_one_stack_in_ten_is_drawn_and_always_the_same_ones() -> None:
    drawn = [is_drawn(number.to_bytes(4), 10) for number in range(5_000)]
    assert 400 < sum(drawn) < 600
    assert drawn == [is_drawn(number.to_bytes(4), 10) for number in range(5_000)]


def test_adults_and_nothing_cost_nothing_and_the_scale_ends_at_five() -> None:
    assert {severity(facts) for facts in EVERY} == set(range(GRAVEST + 1))
    assert severity(Facts(AgeBand.ADULT, Act.SADISM)) == 0


COUNTS = st.tuples(
    st.sampled_from(Standing),
    st.sampled_from(["still", "film", "other"]),
    st.sampled_from(["", "JOINED", *Stage]),
    st.integers(0, 99),
)


@given(st.lists(COUNTS, max_size=12), st.integers(0, 500), st.integers(0, 5))
def test_a_sweep_counts_every_file_once(
    counts: list[tuple[Standing, str, str, int]], copies: int, not_read: int
) -> None:
    sweep = Sweep(files=copies + not_read + sum(files for *_, files in counts), copies=copies, not_read=not_read)
    for standing, group, stage, files in counts:
        sweep.count(standing, group, stage, files, timedelta())
    assert sum(part.count for part in sweep.parts()) == sweep.files
    assert sweep.read + sweep.not_read == sweep.files
    ends = [part.begin + part.length for part in sweep.parts()]
    assert all(end <= part.begin + 1 for end, part in zip(ends, sweep.parts()[1:], strict=False))


def test_the_sentence_says_all_only_when_it_is_all() -> None:
    sweep = Sweep(files=1_000, copies=999)
    sweep.count(Standing.NEW, "still", "WAITING", 1, timedelta())
    assert sweep.in_one_sentence() == "1,000 files; 99 % known or copies; 1 never seen before."
    assert Sweep(files=3).in_one_sentence() == "3 files; none read yet; none left to be seen."
