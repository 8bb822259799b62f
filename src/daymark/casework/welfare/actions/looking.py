"""Each look: begun when something is shown, ended when it is hidden.

Looks stand in a table of their own, which is append-only and which their person alone reads. They are not in the audit
record: supervisors and administrators read that, and it would tell them what a colleague saw. Who opened which case or
file is on record through the stage that showed it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from daymark.casework.access.models import User
from daymark.casework.welfare.actions.counting import (
    MILLISECOND,
    come_to_desk,
    end_open_looks,
    locked_desks,
    sight_of,
)
from daymark.casework.welfare.models import Exposure, Kind
from daymark.casework.welfare.queries import allowance_of, pair_of, policy_now
from daymark.casework.welfare.rules.allowance import Allowance, MayNotLook
from daymark.casework.welfare.rules.policy import SEVERITIES, Policy
from daymark.problems import NotForYou


@transaction.atomic
def begin_look(
    *,
    by: User,
    at: datetime,
    case_reference: str,
    kind: str,
    number: int,
    severity: int | None,
    longest_ms: int | None = None,
) -> Exposure:
    """Writes down that something is shown to a person from now on, and ends whatever she looked at before.

    `severity` is 0 to 5, None while nobody has graded it. Raises MayNotLook with the reason when the limit is reached,
    a break is due, or two should look. Hide what is shown after the `limit_ms` of the answer, and call `end_look` with
    its `look`.
    """
    _check(by, kind, severity)
    partner = _partner_of(by, at)
    with sight_of(partner):
        desks = locked_desks([by.pk, *([partner] if partner else [])])
        answer, policy = _allowed(by, at, severity, partner), policy_now()
        end_open_looks(desks, at=at)
        # Never before the last look ended, even where a clock was put back.
        began_at = max([at, *(desk.last_ended_at for desk in desks.values() if desk.last_ended_at)])
        for desk in desks.values():
            come_to_desk(desk, policy, at=began_at)
        shown = {"case_reference": case_reference, "kind": kind, "number": number, "severity": severity}
        limit_ms = _limit_ms(longest_ms, answer, policy)
        return _write(by.pk, partner, **shown, began_at=began_at, limit_ms=limit_ms)


@transaction.atomic
def end_look(*, by: User, at: datetime, look: UUID) -> Exposure:
    """Ends a look, for the partner too. One that has ended already, because another began, stays as it is."""
    row = Exposure.objects.filter(person=by, look=look).first()
    if row is None:
        raise NotForYou()
    with sight_of(row.partner_id):
        desks = locked_desks([by.pk, *([row.partner_id] if row.partner_id else [])])
        going = Exposure.objects.filter(look=look, person__in=list(desks), ended_at=None)
        people = set(going.values_list("person", flat=True))
        end_open_looks({person: desk for person, desk in desks.items() if person in people}, at=at)
        row.refresh_from_db()
    return row


def _partner_of(by: User, at: datetime) -> UUID | None:
    pair = pair_of(by, at=at)
    if pair is None:
        return None
    return pair.asked_id if pair.asker_id == by.pk else pair.asker_id


def _allowed(by: User, at: datetime, severity: int | None, partner: UUID | None) -> Allowance:
    answer = allowance_of(by, at=at, severity=severity)
    if not answer.may_look:
        raise MayNotLook(answer.why_not)
    if answer.partner_id != partner:
        raise MayNotLook("The pair has changed this moment. Look again.")
    return answer


def _write(by: UUID, partner: UUID | None, **fields: Any) -> Exposure:
    """The row of the person, and the same for the partner."""
    row = Exposure.objects.create(person_id=by, partner_id=partner, **fields)
    if partner is not None:
        Exposure.objects.create(person_id=partner, partner_id=by, look=row.look, **fields)
    return row


def _check(by: User, kind: str, severity: int | None) -> None:
    if not by.reads_cases:
        raise NotForYou()
    if kind not in Kind.values or (severity is not None and severity not in SEVERITIES):
        raise ValueError(f"{kind!r} of severity {severity!r} is nothing that can be looked at")


def _limit_ms(longest_ms: int | None, answer: Allowance, policy: Policy) -> int:
    """How long a look may last: as asked, within the policy, and never beyond what is left of the day."""
    most = policy.longest_look_ms
    return max(1, min(longest_ms or most, most, answer.left // MILLISECOND))
