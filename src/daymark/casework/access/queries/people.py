"""Reads people who sign in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from daymark.casework.access.models import Enrolment, Role, User
from daymark.casework.access.recording import record
from daymark.casework.access.rules.people import KEEPS_PEOPLE
from daymark.problems import NotForYou

ORDERS = {
    "name": "name",
    "username": "username",
    "seen": "last_seen_at",
    "added": "created_at",
}


@dataclass(frozen=True)
class PeopleQuestion:
    """What somebody asks of the list of people. `state` is "active", "out", "unfinished" or empty for all."""

    search: str = ""
    role: str = ""
    state: str = ""
    order: str = "name"


def people(question: PeopleQuestion) -> QuerySet[User]:
    """The people that a question asks for, each with `has_factor` and `is_invited` (an unused link is open)."""
    found = User.objects.select_related("agency").annotate(
        has_factor=Exists(Authenticator.objects.filter(user=OuterRef("pk")).exclude(type="recovery_codes")),
        is_invited=Exists(Enrolment.objects.filter(user=OuterRef("pk"), used_at=None)),
    )
    if question.search:
        found = found.filter(
            Q(name__icontains=question.search)
            | Q(username__icontains=question.search)
            | Q(agency__name__icontains=question.search)
        )
    if question.role:
        found = found.filter(roles__contains=[question.role])
    states = {"active": Q(is_active=True), "out": Q(is_active=False), "unfinished": Q(is_active=True, has_factor=False)}
    return found.filter(states.get(question.state, Q())).order_by(_order(question.order), "username")


def get_person_for(user: User, username: str, *, at: datetime) -> User:
    """One person, for those who keep people; the reading goes on record."""
    person = User.objects.select_related("agency").filter(username=username).first()
    if person is None or not user.has_role(*KEEPS_PEOPLE):
        raise NotForYou()
    record(act="person read", by=user, at=at, kind="person", reference=person.username)
    return person


def history_of(person: User) -> list[Any]:
    """Every state of a person's name, roles, agency and access, the newest first (rows written by a trigger)."""
    events: Any = apps.get_model("casework", "UserEvent")
    return list(events.objects.filter(pgh_obj=person).select_related("agency").order_by("-pgh_id")[:50])


@dataclass(frozen=True)
class Step:
    """One state of a person in words: what was new in it, and all of it."""

    at: datetime
    what: str
    words: str


def steps_of(person: User) -> list[Step]:
    """A person's history in words, the newest first."""
    states = history_of(person)
    return [Step(s.pgh_created_at, _new_in(s, b), _words(s)) for s, b in zip(states, [*states[1:], None], strict=True)]


def words_before(person: User) -> str:
    """The person as before the last change, in words; empty when nothing was ever changed."""
    earlier = last_change_of(person)
    return _words(earlier) if earlier else ""


def _new_in(state: Any, before: Any | None) -> str:
    if before is None:
        return "Let in"
    if state.is_active != before.is_active:
        return "Let in again" if state.is_active else "Shut out"
    names = {"roles": "roles", "agency_id": "agency", "name": "name"}
    changed = [words for field, words in names.items() if getattr(state, field) != getattr(before, field)]
    return f"Changed {' and '.join(changed)}"


def _words(state: Any) -> str:
    roles = ", ".join(Role(role).label for role in state.roles)
    parts = [state.name, roles, state.agency.name if state.agency else "", "" if state.is_active else "shut out"]
    return "; ".join(filter(None, parts))


def last_change_of(person: User) -> Any | None:
    """The person as before the last change; None when nothing was ever changed."""
    return next(iter(history_of(person)[1:]), None)


def agencies_to_belong_to() -> QuerySet[Any]:
    """Every active agency; the model belongs to a later stage and is reached through the person's own field."""
    agencies: QuerySet[Any] = User._meta.get_field("agency").related_model._default_manager.all()
    return agencies.filter(is_active=True).order_by("-is_this_centre", "name")


def own_centre() -> Any | None:
    """The agency that runs this installation."""
    return agencies_to_belong_to().filter(is_this_centre=True).first()


def _order(asked: str) -> Any:
    column = F(ORDERS.get(asked.removeprefix("-"), "name"))
    return column.desc(nulls_last=True) if asked.startswith("-") else column.asc(nulls_last=True)
