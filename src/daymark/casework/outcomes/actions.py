"""What is done to outcomes: recorded, and withdrawn when they were wrong. None is rewritten or deleted."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from daymark.casework.access.models import Role, User
from daymark.casework.access.recording import record
from daymark.casework.cases.actions import log_event, needed
from daymark.casework.cases.models import Case
from daymark.casework.outcomes.models import Outcome, OutcomeKind
from daymark.casework.outcomes.rules import Kind, check, in_words
from daymark.casework.referrals.models import Referral, ReferralState
from daymark.problems import NotForYou, Problem

# An agency that declined has nothing to report on it; one that has not answered says first that it acts.
REPORTABLE = (ReferralState.ACCEPTED, ReferralState.CONCLUDED)


class NotAccepted(Problem):
    """What came of a referral is recorded once the agency has accepted it. Accept it first."""


class WithdrawnAlready(Problem):
    """This result was withdrawn already. Record the right figure as a new one."""


@transaction.atomic
def record_outcome(
    *, case: Case, kind: OutcomeKind, number: int, happened_on: date, by: User, at: datetime, note: str = ""
) -> Outcome:
    """Records what the centre itself knows came of a case; also of a closed one, because results come late."""
    return _record(case.pk, case.reference, None, kind, number, happened_on, note, by, at)


@transaction.atomic
def record_referral_outcome(
    *, referral: Referral, kind: OutcomeKind, number: int, happened_on: date, by: User, at: datetime, note: str = ""
) -> Outcome:
    """Records what an agency reports came of a referral, by its own people or by an officer whom they told."""
    now = Referral.objects.select_for_update().filter(pk=referral.pk).first()
    if now is None or not _may_report(now, by):
        raise NotForYou()
    if now.state not in REPORTABLE:
        raise NotAccepted()
    return _record(now.case_id, now.case_reference, now, kind, number, happened_on, note, by, at)


@transaction.atomic
def withdraw_outcome(*, outcome: Outcome, reason: str, by: User, at: datetime) -> None:
    """Marks a result as wrong. It stays in the record with its reason; sums leave it out."""
    now = Outcome.objects.select_for_update().filter(pk=outcome.pk).first()
    if now is None or not (by.reads_cases or now.recorded_by_id == by.pk):
        raise NotForYou()
    if now.withdrawn_at:
        raise WithdrawnAlready()
    why = needed(reason)
    now.withdrawn_at, now.withdrawn_by = at, by
    now.save(update_fields=["withdrawn_at", "withdrawn_by"])
    words = f"Result withdrawn: {in_words(Kind(now.kind), now.number)} on {now.happened_on:%-d %B %Y}."
    log_event(case_id=now.case_id, text=words, reason=why, by=by, at=at)
    record(act="outcome withdrawn", by=by, at=at, kind="outcome", reference=str(now.pk), detail={"kind": now.kind})


def _may_report(referral: Referral, by: User) -> bool:
    return by.reads_cases or (by.has_role(Role.PARTNER) and by.agency_id == referral.destination_id)


def _record(
    case_id: UUID,
    case_reference: str,
    referral: Referral | None,
    kind: OutcomeKind,
    number: int,
    happened_on: date,
    note: str,
    by: User,
    at: datetime,
) -> Outcome:
    check(number, happened_on, localdate(at))
    outcome = Outcome(
        case_id=case_id,
        referral=referral,
        kind=kind,
        number=number,
        happened_on=happened_on,
        note=note.strip() or None,
        recorded_at=at,
        recorded_by=by,
    )
    outcome.save(force_insert=True)
    whose = f" ({referral.destination.name})" if referral else ""
    words = f"Result{whose}: {in_words(Kind(kind), number)} on {happened_on:%-d %B %Y}."
    log_event(case_id=case_id, text=words, reason=note.strip(), by=by, at=at)
    detail = {"case": case_reference, "kind": kind, "number": number, "outcome": outcome.pk}
    target = ("referral", referral.reference) if referral else ("case", case_reference)
    record(act="outcome recorded", by=by, at=at, kind=target[0], reference=target[1], detail=detail)
    return outcome
