"""Who works on a row: two officers never get the same one."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from daymark.casework.access.models import Role, User
from daymark.casework.triage.actions.rows import HeldByAnother, NotYourDuty, hold, put_on_record, to_act_on
from daymark.casework.triage.models import Bundle, BundleState
from daymark.casework.triage.queries.reading import QUEUE_ROLES
from daymark.problems import Problem


class CannotTakeIt(Problem):
    """This person's duty does not include the queue. Choose somebody else."""


@transaction.atomic
def take_next(*, by: User, at: datetime) -> Bundle | None:
    """Gives `by` the most urgent row that nobody holds; None when nothing waits.

    A row that somebody else is being given at this moment is skipped, not waited for.
    """
    if not by.has_role(*QUEUE_ROLES):
        raise NotYourDuty()
    row = (
        Bundle.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("lead")
        .filter(state=BundleState.WAITING, ended_at__isnull=True)
        .order_by("priority", "-rank", "due_at", "id")
        .first()
    )
    if row is not None:
        _give(row, by, by, at, "report taken")
    return row


@transaction.atomic
def take(*, bundle: Bundle, by: User, at: datetime) -> Bundle:
    """Gives `by` this row. Taking what one holds already changes nothing; what another holds must be handed over."""
    row = to_act_on(bundle, by)
    if row.held_by is not None and row.held_by != by:
        raise HeldByAnother(f"{row.held_by.name} holds this. Hand it over instead of taking it.")
    if row.held_by is None:
        _give(row, by, by, at, "report taken")
    return row


@transaction.atomic
def put_back(*, bundle: Bundle, by: User, at: datetime, reason: str = "") -> Bundle:
    """Puts a row back into the queue, where it stands as before; its clock has run on."""
    row = to_act_on(bundle, by)
    was = row.held_by
    hold(row, None, at)
    row.save(update_fields=["held_by", "held_at", "state"])
    put_on_record(row, "report put back", by=by, at=at, reason=reason.strip(), held_by=was.name if was else "")
    return row


@transaction.atomic
def hand_over(*, bundle: Bundle, to: User, by: User, at: datetime, reason: str = "") -> Bundle:
    """Gives a row to a colleague whose duty includes the queue."""
    row = to_act_on(bundle, by)
    if not to.has_role(*QUEUE_ROLES):
        raise CannotTakeIt(f"{to.name} does not work on the queue. Choose somebody else.")
    _give(row, to, by, at, "report handed over", reason=reason.strip(), given_to=to.name)
    return row


def may_hold(row: Bundle, person: User) -> bool:
    """Whether a person may act on a row now: it is open, and free or that person's, or the person supervises."""
    if row.ended_at is not None or not person.has_role(*QUEUE_ROLES):
        return False
    return row.held_by_id in (None, person.pk) or person.has_role(Role.SUPERVISOR)


def _give(row: Bundle, to: User, by: User, at: datetime, act: str, **detail: object) -> None:
    waits = row.state == BundleState.ASKED
    hold(row, to, at)
    if waits:
        row.state = BundleState.ASKED
    row.save(update_fields=["held_by", "held_at", "state"])
    put_on_record(row, act, by=by, at=at, **detail)
