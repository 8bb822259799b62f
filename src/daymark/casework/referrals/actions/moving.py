"""How a referral moves: one step at a time, each on record, and of two people who act at once one wins."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from daymark.casework.access.models import Role, User
from daymark.casework.access.recording import record
from daymark.casework.cases.actions import log_event
from daymark.casework.referrals.models import Referral, ReferralEvent
from daymark.casework.referrals.rules.states import State, check_move
from daymark.problems import NotForYou, Problem


class NotYourReferral(Problem):
    """Only the agency that the referral was sent to answers it, or an officer here whom that agency told."""


class WhoTold(Problem):
    """You answer in the name of another agency. Write who there told you, and how."""


def held(referral: Referral, then: State | None = None) -> Referral:
    """The referral as it stands now, locked until the transaction ends; with `then`, only if it may go there."""
    now = Referral.objects.select_for_update(of=("self",)).select_related("destination").filter(pk=referral.pk).first()
    if now is None:
        raise NotForYou()
    if then:
        check_move(State(now.state), then)
    return now


def step(referral: Referral, *, by: User, at: datetime, note: str = "") -> None:
    """One line in the referral's life: where it stands after the act, by whom, in whose words."""
    event = ReferralEvent(referral=referral, state=referral.state, at=at, by=by, note=note.strip() or None)
    event.save(force_insert=True)


def tell(
    referral: Referral,
    act: str,
    text: str,
    *,
    by: User,
    at: datetime,
    reason: str = "",
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Writes an act into the log of the case and into the audit record."""
    words = f"Referral {referral.reference} to {referral.destination.name}: {text}"
    log_event(case_id=referral.case_id, text=words, reason=reason, by=by, at=at)
    record(act=act, by=by, at=at, kind="referral", reference=referral.reference, detail=detail)


def centre_only(by: User) -> None:
    """Raises NotYourReferral for everybody but the centre's own officers."""
    if not by.reads_cases or by.has_role(Role.PARTNER):
        raise NotYourReferral("Only the centre that writes a referral drafts, sends, reminds or withdraws it.")


def voice(referral: Referral, by: User, heard_from: str) -> str:
    """Who answers: somebody of the agency, or an officer here who names the person there that said so."""
    if by.has_role(Role.PARTNER) and by.agency_id == referral.destination_id:
        return ""
    if not by.reads_cases:
        raise NotYourReferral()
    if not heard_from.strip():
        raise WhoTold()
    return f"told by {heard_from.strip()}"
