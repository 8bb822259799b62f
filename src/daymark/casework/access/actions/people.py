"""What an administrator or a supervisor does to people: let in, change duties, shut out, let in again, undo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from daymark.casework.access.actions.enrolment import BadSignInName, invite
from daymark.casework.access.models import Role, User
from daymark.casework.access.queries.people import agencies_to_belong_to, last_change_of
from daymark.casework.access.recording import record
from daymark.casework.access.rules import people as rules
from daymark.problems import NotForYou, Problem


class PeopleRuleBroken(Problem):
    """This cannot be done to this person."""


class NothingToUndo(Problem):
    """Nothing about this person has been changed since."""


@dataclass(frozen=True)
class Invitation:
    """A person who was let in, and the token of the link to be handed over; it cannot be shown again."""

    person: User
    token: str


@transaction.atomic
def add_person(*, name: str, username: str, roles: Sequence[str], agency: Any, by: User, at: datetime) -> Invitation:
    """Lets a person in. `agency` is the one that the person works for."""
    _keeps_people(by)
    if objection := rules.objection_to_sign_in_name(username):
        raise BadSignInName(objection)
    if User.objects.filter(username=username).exists():
        raise BadSignInName(f"The sign-in name {username} belongs to somebody already. Choose another one.")
    person = User(username=username, name=name, roles=list(roles), agency=agency)
    person.set_unusable_password()
    _refuse_if_objected(person, None, by)
    person.save()
    record(act="person added", by=by, at=at, kind="person", reference=username, detail=_facts(person))
    return Invitation(person, invite(person=person, by=by, at=at))


@transaction.atomic
def change_duties(*, person: User, name: str, roles: Sequence[str], agency: Any, by: User, at: datetime) -> None:
    """Changes a person's name, roles and agency, and ends the sessions: what was open was open under other rules."""
    wanted = {"name": name, "roles": list(roles), "agency": agency}
    _change(person, wanted, "person changed", by, at)


@transaction.atomic
def deactivate(*, person: User, by: User, at: datetime) -> None:
    """Shuts a person out at once. The record of what the person did stays."""
    _change(person, {"is_active": False}, "person shut out", by, at)


@transaction.atomic
def reactivate(*, person: User, by: User, at: datetime) -> None:
    """Lets a person in again, with the roles, password and second factors from before."""
    _change(person, {"is_active": True}, "person let in again", by, at)


@transaction.atomic
def renew_way_in(*, person: User, by: User, at: datetime) -> Invitation:
    """A new enrolment link for somebody who lost password or second factor; the old ones stop at once."""
    _locked(person, by)
    if person.pk == by.pk:
        raise PeopleRuleBroken("Your own password and second factors are on the page of your account.")
    if not person.is_active:
        raise PeopleRuleBroken(f"{person.name} is shut out. Let {person.name} in again first.")
    return Invitation(person, invite(person=person, by=by, at=at))


@transaction.atomic
def undo_last_change(*, person: User, by: User, at: datetime) -> None:
    """Puts back name, roles, agency and access as they were before the last change, under the same rules."""
    _keeps_people(by)
    earlier = last_change_of(person)
    if earlier is None:
        raise NothingToUndo()
    agency = agencies_to_belong_to().filter(pk=earlier.agency_id).first()
    wanted = {"name": earlier.name, "roles": list(earlier.roles), "agency": agency, "is_active": earlier.is_active}
    _change(person, wanted, "person's last change undone", by, at)


def _change(person: User, wanted: dict[str, Any], act: str, by: User, at: datetime) -> None:
    before, after = _locked(person, by), _locked(person, by)
    for name, value in wanted.items():
        setattr(after, name, value)
    _refuse_if_objected(after, before, by)
    after.sessions_valid_from = at
    after.save(update_fields=[*wanted, "sessions_valid_from"])
    detail = {"before": _facts(before), "after": _facts(after)}
    record(act=act, by=by, at=at, kind="person", reference=after.username, detail=detail)
    person.refresh_from_db()


def _locked(person: User, by: User) -> User:
    """The stored row, locked, so that two people cannot each remove the other of the last two administrators."""
    _keeps_people(by)
    list(User.objects.select_for_update().filter(roles__contains=[Role.ADMINISTRATOR]).order_by("pk"))
    return User.objects.select_for_update(of=("self",)).select_related("agency").get(pk=person.pk)


def _refuse_if_objected(person: User, before: User | None, by: User) -> None:
    change = rules.Change(
        before=_duties(before) if before else None,
        after=_duties(person),
        is_self=person.pk == by.pk,
        other_administrators=User.objects.filter(roles__contains=[Role.ADMINISTRATOR], is_active=True)
        .exclude(pk=person.pk)
        .count(),
    )
    objections = [rules.objection_to_name(person.name), *rules.objections_to_change(change)]
    if any(objections):
        raise PeopleRuleBroken(" ".join(filter(None, objections)))


def _keeps_people(by: User) -> None:
    if not by.has_role(*rules.KEEPS_PEOPLE):
        raise NotForYou()


def _duties(person: User) -> rules.Duties:
    agency = person.agency
    return rules.Duties(
        roles=frozenset(person.roles),
        is_active=person.is_active,
        has_agency=agency is not None,
        of_this_centre=bool(agency and agency.is_this_centre),
    )


def _facts(person: User) -> dict[str, Any]:
    return {
        "name": person.name,
        "roles": list(person.roles),
        "agency": person.agency.code if person.agency else "",
        "active": person.is_active,
    }
