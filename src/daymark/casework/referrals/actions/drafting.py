"""How a referral begins: a person chooses who can act and says why."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from daymark.casework.access.models import User
from daymark.casework.cases import actions as cases
from daymark.casework.cases.models import Case
from daymark.casework.cases.queries import understood_in
from daymark.casework.partners.models import Agency
from daymark.casework.referrals.actions.moving import centre_only, held, step, tell
from daymark.casework.referrals.models import Referral
from daymark.casework.referrals.queries import Choices, compose, evidence_for
from daymark.casework.referrals.rules.states import State
from daymark.exchange.referral import ReferralDocument
from daymark.problems import Problem

OPEN_STATES = (State.DRAFT, State.SENT, State.ACKNOWLEDGED, State.ACCEPTED)


class CannotReceive(Problem):
    """This agency does not receive referrals from us. Choose another one, or let a supervisor change the partner."""


class AlreadyReferred(Problem):
    """This case lies with that agency already. Open the referral, or withdraw it first."""


class NotADraft(Problem):
    """This referral was sent: what the partner has cannot be rewritten. Leave a note, or send another."""


@transaction.atomic
def draft_referral(
    *,
    case: Case,
    destination: Agency,
    choice_reason: str,
    by: User,
    at: datetime,
    include_reporters: bool = False,
    enclose_files: bool = True,
    request: str = "",
) -> Referral:
    """Drafts a referral of an open case: what the rules proposed, what the person chose and why, what would be sent."""
    centre_only(by)
    now, reason = cases.locked(case), cases.needed(choice_reason)
    _check(now, destination)
    chosen = Choices(destination, reason, include_reporters, enclose_files, request)
    reference = _next_reference(at)
    told = understood_in(now)
    document = compose(now, told, reference, chosen, by=by, at=at)
    evidence = evidence_for(now, told)
    referral = Referral(
        reference=reference,
        case=now,
        case_reference=now.reference,
        destination=destination,
        proposals=evidence.as_json(),
        choice_reason=reason,
        first_received_at=document.first_received_at,
        drafted_at=at,
        drafted_by=by,
    )
    _write(referral, document)
    referral.save(force_insert=True)
    step(referral, by=by, at=at)
    proposed = [each.proposal.agency for each in evidence.offered]
    detail = {"case": now.reference, "to": destination.code, "proposed": proposed}
    tell(referral, "referral drafted", "drafted.", reason=reason, by=by, at=at, detail=detail)
    return referral


@transaction.atomic
def rewrite_draft(
    *,
    referral: Referral,
    by: User,
    at: datetime,
    include_reporters: bool = False,
    enclose_files: bool = True,
    request: str = "",
) -> Referral:
    """Writes the document of a draft anew from what the case holds now."""
    centre_only(by)
    draft = held(referral)
    if draft.state != State.DRAFT:
        raise NotADraft()
    chosen = Choices(draft.destination, draft.choice_reason or "", include_reporters, enclose_files, request)
    case = cases.locked(draft.case)
    _write(draft, compose(case, understood_in(case), draft.reference, chosen, by=by, at=at))
    draft.save(update_fields=["content", "title", "priority", "child_in_danger", "first_received_at"])
    tell(draft, "referral draft rewritten", "draft written anew.", by=by, at=at)
    return draft


@transaction.atomic
def withdraw(*, referral: Referral, reason: str, by: User, at: datetime) -> None:
    """Takes back a referral that nobody has accepted yet. The partner keeps its reference and reads the reason."""
    centre_only(by)
    now, why = held(referral, State.WITHDRAWN), cases.needed(reason)
    now.state = State.WITHDRAWN
    now.save(update_fields=["state"])
    step(now, by=by, at=at, note=why)
    tell(now, "referral withdrawn", "withdrawn.", reason=why, by=by, at=at)


def _write(referral: Referral, document: ReferralDocument) -> None:
    referral.content = document.to_json()
    referral.title = document.title
    referral.priority = document.priority
    referral.child_in_danger = document.child_in_danger
    referral.first_received_at = document.first_received_at


def _check(case: Case, destination: Agency) -> None:
    if not destination.is_active or not destination.receives_referrals or destination.is_this_centre:
        raise CannotReceive(f"{destination.name} does not receive referrals from us. Choose another one.")
    there = Referral.objects.filter(case=case, destination=destination, state__in=OPEN_STATES).first()
    if there:
        raise AlreadyReferred(
            f"{there.reference} to {destination.name} is {there.get_state_display().lower()}. Open it instead."
        )


def _next_reference(at: datetime) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('referrals_reference')")
        return f"F-{at.year}-{cursor.fetchone()[0]:05d}"
