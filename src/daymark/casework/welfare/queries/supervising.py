"""What a supervisor may know of others: hours, limits, whether counselling is overdue. Never what was seen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Max, Q, Sum
from django.utils import timezone

from daymark.casework.access.context import acting_as_system
from daymark.casework.access.models import Role, User
from daymark.casework.access.recording import record
from daymark.casework.cases.queries import readers
from daymark.casework.welfare.models import DeskState, Grade, Lift, Session, Tally
from daymark.casework.welfare.queries.policy import policy_now
from daymark.casework.welfare.rules.caring import counselling_due
from daymark.casework.welfare.rules.counting import NOTHING
from daymark.problems import NotForYou

WEEK, MONTH = 7, 28
# Severities by twos, so that a sum tells no single file.
CLASSES: tuple[tuple[str, frozenset[str]], ...] = (
    ("0 and 1", frozenset({Grade.S0, Grade.S1})),
    ("2 and 3", frozenset({Grade.S2, Grade.S3})),
    ("4 and 5", frozenset({Grade.S4, Grade.S5})),
    ("Not yet graded", frozenset({Grade.UNGRADED})),
    ("Between looks", frozenset({Grade.BETWEEN})),
)


@dataclass(frozen=True)
class PersonSums:
    """One person's hours, as a supervisor reads them."""

    person: User
    today: timedelta
    week: timedelta
    month: timedelta
    by_class: tuple[timedelta, ...]  # of the month, in the order of CLASSES
    limit: timedelta  # of today, with what was lifted
    lifted: timedelta
    warn: bool
    counselling_overdue: bool

    @property
    def at_limit(self) -> bool:
        """Whether nothing is left of today."""
        return self.today >= self.limit


def people_sums(*, at: datetime) -> list[PersonSums]:
    """Everybody whose duty has cases, or who looked within the last 28 days: who is nearest to the limit first.

    Read under the supervisor's own sight: row-level security gives supervisors the sums, and nobody the looks.
    """
    policy, today = policy_now(), timezone.localdate(at)
    since = today - timedelta(days=MONTH - 1)
    rows = list(
        Tally.objects.filter(day_on__gte=since, day_on__lte=today).values_list("person", "day_on", "grade", "ms")
    )
    looked = User.objects.filter(pk__in={row[0] for row in rows})
    lifted = dict(Lift.objects.filter(day_on=today).values_list("person").annotate(Sum("minutes")))
    overdue = overdue_people(at=at)
    sums = [
        _sums(
            person,
            [row[1:] for row in rows if row[0] == person.pk],
            today,
            policy.limit,
            policy.warning,
            timedelta(minutes=lifted.get(person.pk, 0)),
            person.pk in overdue,
        )
        for person in readers(also=looked)
    ]
    return sorted(sums, key=lambda each: (each.limit - each.today, each.person.name.casefold()))


def overdue_people(*, at: datetime) -> frozenset[UUID]:
    """Those who look and whose next counselling session is overdue.

    On purpose as the system, as counting for the picture is: sessions are their person's alone, and of them nothing but
    this yes or no leaves the module.
    """
    today, months = timezone.localdate(at), policy_now().counselling_months
    with acting_as_system():
        held = Q(day_on__lte=today)
        last = dict(Session.objects.filter(held).values_list("person").annotate(Max("day_on")))
        first = dict(DeskState.objects.filter(person__is_active=True).values_list("person", "first_look_on"))
    due = {person: counselling_due(last.get(person), looked_on, months=months) for person, looked_on in first.items()}
    return frozenset(person for person, by in due.items() if by is not None and by < today)


def get_looker_for(user: User, username: str, *, at: datetime) -> User:
    """One person whose limit a supervisor may lift; that the page was opened goes on record."""
    person = User.objects.filter(username=username, is_active=True).first()
    if person is None or not person.reads_cases or not user.has_role(Role.SUPERVISOR):
        raise NotForYou()
    record(act="looking hours read", by=user, at=at, kind="person", reference=person.username)
    return person


def _sums(
    person: User,
    rows: Iterable[tuple[date, str, int]],
    today: date,
    limit: timedelta,
    warning: timedelta,
    lifted: timedelta,
    overdue: bool,
) -> PersonSums:
    known = [(day, grade, timedelta(milliseconds=ms)) for day, grade, ms in rows]
    of_today = sum((length for day, _, length in known if day == today), NOTHING)
    week = sum((length for day, _, length in known if day > today - timedelta(days=WEEK)), NOTHING)
    by_class = tuple(sum((length for _, grade, length in known if grade in grades), NOTHING) for _, grades in CLASSES)
    whole = limit + lifted
    return PersonSums(
        person=person,
        today=of_today,
        week=week,
        month=sum(by_class, NOTHING),
        by_class=by_class,
        limit=whole,
        lifted=lifted,
        warn=whole - of_today <= warning,
        counselling_overdue=overdue,
    )
