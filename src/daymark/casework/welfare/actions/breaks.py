"""Breaks that a person begins and ends herself."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from daymark.casework.access.models import User
from daymark.casework.access.recording import record
from daymark.casework.welfare.actions.counting import end_open_looks, locked_desks
from daymark.casework.welfare.models import Break, BreakWay
from daymark.casework.welfare.queries import allowance_of, open_break_of, policy_now


@transaction.atomic
def start_break(*, by: User, at: datetime) -> Break:
    """Begins a break, or gives the one that she is on."""
    desks = locked_desks([by.pk])
    if there := open_break_of(by):
        return there
    due = allowance_of(by, at=at).break_due
    end_open_looks(desks, at=at)
    way = BreakWay.DEMANDED if due else BreakWay.OWN
    begun = Break.objects.create(person=by, way=way, began_at=at, until=at + policy_now().rest)
    record(act="break begun", by=by, at=at, kind="wellbeing")
    return begun


@transaction.atomic
def end_break(*, by: User, at: datetime) -> None:
    """Ends the break she is on. One that was due stays due until it has been long enough."""
    locked_desks([by.pk])
    if Break.objects.filter(person=by, ended_at=None).update(ended_at=at):
        record(act="break ended", by=by, at=at, kind="wellbeing")
