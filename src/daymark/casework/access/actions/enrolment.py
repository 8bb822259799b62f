"""One-time links by which a person sets a password and then a second factor. Only the digest of a link is kept."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from axes.utils import reset as forgive_failures
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.db.models import QuerySet

from daymark.casework.access.models import Enrolment, Role, User
from daymark.casework.access.queries.people import own_centre
from daymark.casework.access.recording import record
from daymark.casework.access.rules import people as rules
from daymark.problems import Problem

VALID_FOR = timedelta(hours=24)
RENEWED_OUTSIDE = "way in renewed from the command line"


class EnrolmentEnded(Problem):
    """This link has been used, has run out or was replaced. Ask an administrator or a supervisor for a new one."""

    http_status = 410


class AdministratorExists(Problem):
    """There is an administrator already. Ask that person to add you on the page "People"."""


class NoSuchAdministrator(Problem):
    """No administrator has this sign-in name."""


class BadSignInName(Problem):
    """This sign-in name cannot be used."""


@transaction.atomic
def enrol_first_administrator(*, name: str, username: str, at: datetime) -> str:
    """Makes the first administrator and returns the token of the link /enrol/<token>/.

    For the command line, at the first start or when no administrator is left. Called again for an administrator who
    has not enrolled yet, it replaces the link.
    """
    if objection := rules.objection_to_sign_in_name(username) or rules.objection_to_name(name):
        raise BadSignInName(objection)
    administrators = User.objects.select_for_update().filter(roles__contains=[Role.ADMINISTRATOR], is_active=True)
    if any(person.has_usable_password() or person.username != username for person in administrators):
        raise AdministratorExists()
    person = _first_administrator(name, username, administrators)
    record(act="person added", by=None, at=at, kind="person", reference=username, detail={"roles": person.roles})
    return invite(person=person, by=None, at=at)


@transaction.atomic
def renew_administrator(*, username: str, system_user: str, at: datetime) -> str:
    """A new one-time link for an administrator who lost password or second factor. Returns its token.

    For the command line, when nobody is left who could do it on the page "People". It opens no other account: whoever
    runs the machine gets to no case by it. `system_user` is the user of the machine who asked, for the record.
    """
    administrators = User.objects.select_for_update().filter(roles__contains=[Role.ADMINISTRATOR], is_active=True)
    person = administrators.filter(username=username).first()
    if person is None:
        names = ", ".join(administrators.order_by("username").values_list("username", flat=True)) or "none"
        raise NoSuchAdministrator(
            f"No administrator has the sign-in name {username}. Active administrators: {names}. "
            'Everybody else gets a new link from one of them, or from a supervisor, on the page "People".'
        )
    detail = {"system user": system_user}
    record(act=RENEWED_OUTSIDE, by=None, at=at, kind="person", reference=person.username, detail=detail)
    return invite(person=person, by=None, at=at)


@transaction.atomic
def invite(*, person: User, by: User | None, at: datetime) -> str:
    """A new one-time link for a person, who thereby loses password, second factors and sessions. Returns its token.

    Who may ask for it is decided by `people.renew_way_in`.
    """
    token = secrets.token_urlsafe(32)
    person.enrolments.filter(used_at=None).update(expires_at=at)
    person.authenticator_set.all().delete()  # type: ignore[attr-defined]
    person.set_unusable_password()
    person.sessions_valid_from = at
    person.save(update_fields=["password", "sessions_valid_from"])
    forgive_failures(username=person.username)
    person.enrolments.create(token_sha256=_digest(token), made_at=at, made_by=by, expires_at=at + VALID_FOR)
    record(act="enrolment link made", by=by, at=at, kind="person", reference=person.username)
    return token


def open_enrolment(*, token: str, at: datetime) -> Enrolment:
    """The enrolment that a link belongs to; raises `EnrolmentEnded` alike for used, run out, replaced and invented."""
    found = Enrolment.objects.select_related("user").filter(token_sha256=_digest(token)).first()
    if found is None or found.used_at or found.expires_at <= at or not found.user.is_active:
        raise EnrolmentEnded()
    return found


@transaction.atomic
def use_enrolment(*, token: str, password: str, at: datetime) -> User:
    """Sets the password of the person whom the link belongs to; the link is used up. The second factor follows."""
    Enrolment.objects.select_for_update().filter(token_sha256=_digest(token)).first()
    enrolment = open_enrolment(token=token, at=at)
    person = enrolment.user
    validate_password(password, person)
    person.set_password(password)
    person.sessions_valid_from = at
    person.save(update_fields=["password", "sessions_valid_from"])
    enrolment.used_at = at
    enrolment.save(update_fields=["used_at"])
    record(act="enrolment link used", by=person, at=at, kind="person", reference=person.username)
    return person


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _first_administrator(name: str, username: str, administrators: QuerySet[User]) -> User:
    if found := administrators.filter(username=username).first():
        return found
    if User.objects.filter(username=username).exists():
        raise BadSignInName(f"The sign-in name {username} belongs to somebody already. Choose another one.")
    person = User(username=username, name=name, roles=[Role.ADMINISTRATOR], agency=own_centre())
    person.set_unusable_password()
    person.save(force_insert=True)
    return person
