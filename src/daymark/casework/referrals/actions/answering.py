"""What the agency says: that it arrived, that they act or why not, and that it is finished."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from daymark.casework.access.models import User
from daymark.casework.cases import actions as cases
from daymark.casework.referrals.actions.moving import centre_only, held, step, tell, voice
from daymark.casework.referrals.models import Referral
from daymark.casework.referrals.rules.states import WAITING, State
from daymark.problems import Problem


class NothingToRemindOf(Problem):
    """Nobody is waited for on this referral, so there is nothing to remind of."""


@transaction.atomic
def acknowledge(*, referral: Referral, by: User, at: datetime, heard_from: str = "") -> Referral:
    """The agency says that it has the referral. An officer here may write down what was said by telephone."""
    now = held(referral, State.ACKNOWLEDGED)
    how = voice(now, by, heard_from)
    _acknowledged(now, by, at, how)
    return now


@transaction.atomic
def accept(*, referral: Referral, by: User, at: datetime, heard_from: str = "", note: str = "") -> Referral:
    """The agency acts. Accepting what was not yet acknowledged does both, as two steps."""
    now = held(referral)
    how = voice(now, by, heard_from)
    if now.state == State.SENT:
        _acknowledged(held(referral, State.ACKNOWLEDGED), by, at, how)
    now = held(referral, State.ACCEPTED)
    now.state, now.answered_at = State.ACCEPTED, at
    now.save(update_fields=["state", "answered_at"])
    step(now, by=by, at=at, note=_joined(how, note))
    tell(now, "referral accepted", "accepted.", reason=_joined(how, note), by=by, at=at)
    return now


@transaction.atomic
def decline(*, referral: Referral, reason: str, by: User, at: datetime, heard_from: str = "") -> Referral:
    """The agency does not act, and says why. The case's lead finds it at once among what waits for her or him."""
    now = held(referral, State.DECLINED)
    how, why = voice(now, by, heard_from), cases.needed(reason)
    now.state, now.answered_at = State.DECLINED, at
    now.acknowledged_at = now.acknowledged_at or at
    now.save(update_fields=["state", "answered_at", "acknowledged_at"])
    step(now, by=by, at=at, note=_joined(why, how))
    tell(
        now, "referral declined", "declined. Another authority must be chosen.", reason=_joined(why, how), by=by, at=at
    )
    return now


@transaction.atomic
def conclude(*, referral: Referral, by: User, at: datetime, heard_from: str = "", note: str = "") -> Referral:
    """The agency's work on it is finished. Outcomes may still be added later."""
    now = held(referral, State.CONCLUDED)
    how = voice(now, by, heard_from)
    now.state, now.concluded_at = State.CONCLUDED, at
    now.save(update_fields=["state", "concluded_at"])
    step(now, by=by, at=at, note=_joined(note, how))
    tell(now, "referral concluded", "concluded.", reason=_joined(note, how), by=by, at=at)
    return now


@transaction.atomic
def remind(*, referral: Referral, by: User, at: datetime, note: str) -> None:
    """Writes down that the agency was reminded, and how; the clock runs on."""
    now, how = held(referral), cases.needed(note)
    if State(now.state) not in WAITING:
        raise NothingToRemindOf()
    centre_only(by)
    step(now, by=by, at=at, note=f"Reminded: {how}")
    tell(now, "referral reminded", "reminded.", reason=how, by=by, at=at)


@transaction.atomic
def leave_note(*, referral: Referral, text: str, by: User, at: datetime) -> None:
    """A question or a word from either side; the other side reads it on its page."""
    now, words = held(referral), cases.needed(text)
    if not by.reads_cases:
        voice(now, by, "")
    step(now, by=by, at=at, note=words)
    tell(now, "referral note", "note.", reason=words, by=by, at=at)


def _acknowledged(referral: Referral, by: User, at: datetime, how: str) -> None:
    referral.state, referral.acknowledged_at = State.ACKNOWLEDGED, at
    referral.save(update_fields=["state", "acknowledged_at"])
    step(referral, by=by, at=at, note=how)
    tell(referral, "referral acknowledged", "acknowledged.", reason=how, by=by, at=at)


def _joined(*parts: str) -> str:
    return "; ".join(part.strip() for part in parts if part.strip())
