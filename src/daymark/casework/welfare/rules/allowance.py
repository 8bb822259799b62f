"""Whether a person may look now, how much is left of her day, and why not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from daymark.casework.welfare.rules.counting import NOTHING, Span
from daymark.casework.welfare.rules.policy import Policy
from daymark.problems import Problem


class MayNotLook(Problem):
    """You may not look now. Your wellbeing page says why."""


@dataclass(frozen=True)
class Desk:
    """What is known of one person at one moment."""

    name: str
    looked: timedelta = NOTHING  # today: looks that ended, and the pauses between them
    since_break: timedelta = NOTHING
    lifted: timedelta = NOTHING  # what a supervisor added for today
    last_ended_at: datetime | None = None
    open_look: Span | None = None  # until now, or as long as it could at most last; its part of today
    resting_until: datetime | None = None  # a break she has begun and not ended
    partner: str = ""
    partner_id: UUID | None = None


@dataclass(frozen=True)
class Allowance:
    """The answer for one person at one moment. `looked` and `limit` are of today, in the centre's time zone."""

    looked: timedelta
    limit: timedelta
    warn: bool
    may_look: bool
    why_not: str  # empty when she may
    break_due: bool
    break_until: datetime | None  # when she may look again; only while on a break, or when one is due
    pair_needed: bool
    partner: str  # who looks along; empty when nobody does
    partner_id: UUID | None

    @property
    def left(self) -> timedelta:
        """How much of today's limit is left; never less than nothing."""
        return max(self.limit - self.looked, NOTHING)


def allowance(
    desk: Desk, policy: Policy, *, at: datetime, severity: int | None = None, other: Allowance | None = None
) -> Allowance:
    """What `desk` says of a person at `at`, for a look of this severity; `other` is the answer for her partner."""
    going = desk.open_look.length if desk.open_look else NOTHING
    looked, limit = desk.looked + going, policy.limit + desk.lifted
    break_until = _break_until(desk, policy, at=at, going=going)
    pair_needed = policy.wants_pair(severity)
    why_not = _why_not(desk, looked >= limit, break_until, pair_needed)
    if not why_not and other is not None and other.why_not:
        why_not = f"{desk.partner}, who looks with you, may not look: end the pair, or look later."
    return Allowance(
        looked=looked,
        limit=limit,
        warn=limit - looked <= policy.warning,
        may_look=not why_not,
        why_not=why_not,
        break_due=break_until is not None,
        break_until=break_until,
        pair_needed=pair_needed,
        partner=desk.partner,
        partner_id=desk.partner_id,
    )


def rested(last_ended_at: datetime | None, policy: Policy, *, at: datetime) -> bool:
    """Whether the time since the last look was long enough to be a break, however it was spent."""
    return last_ended_at is None or at - last_ended_at >= policy.rest


def _break_until(desk: Desk, policy: Policy, *, at: datetime, going: timedelta) -> datetime | None:
    if desk.resting_until is not None and at < desk.resting_until:
        return desk.resting_until
    if not desk.open_look and rested(desk.last_ended_at, policy, at=at):
        return None
    if desk.since_break + going < policy.stretch:
        return None
    last = desk.open_look.ended if desk.open_look else desk.last_ended_at
    return (last or at) + policy.rest


def _why_not(desk: Desk, at_limit: bool, break_until: datetime | None, pair_needed: bool) -> str:
    if at_limit:
        return "Today's limit is reached. Only a supervisor can lift it, for a stated time and with a reason."
    if break_until is not None and desk.resting_until is not None:
        return "You are on a break. Look again when it is over, or end it on your wellbeing page."
    if break_until is not None:
        return "A break is due. Leave the desk; you can look again when it is over."
    if pair_needed and not desk.partner:
        return "Two people look at this together here. Ask a colleague on your wellbeing page."
    return ""
