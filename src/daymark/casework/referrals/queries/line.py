"""The line of states from drafted to concluded: what happened when, and who is waited for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from daymark.casework.referrals.models import Referral, ReferralEvent
from daymark.casework.referrals.rules.clocks import LEVEL_WORDS, SixHours, against_target, overdue_level
from daymark.casework.referrals.rules.states import DONE_WORDS, PENDING, STRAIGHT_LINE, State, waits_for


@dataclass(frozen=True)
class Step:
    """One station of the line. `at` is empty while it lies ahead; `waits_for` stands at the next one."""

    words: str
    at: datetime | None = None
    by: str = ""
    note: str = ""
    waits_for: str = ""
    refused: bool = False


@dataclass(frozen=True)
class Standing:
    """How a referral stands now."""

    steps: tuple[Step, ...]
    waits_for: str
    level: int
    level_words: str
    six_hours: SixHours


def standing_of(referral: Referral, *, sender: str, at: datetime) -> Standing:
    """Where a referral stands, with the names of those who moved it."""
    events = list(ReferralEvent.objects.filter(referral=referral).select_related("by"))
    waiting = waits_for(State(referral.state), destination=referral.destination.name, sender=sender)
    level = level_of(referral, at)
    return Standing(
        steps=tuple(_steps(referral, events, waiting)),
        waits_for=waiting,
        level=level,
        level_words=LEVEL_WORDS[level],
        six_hours=against_target(referral.first_received_at, referral.acknowledged_at, at),
    )


def level_of(referral: Referral, at: datetime) -> int:
    """How far an unacknowledged referral is overdue: 0 to 3."""
    if State(referral.state) not in PENDING or referral.sent_at is None or referral.due_at is None:
        return 0
    return overdue_level(referral.sent_at, referral.due_at, at)


def _steps(referral: Referral, events: list[ReferralEvent], waiting: str) -> list[Step]:
    moves = [event for place, event in enumerate(events) if place == 0 or event.state != events[place - 1].state]
    done = [_step(event) for event in moves]
    now = State(referral.state)
    if now not in STRAIGHT_LINE:
        return done
    ahead = STRAIGHT_LINE[STRAIGHT_LINE.index(now) + 1 :]
    return [
        *done,
        *(Step(DONE_WORDS[state], waits_for=waiting if not place else "") for place, state in enumerate(ahead)),
    ]


def _step(event: ReferralEvent) -> Step:
    state = State(event.state)
    refused = state in (State.DECLINED, State.WITHDRAWN)
    return Step(DONE_WORDS[state], event.at, event.by.name if event.by else "the system", event.note or "", "", refused)
