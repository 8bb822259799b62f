"""Writes looks into the sums, under a lock on each person's desk, so that nothing counts twice or gets lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.utils import timezone

from daymark.casework.access.context import acting_as_system
from daymark.casework.welfare.models import Break, BreakWay, DeskState, Exposure, Grade
from daymark.casework.welfare.rules.allowance import rested
from daymark.casework.welfare.rules.counting import Span, divided, pause_before
from daymark.casework.welfare.rules.policy import Policy

_ADD = """
INSERT INTO welfare_tally (person_id, day_on, grade, ms, looks) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (person_id, day_on, grade)
DO UPDATE SET ms = welfare_tally.ms + excluded.ms, looks = welfare_tally.looks + excluded.looks
"""
MILLISECOND = timedelta(milliseconds=1)
Desks = Mapping[UUID, DeskState]


def sight_of(partner: UUID | None) -> AbstractContextManager[None]:
    """Alone, a person writes under her own sight. What two see together is written for both, as the system."""
    return nullcontext() if partner is None else acting_as_system()


def locked_desks(people: Iterable[UUID]) -> dict[UUID, DeskState]:
    """The desks of these people, locked in one order until the transaction ends, made where there is none."""
    asked = set(people)
    found = DeskState.objects.select_for_update().filter(pk__in=asked).order_by("pk")
    desks = {desk.pk: desk for desk in found}
    if missing := asked - set(desks):
        DeskState.objects.bulk_create([DeskState(pk=person) for person in sorted(missing)], ignore_conflicts=True)
        desks = {desk.pk: desk for desk in found.all()}
    return desks


def end_open_looks(desks: Desks, *, at: datetime) -> list[Exposure]:
    """Ends what these people look at, no later than each look could last, and adds it to their sums."""
    ended = list(Exposure.objects.filter(person__in=list(desks), ended_at=None).order_by("person_id"))
    for look in ended:
        latest = look.began_at + look.limit_ms * MILLISECOND
        look.ended_at = max(look.began_at, min(at, latest))
        look.save(update_fields=["ended_at"])
        _count(desks[look.person_id], Span(look.began_at, look.ended_at), grade_of(look.severity), looks=1)
        desks[look.person_id].last_ended_at = look.ended_at
        desks[look.person_id].save()
    return ended


def come_to_desk(desk: DeskState, policy: Policy, *, at: datetime) -> None:
    """What a new look makes of the time since the last one: looking time, a break, or neither."""
    if desk.first_look_on is None:
        desk.first_look_on = timezone.localdate(at)
    if rested(desk.last_ended_at, policy, at=at):
        _note_break(desk, policy, at=at)
        desk.since_break_ms = 0
    elif pause := pause_before(at, desk.last_ended_at):
        _count(desk, pause, Grade.BETWEEN, looks=0)
    Break.objects.filter(person_id=desk.pk, ended_at=None).update(ended_at=at)
    desk.save()


def grade_of(severity: int | None) -> Grade:
    """The line of the sums for a severity."""
    return Grade.UNGRADED if severity is None else Grade(str(severity))


def _count(desk: DeskState, span: Span, grade: Grade, *, looks: int) -> None:
    """Adds a span to the days it lies on; a look is counted on the day on which it began."""
    desk.since_break_ms += span.length // MILLISECOND
    with connection.cursor() as cursor:
        for day, part in divided(span, timezone.get_default_timezone()):
            cursor.execute(_ADD, [desk.pk, day, grade.value, part.length // MILLISECOND, looks])
            looks = 0


def _note_break(desk: DeskState, policy: Policy, *, at: datetime) -> None:
    """Keeps a long pause as a break: not the night, and not a break that has a row of its own."""
    last = desk.last_ended_at
    if last is None or timezone.localdate(last) != timezone.localdate(at):
        return
    if Break.objects.filter(person_id=desk.pk, began_at__gte=last).exists():
        return
    was_due = desk.since_break_ms * MILLISECOND >= policy.stretch
    way = BreakWay.DEMANDED if was_due else BreakWay.PAUSE
    Break.objects.create(person_id=desk.pk, way=way, began_at=last, until=last + policy.rest, ended_at=at)
