"""The first administrator, and one-time links."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from daymark.casework.access.actions import (
    EnrolmentEnded,
    enrol_first_administrator,
    open_enrolment,
    renew_administrator,
    renew_way_in,
    use_enrolment,
)
from daymark.casework.access.actions.enrolment import AdministratorExists, BadSignInName, NoSuchAdministrator
from daymark.casework.access.models import AuditRecord, Enrolment, Role, User
from examples import NOON
from people import make_cast

pytestmark = pytest.mark.django_db
PASSWORD = "plum kettle orbit 47"


def test_the_first_administrator_gets_a_link_that_works_once() -> None:
    token = enrol_first_administrator(name="Ada", username="ada", at=NOON)
    person = use_enrolment(token=token, password=PASSWORD, at=NOON + timedelta(hours=1))
    assert person.roles == [Role.ADMINISTRATOR]
    assert person.check_password(PASSWORD)
    assert person.password.startswith("argon2")
    with pytest.raises(EnrolmentEnded):
        use_enrolment(token=token, password=PASSWORD, at=NOON + timedelta(hours=2))


def test_the_link_itself_is_nowhere_in_the_database() -> None:
    token = enrol_first_administrator(name="Ada", username="ada", at=NOON)
    enrolment = Enrolment.objects.get()
    assert token.encode() not in bytes(enrolment.token_sha256)
    assert not AuditRecord.objects.filter(detail__contains=token).exists()


def test_a_link_runs_out_after_24_hours() -> None:
    token = enrol_first_administrator(name="Ada", username="ada", at=NOON)
    assert open_enrolment(token=token, at=NOON + timedelta(hours=23, minutes=59))
    with pytest.raises(EnrolmentEnded):
        open_enrolment(token=token, at=NOON + timedelta(hours=24))


def test_an_invented_link_is_answered_like_one_that_was_used() -> None:
    with pytest.raises(EnrolmentEnded):
        open_enrolment(token="x" * 43, at=NOON)


def test_asking_again_replaces_the_link_until_it_is_used() -> None:
    first = enrol_first_administrator(name="Ada", username="ada", at=NOON)
    second = enrol_first_administrator(name="Ada", username="ada", at=NOON + timedelta(minutes=1))
    with pytest.raises(EnrolmentEnded):
        open_enrolment(token=first, at=NOON + timedelta(minutes=1))
    use_enrolment(token=second, password=PASSWORD, at=NOON + timedelta(minutes=2))
    with pytest.raises(AdministratorExists):
        enrol_first_administrator(name="Ada", username="ada", at=NOON + timedelta(minutes=3))


def test_an_administrator_who_is_locked_out_gets_a_new_way_in_and_that_is_on_record() -> None:
    cast = make_cast()
    cast.ada.set_password(PASSWORD)
    cast.ada.save()
    token = renew_administrator(username="ada", system_user="root", at=NOON)
    cast.ada.refresh_from_db()
    assert not cast.ada.has_usable_password()
    assert not cast.ada.authenticator_set.exists()
    assert cast.ada.sessions_valid_from == NOON
    acts = AuditRecord.objects.filter(object_reference="ada").order_by("id")
    assert {each.act for each in acts} == {"way in renewed from the command line", "enrolment link made"}
    assert {each.actor_name for each in acts} == {"system"}
    assert {"system user": "root"} in [json.loads(each.detail) for each in acts]
    assert use_enrolment(token=token, password=PASSWORD, at=NOON + timedelta(hours=1)) == cast.ada


def test_the_command_line_opens_the_way_in_of_nobody_who_reads_cases() -> None:
    cast = make_cast()
    User.objects.filter(pk=cast.ada.pk).update(is_active=False)
    for username in ("chen", "dee", "ada", "nobody"):
        with pytest.raises(NoSuchAdministrator, match="Active administrators: none"):
            renew_administrator(username=username, system_user="root", at=NOON)
    assert not Enrolment.objects.exists()
    assert cast.chen.authenticator_set.exists()


def test_the_command_line_cannot_add_a_second_administrator() -> None:
    enrol_first_administrator(name="Ada", username="ada", at=NOON)
    with pytest.raises(AdministratorExists):
        enrol_first_administrator(name="Bo", username="bo", at=NOON)


def test_the_command_line_cannot_turn_an_officer_into_an_administrator() -> None:
    cast = make_cast()
    User.objects.filter(pk=cast.ada.pk).update(is_active=False)
    with pytest.raises(BadSignInName, match="belongs to somebody"):
        enrol_first_administrator(name="Amina", username="amina", at=NOON)


@pytest.mark.parametrize("password", ["short", "password1234", "eleven char", "ada lovelace 1815"])
def test_a_password_that_others_would_guess_is_refused_and_the_link_stays_good(password: str) -> None:
    token = enrol_first_administrator(name="Ada Lovelace 1815", username="ada", at=NOON)
    with pytest.raises(ValidationError):
        use_enrolment(token=token, password=password, at=NOON)
    assert open_enrolment(token=token, at=NOON)


def test_the_link_of_a_person_who_was_shut_out_is_dead() -> None:
    cast = make_cast()
    invitation = renew_way_in(person=cast.ines, by=cast.ada, at=NOON)
    User.objects.filter(pk=cast.ines.pk).update(is_active=False)
    with pytest.raises(EnrolmentEnded):
        open_enrolment(token=invitation.token, at=NOON)


def test_link_made_and_used_are_on_record() -> None:
    token = enrol_first_administrator(name="Ada", username="ada", at=NOON)
    use_enrolment(token=token, password=PASSWORD, at=NOON)
    acts = set(AuditRecord.objects.values_list("act", flat=True))
    assert acts == {"person added", "enrolment link made", "enrolment link used"}
