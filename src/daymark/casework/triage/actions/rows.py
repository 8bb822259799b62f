"""A row of the queue, locked for one act, and who may act on it."""

from __future__ import annotations

from datetime import datetime

from daymark.casework.access.models import Role, User
from daymark.casework.access.recording import record
from daymark.casework.triage.models import Bundle, BundleState
from daymark.casework.triage.queries.reading import QUEUE_ROLES, standing_of
from daymark.casework.triage.rules import standing_priority
from daymark.problems import Problem


class NotYourDuty(Problem):
    """Taking reports from the queue and deciding on them is not your duty. Ask a triage officer."""


class HeldByAnother(Problem):
    """Somebody else holds this. Ask that person to hand it over, or ask a supervisor."""


class Ended(Problem):
    """This has left the queue. Reopen it first."""


class ReasonNeeded(Problem):
    """Say why, in a sentence: whoever reads this later must understand it."""


def locked(bundle: Bundle) -> Bundle:
    """The row as it stands now, locked until the transaction ends."""
    return Bundle.objects.select_for_update(of=("self",)).select_related("lead", "held_by").get(pk=bundle.pk)


def to_act_on(bundle: Bundle, by: User) -> Bundle:
    """The row locked for an act of `by`: open, and held by nobody else unless `by` supervises."""
    row = locked(bundle)
    if not by.has_role(*QUEUE_ROLES):
        raise NotYourDuty()
    if row.ended_at is not None:
        raise Ended(f"This is {row.get_state_display().lower()}. Reopen it first, or open its case.")
    if row.held_by is not None and row.held_by != by and not by.has_role(Role.SUPERVISOR):
        raise HeldByAnother(f"{row.held_by.name} holds this. Ask {row.held_by.name} to hand it over, or a supervisor.")
    return row


def needed(reason: str) -> str:
    """The reason without the space round it, or a Problem when there is none."""
    if not reason.strip():
        raise ReasonNeeded()
    return reason.strip()


def put_on_record(bundle: Bundle, act: str, *, by: User | None, at: datetime, **detail: object) -> None:
    """Records an act on a row under the reference of its leading report."""
    record(act=act, by=by, at=at, kind="report", reference=bundle.lead.reference, detail=detail)


def hold(row: Bundle, holder: User | None, at: datetime) -> None:
    """Gives the row to a person, or back to everybody."""
    row.held_by = holder
    row.held_at = at if holder else None
    row.state = BundleState.IN_HAND if holder else BundleState.WAITING


def stand_again(row: Bundle) -> None:
    """Sets priority, rank, floor and danger from the row's reasons and what a person decided."""
    weighed, decided = standing_of(row)
    row.priority = standing_priority(weighed, decided)
    row.rank, row.floor, row.child_in_danger = weighed.rank, weighed.floor, weighed.child_in_danger
    row.reasons = [reason.to_document() for reason in weighed.reasons]
