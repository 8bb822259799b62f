"""What follows from what lists say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daymark.casework.matching.rules import (
    Claim,
    GoodAsBad,
    HitState,
    Ruling,
    Says,
    SayTheStanding,
    basis_of,
    checked_standing,
    decide,
    said_by_row,
    stands,
)
from daymark.casework.media.rules import Standing

claims = st.builds(
    Claim,
    says=st.sampled_from(Says),
    state=st.sampled_from([HitState.EXACT, HitState.PROPOSED, HitState.CONFIRMED]),
    bank=st.integers(1, 5),
    giver=st.sampled_from(["Rome", "Milan", "Oslo"]),
    votes=st.integers(0, 4),
)


def claim(says: Says, state: HitState = HitState.EXACT, bank: int = 1, giver: str = "", votes: int = 1) -> Claim:
    return Claim(says, state, bank, giver or f"giver {bank}", votes)


BAD, GOOD, DISPUTED, UNSAID = (claim(says) for says in (Says.BAD, Says.GOOD, Says.DISPUTED, Says.UNSAID))
LOOK, CONFIRMED = claim(Says.BAD, HitState.PROPOSED), claim(Says.BAD, HitState.CONFIRMED)


@pytest.mark.parametrize(
    ("said", "standing"),
    [
        ([], Standing.NEW),
        ([BAD], Standing.KNOWN_BAD),
        ([BAD, GOOD], Standing.KNOWN_BAD),
        ([BAD, DISPUTED], Standing.DISPUTED),
        ([DISPUTED], Standing.DISPUTED),
        ([DISPUTED, GOOD], Standing.DISPUTED),
        ([GOOD], Standing.KNOWN_GOOD),
        ([LOOK], Standing.LOOKS_KNOWN),
        ([LOOK, GOOD], Standing.LOOKS_KNOWN),
        ([LOOK, BAD], Standing.KNOWN_BAD),
        ([CONFIRMED], Standing.KNOWN_BAD),
        ([claim(Says.DISPUTED, HitState.PROPOSED)], Standing.LOOKS_KNOWN),
        ([claim(Says.GOOD, HitState.PROPOSED)], Standing.NEW),
        ([claim(Says.GOOD, HitState.CONFIRMED)], Standing.KNOWN_GOOD),
        ([UNSAID], Standing.NEW),
        ([UNSAID, GOOD], Standing.DISPUTED),
        ([UNSAID, BAD], Standing.KNOWN_BAD),
    ],
)
def test_the_standing_by_the_table(said: list[Claim], standing: Standing) -> None:
    assert decide(said).standing is standing


@given(st.lists(claims), claims)
def test_a_list_of_harmless_files_never_hides_what_another_knows(said: list[Claim], more: Claim) -> None:
    good = more.__class__(Says.GOOD, more.state, more.bank, more.giver)
    before, after = decide(said).standing, decide([*said, good]).standing
    if before is not Standing.NEW:
        assert after in (before, Standing.DISPUTED if before is not Standing.KNOWN_BAD else before)
    if Standing.KNOWN_GOOD is after:
        assert not any(each.says in (Says.BAD, Says.DISPUTED) for each in said)


@given(st.lists(claims), st.randoms())
def test_the_order_in_which_lists_came_does_not_matter(said: list[Claim], dice: object) -> None:
    mixed = list(said)
    dice.shuffle(mixed)  # type: ignore[attr-defined]
    assert decide(mixed) == decide(said)


@given(st.lists(claims, min_size=1))
def test_nothing_is_known_bad_by_look_alone_until_a_person_confirms_it(said: list[Claim]) -> None:
    if not any(each.is_sure for each in said):
        assert decide(said).standing in (Standing.NEW, Standing.LOOKS_KNOWN)


def test_three_independent_givers_make_a_trusted_grade_and_one_giver_with_three_lists_does_not() -> None:
    one = [claim(Says.BAD, bank=bank, giver=giver) for bank, giver in enumerate(["Rome", "rome ", "ROME"])]
    assert (decide(one).votes, decide(one).is_trusted) == (1, False)
    three = [claim(Says.BAD, bank=bank, giver=giver) for bank, giver in enumerate(["Rome", "Milan", "Oslo"])]
    assert (decide(three).votes, decide(three).is_trusted) == (3, True)
    asserted = [claim(Says.BAD, giver="Baseline", votes=3)]
    assert decide(asserted).is_trusted
    assert not decide([*three, claim(Says.GOOD, bank=9)]).is_trusted


@given(st.lists(claims), claims)
def test_a_ruling_holds_for_the_claims_it_was_made_about_and_for_no_others(said: list[Claim], more: Claim) -> None:
    ruling = Ruling(Standing.KNOWN_GOOD, decide(said).basis)
    decision = decide(said, [ruling])
    assert decision.ruled is decide(said).disagree
    if decision.ruled:
        assert decision.standing is Standing.KNOWN_GOOD
    grown = [*said, more]
    if basis_of(each for each in grown if each.is_sure) != ruling.basis:
        assert decide(grown, [ruling]) == decide(grown)


@pytest.mark.parametrize(
    ("bank", "row", "votes", "says"),
    [
        (Says.BAD, Says.BAD, (None, None), Says.BAD),
        (Says.BAD, Says.UNSAID, (None, None), Says.UNSAID),
        (Says.BAD, Says.GOOD, (None, None), Says.UNSAID),
        (Says.BAD, Says.BAD, (3, 1), Says.BAD),
        (Says.BAD, Says.BAD, (1, 1), Says.DISPUTED),
        (Says.GOOD, Says.GOOD, (None, None), Says.GOOD),
        (Says.GOOD, Says.BAD, (None, None), Says.BAD),
        (Says.DISPUTED, Says.BAD, (9, 0), Says.DISPUTED),
    ],
)
def test_what_a_row_says_on_its_list(bank: Says, row: Says, votes: tuple[int | None, int | None], says: Says) -> None:
    assert said_by_row(bank, row, *votes) is says


def test_harmless_files_become_bad_only_when_somebody_says_so_expressly() -> None:
    assert checked_standing(own=Says.GOOD, asked=None, although_good=False) is Says.GOOD
    with pytest.raises(GoodAsBad):
        checked_standing(own=Says.GOOD, asked=Says.BAD, although_good=False)
    assert checked_standing(own=Says.GOOD, asked=Says.BAD, although_good=True) is Says.BAD
    with pytest.raises(SayTheStanding):
        checked_standing(own=Says.UNSAID, asked=None, although_good=False)


@pytest.mark.parametrize(
    ("named", "taken_back", "live", "complete", "expected"),
    [
        ([1], [], [1], [], True),
        ([1], [], [], [], False),
        ([1], [], [1, 2], [2], False),
        ([1, 2], [], [1, 2], [2], True),
        ([1], [2], [1, 2], [], False),
        ([1], [2], [1], [], True),
        ([1, 3], [2], [1, 2, 3], [], True),
        ([1, 3], [2], [1, 2], [], False),
    ],
)
def test_when_a_row_stands(
    named: list[int], taken_back: list[int], live: list[int], complete: list[int], expected: bool
) -> None:
    assert stands(named, taken_back, live, complete) is expected
