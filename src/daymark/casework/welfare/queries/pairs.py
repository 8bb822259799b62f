"""Who looks with whom."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from daymark.casework.access.models import User
from daymark.casework.cases.queries import readers
from daymark.casework.welfare.models import Pair
from daymark.casework.welfare.rules.caring import ASKED_FOR, PAIR_LASTS


def pair_of(user: User, *, at: datetime) -> Pair | None:
    """The pair in which a person looks now, or None."""
    return _open(user).filter(accepted_at__gt=at - PAIR_LASTS).first()


def asked_of(user: User, *, at: datetime) -> list[Pair]:
    """Questions that wait for an answer: what others asked this person, and what she asked."""
    return list(_open(user).filter(accepted_at=None, asked_at__gt=at - ASKED_FOR).order_by("asked_at"))


def possible_partners(user: User) -> list[User]:
    """Whom a person may ask: everybody whose duty has cases, but herself."""
    return [person for person in readers() if person.pk != user.pk]


def _open(user: User) -> QuerySet[Pair]:
    return Pair.objects.select_related("asker", "asked").filter(Q(asker=user) | Q(asked=user), ended_at=None)
