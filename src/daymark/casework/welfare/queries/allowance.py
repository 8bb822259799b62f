"""Whether a person may look now. Asked before each picture, so it is two statements, both by an index."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from daymark.casework.access.context import acting_as_system
from daymark.casework.access.models import User
from daymark.casework.welfare.queries.policy import policy_now
from daymark.casework.welfare.rules.allowance import Allowance, Desk, allowance
from daymark.casework.welfare.rules.caring import PAIR_LASTS
from daymark.casework.welfare.rules.counting import NOTHING, Span, divided

_DESKS = """
SELECT u.id, u.name, d.last_ended_at, coalesce(d.since_break_ms, 0), e.began_at, e.limit_ms,
    (SELECT coalesce(sum(t.ms), 0) FROM welfare_tally t WHERE t.person_id = u.id AND t.day_on = %(day)s),
    (SELECT coalesce(sum(l.minutes), 0) FROM welfare_lift l WHERE l.person_id = u.id AND l.day_on = %(day)s),
    (SELECT b.until FROM welfare_break b WHERE b.person_id = u.id AND b.ended_at IS NULL),
    n.id, n.name
FROM access_user u
LEFT JOIN welfare_desk d ON d.person_id = u.id
LEFT JOIN welfare_exposure e ON e.person_id = u.id AND e.ended_at IS NULL
LEFT JOIN welfare_pair p
    ON (p.asker_id = u.id OR p.asked_id = u.id) AND p.ended_at IS NULL AND p.accepted_at > %(since)s
LEFT JOIN access_user n ON n.id = CASE WHEN p.asker_id = u.id THEN p.asked_id ELSE p.asker_id END
WHERE u.id = ANY(%(people)s)
"""


@dataclass(frozen=True)
class _Row:
    """One line of the statement above, in its order."""

    person: UUID
    name: str
    last_ended_at: datetime | None
    since_break_ms: int
    began_at: datetime | None
    limit_ms: int | None
    ms: int
    lifted: int
    resting_until: datetime | None
    partner_id: UUID | None
    partner: str | None


def allowance_of(user: User, *, at: datetime, severity: int | None = None) -> Allowance:
    """What is left of the person's day, and whether she may look at something of this severity now (None: not graded).

    While she looks with a partner, the partner's limits count too.
    """
    policy, desk = policy_now(), desks_of([user.pk], at=at)[user.pk]
    other = None
    if desk.partner_id is not None:
        # As the system: nobody reads another's desk. Of it only "may not look" is told, and to the partner alone.
        with acting_as_system():
            theirs = desks_of([desk.partner_id], at=at)[desk.partner_id]
        other = allowance(theirs, policy, at=at, severity=severity)
    return allowance(desk, policy, at=at, severity=severity, other=other)


def desks_of(people: Iterable[UUID], *, at: datetime) -> dict[UUID, Desk]:
    """Where these people stand, as far as the one who asks may know."""
    asked: dict[str, Any] = {"day": timezone.localdate(at), "since": at - PAIR_LASTS, "people": list(people)}
    with connection.cursor() as cursor:
        cursor.execute(_DESKS, asked)
        rows = [_Row(*row) for row in cursor.fetchall()]
    return {row.person: _desk(row, at) for row in rows}


def _desk(row: _Row, at: datetime) -> Desk:
    looked, since_break = timedelta(milliseconds=int(row.ms)), timedelta(milliseconds=row.since_break_ms)
    last_ended_at, look = row.last_ended_at, _open_look(row)
    if look is not None and at >= look.ended:  # nobody ended it: it counts as long as it could last
        looked, since_break, last_ended_at = looked + _of_today(look, at), since_break + look.length, look.ended
        look = None
    known: dict[str, Any] = {"partner": row.partner or "", "partner_id": row.partner_id}
    if look is not None:
        known["open_look"] = Span(look.began, max(look.began, at))
        looked -= known["open_look"].length - _of_today(known["open_look"], at)
    return Desk(
        name=row.name,
        looked=looked,
        since_break=since_break,
        lifted=timedelta(minutes=int(row.lifted)),
        last_ended_at=last_ended_at,
        resting_until=row.resting_until,
        **known,
    )


def _open_look(row: _Row) -> Span | None:
    if row.began_at is None or row.limit_ms is None:
        return None
    return Span(row.began_at, row.began_at + timedelta(milliseconds=row.limit_ms))


def _of_today(span: Span, at: datetime) -> timedelta:
    """How much of a span lies on the day of `at`."""
    zone, today = timezone.get_default_timezone(), timezone.localdate(at)
    return sum((part.length for day, part in divided(span, zone) if day == today), NOTHING)
