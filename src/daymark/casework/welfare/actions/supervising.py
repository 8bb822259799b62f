"""What supervisors decide: the policy for everybody, and more minutes for one person on one day."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from daymark.casework.access.models import Role, User
from daymark.casework.access.recording import record
from daymark.casework.welfare.models import Lift, PolicyVersion
from daymark.casework.welfare.queries import policy_now
from daymark.casework.welfare.rules.caring import NotYourOwnLimit, checked_minutes
from daymark.casework.welfare.rules.policy import Policy, changed_names, checked_policy, checked_reason
from daymark.problems import NotForYou


@transaction.atomic
def change_policy(*, policy: Policy, reason: str, by: User, at: datetime) -> PolicyVersion:
    """Puts a policy in force from now on, with the reason; the ones before it are kept."""
    _supervisors_only(by)
    why, before = checked_reason(reason), policy_now()
    numbers = asdict(checked_policy(policy))
    version = PolicyVersion.objects.create(**numbers, reason=why, made_at=at, made_by=by)
    detail = {name: [getattr(before, name), getattr(policy, name)] for name in changed_names(before, policy)}
    record(act="looking policy changed", by=by, at=at, kind="policy", detail={"changed": detail, "reason": why})
    return version


@transaction.atomic
def lift(*, person: User, minutes: int, reason: str, by: User, at: datetime) -> Lift:
    """Adds minutes to a person's limit of today. The person is told, on the home page and on her own."""
    _supervisors_only(by)
    if person.pk == by.pk:
        raise NotYourOwnLimit()
    if not person.reads_cases:
        raise NotForYou()
    row = Lift(
        person=person,
        day_on=timezone.localdate(at),
        minutes=checked_minutes(minutes),
        reason=checked_reason(reason),
        made_at=at,
        made_by=by,
    )
    row.save(force_insert=True)
    detail = {"minutes": row.minutes, "day": row.day_on.isoformat()}
    record(act="looking limit lifted", by=by, at=at, kind="person", reference=person.username, detail=detail)
    return row


def _supervisors_only(by: User) -> None:
    if not by.has_role(Role.SUPERVISOR):
        raise NotForYou()
