"""Where a referral may go from where it stands. Sent is not done: done begins with the acknowledgement."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from daymark.problems import Problem


class State(StrEnum):
    """Where a referral stands."""

    DRAFT = "DRAFT"
    SENT = "SENT"
    ACKNOWLEDGED = "ACKNOWLEDGED"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    CONCLUDED = "CONCLUDED"
    WITHDRAWN = "WITHDRAWN"


S = State
MOVES: Mapping[State, frozenset[State]] = {
    S.DRAFT: frozenset({S.SENT, S.WITHDRAWN}),
    S.SENT: frozenset({S.ACKNOWLEDGED, S.DECLINED, S.WITHDRAWN}),
    S.ACKNOWLEDGED: frozenset({S.ACCEPTED, S.DECLINED, S.WITHDRAWN}),
    # Who accepted may find that another authority must act, and hands it back with the reason.
    S.ACCEPTED: frozenset({S.CONCLUDED, S.DECLINED}),
    S.DECLINED: frozenset(),
    S.CONCLUDED: frozenset(),
    S.WITHDRAWN: frozenset(),
}
WAITING = (S.SENT, S.ACKNOWLEDGED, S.ACCEPTED)  # on the partner
PENDING = (S.SENT,)  # nobody there has said yet that it arrived
ANSWERED = (S.ACCEPTED, S.DECLINED)
ENDED = (S.DECLINED, S.CONCLUDED, S.WITHDRAWN)
STRAIGHT_LINE = (S.DRAFT, S.SENT, S.ACKNOWLEDGED, S.ACCEPTED, S.CONCLUDED)

DONE_WORDS: Mapping[State, str] = {
    S.DRAFT: "Drafted",
    S.SENT: "Sent",
    S.ACKNOWLEDGED: "Acknowledged",
    S.ACCEPTED: "Accepted",
    S.DECLINED: "Declined",
    S.CONCLUDED: "Concluded",
    S.WITHDRAWN: "Withdrawn",
}


class CannotMove(Problem):
    """The referral has moved on meanwhile. Open it again and look where it stands."""


def check_move(now: State, then: State) -> None:
    """Raises CannotMove unless a referral that stands at `now` may go to `then`."""
    if then in MOVES[now]:
        return
    if now == then:
        raise CannotMove(
            f"This referral is {DONE_WORDS[now].lower()} already. Somebody was faster: nothing was changed."
        )
    raise CannotMove(
        f"This referral is {DONE_WORDS[now].lower()}, so it cannot be {DONE_WORDS[then].lower()} now. "
        "Open it again and look where it stands."
    )


def waits_for(now: State, *, destination: str, sender: str) -> str:
    """Who must do what next, in words; empty when nobody waits for anything."""
    return {
        S.DRAFT: f"{sender} to send it",
        S.SENT: f"{destination} to acknowledge it",
        S.ACKNOWLEDGED: f"{destination} to accept or decline it",
        S.ACCEPTED: f"{destination} to say what came of it",
        S.DECLINED: f"{sender} to choose another authority",
    }.get(now, "")
