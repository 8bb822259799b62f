"""What a person may know of herself, in detail."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from daymark.casework.access.models import User
from daymark.casework.welfare.models import Break, DeskState, Exposure, Grade, LeftOut, Lift, Session, Tally
from daymark.casework.welfare.queries.policy import policy_now
from daymark.casework.welfare.rules.caring import counselling_due

SHOWN_DAYS = 28


@dataclass(frozen=True)
class Day:
    """One day's looking time by grade, in milliseconds, and how many looks it was."""

    on: date
    ms: dict[str, int] = field(default_factory=dict)
    looks: int = 0

    @property
    def looked(self) -> timedelta:
        """All of it."""
        return timedelta(milliseconds=sum(self.ms.values()))

    @property
    def by_grade(self) -> list[tuple[str, timedelta]]:
        """Each grade in words, in their order, with its time."""
        return [(grade.label, timedelta(milliseconds=self.ms.get(grade.value, 0))) for grade in Grade]


@dataclass(frozen=True)
class Counselling:
    """When a person last spoke with a counsellor, will next, and by when she should. None: no such day."""

    last_on: date | None
    next_on: date | None
    due_on: date | None
    today: date

    @property
    def overdue(self) -> bool:
        """Whether the day by which she should have gone has passed."""
        return self.due_on is not None and self.due_on < self.today


def days_of(person: User, *, at: datetime, days: int = SHOWN_DAYS) -> list[Day]:
    """The last days, newest first, those without a look too. Looks that still go on are not in it."""
    today = timezone.localdate(at)
    shown = {day: Day(day) for day in (today - timedelta(days=back) for back in range(days))}
    for row in Tally.objects.filter(person=person, day_on__gt=today - timedelta(days=days), day_on__lte=today):
        day = shown[row.day_on]
        shown[row.day_on] = Day(row.day_on, {**day.ms, row.grade: row.ms}, day.looks + row.looks)
    return list(shown.values())


def sum_of(days: Sequence[Day]) -> Day:
    """All these days as one, under the first of them, which is the latest."""
    ms: Counter[str] = Counter()
    for day in days:
        ms.update(day.ms)
    return Day(days[0].on, dict(ms), sum(day.looks for day in days))


def looks_of(person: User, *, at: datetime, days: int = 1) -> QuerySet[Exposure]:
    """A person's own looks of the last days, the newest first. Row-level security gives nobody another's."""
    since = timezone.localdate(at) - timedelta(days=days - 1)
    midnight = timezone.make_aware(datetime.combine(since, datetime.min.time()))
    found = Exposure.objects.filter(person=person, began_at__gte=midnight, began_at__lte=at)
    return found.select_related("partner").order_by("-began_at")


def breaks_of(person: User, *, at: datetime, days: int = 1) -> QuerySet[Break]:
    """A person's breaks of the last days, the newest first."""
    return Break.objects.filter(person=person, began_at__gt=at - timedelta(days=days))


def open_break_of(person: User) -> Break | None:
    """The break that a person is on."""
    return Break.objects.filter(person=person, ended_at=None).first()


def lifts_of(person: User, *, at: datetime) -> QuerySet[Lift]:
    """What supervisors added to a person's limit today, the first first."""
    found = Lift.objects.filter(person=person, day_on=timezone.localdate(at))
    return found.select_related("made_by").order_by("made_at")


def left_out_for(user: User, *, at: datetime) -> frozenset[str]:
    """The categories that a person does not want to see now."""
    return frozenset(LeftOut.objects.filter(person=user, until__gt=at).values_list("category", flat=True))


def sessions_of(person: User) -> QuerySet[Session]:
    """A person's counselling sessions, those to come and the latest first."""
    return Session.objects.filter(person=person)


def counselling_of(person: User, *, at: datetime) -> Counselling:
    """Last, next and due."""
    today = timezone.localdate(at)
    held = Session.objects.filter(person=person).order_by("day_on").values_list("day_on", flat=True)
    last_on = max((day for day in held if day <= today), default=None)
    next_on = min((day for day in held if day > today), default=None)
    first_look = DeskState.objects.filter(person=person).values_list("first_look_on", flat=True).first()
    due_on = counselling_due(last_on, first_look, months=policy_now().counselling_months)
    return Counselling(last_on, next_on, due_on, today)
