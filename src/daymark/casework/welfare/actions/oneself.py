"""What a person arranges for herself. The audit record says that, and not what."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from daymark.casework.access.models import User
from daymark.casework.access.recording import record
from daymark.casework.welfare.models import LeftOut, Session
from daymark.casework.welfare.rules.caring import LEFT_OUT_FOR, NOTE_LENGTH, checked_categories, checked_session

ACT = "own wellbeing page changed"


@transaction.atomic
def leave_out(*, by: User, at: datetime, categories: Iterable[str]) -> frozenset[str]:
    """What a person does not want to see for a week from now; an empty list takes everything back."""
    words = checked_categories(categories)
    LeftOut.objects.filter(person=by).delete()
    LeftOut.objects.bulk_create(LeftOut(person=by, category=word, until=at + LEFT_OUT_FOR) for word in sorted(words))
    record(act=ACT, by=by, at=at, kind="wellbeing")
    return words


@transaction.atomic
def keep_session(*, by: User, at: datetime, on: date, note: str = "") -> Session:
    """Keeps the date of a counselling session, past or to come; a second time for the same day, its note."""
    day = checked_session(on, today=timezone.localdate(at))
    session = Session.objects.filter(person=by, day_on=day).first() or Session(person=by, day_on=day)
    session.note, session.made_at = note.strip()[:NOTE_LENGTH] or None, at
    session.save()
    record(act=ACT, by=by, at=at, kind="wellbeing")
    return session


@transaction.atomic
def forget_session(*, by: User, at: datetime, number: UUID) -> None:
    """Removes a date with its note: it fell through, or was a slip."""
    if Session.objects.filter(person=by, pk=number).delete()[0]:
        record(act=ACT, by=by, at=at, kind="wellbeing")
