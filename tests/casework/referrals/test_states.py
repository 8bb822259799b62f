"""No referral goes where it may not."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daymark.casework.referrals.models import ReferralState
from daymark.casework.referrals.rules.states import (
    ENDED,
    MOVES,
    STRAIGHT_LINE,
    CannotMove,
    State,
    check_move,
    waits_for,
)

states = st.sampled_from(State)


def test_the_database_knows_the_same_states() -> None:
    assert {state.value for state in State} == set(ReferralState.values)


@given(states, states)
def test_a_move_is_allowed_exactly_when_the_table_says_so(now: State, then: State) -> None:
    if then in MOVES[now]:
        check_move(now, then)
    else:
        with pytest.raises(CannotMove):
            check_move(now, then)


def test_nothing_follows_an_end() -> None:
    assert all(not MOVES[state] for state in ENDED)


def test_the_straight_line_can_be_walked() -> None:
    for now, then in pairwise(STRAIGHT_LINE):
        check_move(now, then)


def test_nothing_is_accepted_before_somebody_said_that_it_arrived() -> None:
    with pytest.raises(CannotMove, match="is sent, so it cannot be accepted now"):
        check_move(State.SENT, State.ACCEPTED)


def test_a_second_person_reads_that_somebody_was_faster() -> None:
    with pytest.raises(CannotMove, match="Somebody was faster"):
        check_move(State.ACKNOWLEDGED, State.ACKNOWLEDGED)


@given(states)
def test_somebody_is_waited_for_unless_it_is_over(state: State) -> None:
    waiting = waits_for(state, destination="Test Force", sender="the centre")

    assert bool(waiting) == (state not in (State.CONCLUDED, State.WITHDRAWN))
