"""Many rows end at once: a flood of junk, or a morning's work written down together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Case, Value, When

from daymark.casework.access.models import Role, User
from daymark.casework.access.recording import Act, record_many
from daymark.casework.triage.actions.deciding import ChildInDanger, ClosingReason
from daymark.casework.triage.actions.rows import Ended, HeldByAnother, NotYourDuty, needed
from daymark.casework.triage.models import Bundle, BundleState
from daymark.casework.triage.queries.reading import QUEUE_ROLES


@dataclass(frozen=True)
class Ending:
    """Why one row ends without a case."""

    code: ClosingReason
    reason: str


@transaction.atomic
def close_many(*, endings: Mapping[UUID, Ending], by: User, at: datetime) -> None:
    """Ends rows, each with its own reason: all of them or, when one may not be ended by this person, none."""
    if not by.has_role(*QUEUE_ROLES):
        raise NotYourDuty()
    locked = Bundle.objects.select_for_update(of=("self",)).select_related("lead")
    narrow = locked.only("ended_at", "held_by", "floor", "copies", "lead__reference")
    rows = list(narrow.filter(pk__in=endings).order_by("id"))
    for row in rows:
        _check(row, by)
    Bundle.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=BundleState.CLOSED,
        held_by=None,
        held_at=None,
        ended_at=at,
        ended_by=by,
        end_reason=_reasons(rows, endings),
    )
    record_many(acts=_acts(rows, endings), by=by, at=at)


def _reasons(rows: Sequence[Bundle], endings: Mapping[UUID, Ending]) -> Case:
    """The reason of each row, for one statement that ends them all."""
    alike: dict[Ending, list[UUID]] = defaultdict(list)
    for row in rows:
        alike[endings[row.pk]].append(row.pk)
    reasons = {f"{ending.code.label}. {needed(ending.reason)}": pks for ending, pks in alike.items()}
    return Case(*(When(pk__in=pks, then=Value(reason)) for reason, pks in reasons.items()))


def _check(row: Bundle, by: User) -> None:
    if row.ended_at is not None:
        raise Ended(f"{row.lead.reference} has left the queue already. Nothing was closed; look at the list again.")
    if row.held_by_id not in (None, by.pk) and not by.has_role(Role.SUPERVISOR):
        raise HeldByAnother(f"Somebody else holds {row.lead.reference}. Nothing was closed; leave it out.")
    if row.floor == 1 and not by.has_role(Role.SUPERVISOR):
        raise ChildInDanger(
            f"A child is said to be in danger in {row.lead.reference}. Nothing was closed; a supervisor closes it."
        )


def _acts(rows: Sequence[Bundle], endings: Mapping[UUID, Ending]) -> list[Act]:
    return [
        Act(
            "report closed",
            "report",
            row.lead.reference,
            {"code": endings[row.pk].code.value, "reason": endings[row.pk].reason.strip(), "copies": row.copies},
        )
        for row in rows
    ]
