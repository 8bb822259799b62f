"""Every page of people, account and audit opens for those it is for, in words, and for nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from daymark.casework.access.actions import add_person
from daymark.casework.access.models import AuditRecord, Role, User
from daymark.casework.access.queries import waiting_for
from daymark.casework.access.recording import record
from people import Cast, make_cast, sign_in

pytestmark = pytest.mark.django_db
KEEPERS = ["ada", "chen"]
OTHERS = ["amina", "ines", "ben", "sol", "dee"]


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.mark.parametrize("keeper", KEEPERS)
@pytest.mark.parametrize(
    "address",
    ["/people/", "/people/-/add/", "/people/ines/", "/people/ines/change/", "/people/ines/shut-out/",
     "/people/ines/new-link/", "/audit/", "/account/"],
)  # fmt: skip
def test_pages_open_for_those_who_keep_people(cast: Cast, keeper: str, address: str) -> None:
    answer = sign_in(Client(), getattr(cast, keeper)).get(address)
    assert answer.status_code == 200
    assert b"govuk-heading" in answer.content or b"dm-lead" in answer.content


@pytest.mark.parametrize("other", OTHERS)
def test_for_others_they_are_not_there(cast: Cast, other: str) -> None:
    client = sign_in(Client(), getattr(cast, other))
    for address in ("/people/", "/people/-/add/", "/people/ines/", "/people/ines/change/", "/audit/"):
        assert client.get(address).status_code == 404, address
    for address in ("/people/ines/undo/", "/people/ines/let-in/", "/people/ines/sign-out/", "/audit/export/"):
        assert client.post(address).status_code == 404, address


def test_without_signing_in_every_page_asks_for_it(cast: Cast) -> None:
    for address in ("/people/", "/people/ines/", "/audit/", "/account/"):
        answer = Client().get(address)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/accounts/login/?next=")


def test_a_person_is_let_in_and_the_link_is_shown_once(cast: Cast) -> None:
    client = sign_in(Client(), cast.chen)
    form = {"name": "Noor Haddad", "username": "n.haddad", "roles": ["INVESTIGATOR"], "agency": cast.centre.pk}
    answer = client.post("/people/-/add/", form)
    assert b"/enrol/" in answer.content
    assert answer["Cache-Control"] == "no-store"
    assert b"/enrol/" not in client.get("/people/n.haddad/").content


def test_a_rule_that_is_broken_is_said_in_the_form(cast: Cast) -> None:
    client = sign_in(Client(), cast.ada)
    form = {"name": "Ada", "roles": ["ADMINISTRATOR", "INVESTIGATOR"], "agency": cast.centre.pk}
    answer = client.post("/people/ada/change/", form)
    assert answer.status_code == 422
    assert b"Nobody changes their own roles" in answer.content
    assert not User.objects.get(username="ada").reads_cases


def test_changing_and_undoing_by_the_page(cast: Cast) -> None:
    client = sign_in(Client(), cast.chen)
    client.post("/people/ines/change/", {"name": "Ines", "roles": ["TRIAGE_OFFICER"], "agency": cast.centre.pk})
    assert User.objects.get(username="ines").roles == [Role.TRIAGE_OFFICER]
    client.post("/people/ines/undo/")
    assert User.objects.get(username="ines").roles == [Role.INVESTIGATOR]


def test_shutting_out_by_the_page_ends_the_session_at_once(cast: Cast) -> None:
    ines = sign_in(Client(), cast.ines)
    assert ines.get("/account/").status_code == 200
    sign_in(Client(), cast.ada).post("/people/ines/shut-out/", {"confirmed": "yes"})
    assert ines.get("/account/").status_code == 302


def test_filters_of_the_list_are_tags_that_can_be_removed(cast: Cast) -> None:
    page = sign_in(Client(), cast.chen).get("/people/?q=i&role=INVESTIGATOR&order=-name").content.decode()
    assert "Role: Investigator" in page
    assert "Name, sign-in name or agency: i" in page
    assert "/people/?role=INVESTIGATOR&amp;order=-name" in page


def test_a_theme_is_chosen_and_one_comes_back_to_where_one_was(cast: Cast) -> None:
    client = sign_in(Client(), cast.ines)
    assert client.post("/account/theme/", {"theme": "dark", "next": "/account/?x=1"})["Location"] == "/account/?x=1"
    assert User.objects.get(username="ines").theme == "dark"
    assert client.post("/account/theme/", {"theme": "dark", "next": "//example.org"})["Location"] == "/account/"
    assert client.post("/account/theme/", {"theme": "plaid"}).status_code == 422


def test_the_home_of_an_administrator_says_who_has_not_finished(cast: Cast) -> None:
    cast.amina.authenticator_set.all().delete()
    User.objects.filter(pk=cast.amina.pk).update(password="argon2$set")
    page = sign_in(Client(), cast.ada).get("/").content.decode()
    assert "can do nothing until one is enrolled" in page


def test_reading_a_persons_page_is_on_record(cast: Cast) -> None:
    sign_in(Client(), cast.chen).get("/people/ines/")
    assert AuditRecord.objects.filter(act="person read", object_reference="ines", actor=str(cast.chen.pk)).exists()


def test_signing_out_everywhere_by_ones_own_page_ends_this_session_too(cast: Cast) -> None:
    here, elsewhere = sign_in(Client(), cast.ines), sign_in(Client(), cast.ines)
    answer = here.post("/account/sessions/end/", follow=True)
    assert "signed out on every device" in answer.content.decode()
    User.objects.filter(pk=cast.ines.pk).update(sessions_valid_from=timezone.now() + timedelta(seconds=5))
    assert elsewhere.get("/account/").status_code == 302


def test_a_checkpoint_that_is_late_waits_for_the_administrator(cast: Cast) -> None:
    record(act="long ago", by=None, at=timezone.now() - timedelta(hours=5))
    part = waiting_for(cast.ada, at=timezone.now())
    assert part.lines[0].title == "Audit record"
    assert "is the worker running?" in part.lines[0].changed


def test_a_supervisor_hears_of_people_whom_an_administrator_gave_sight_of_cases(cast: Cast) -> None:
    form = {"name": "Noor", "username": "noor", "agency": cast.centre, "at": timezone.now()}
    add_person(**form, roles=["INVESTIGATOR"], by=cast.ada)
    add_person(**{**form, "username": "second"}, roles=["INVESTIGATOR"], by=cast.chen)
    part = waiting_for(cast.chen, at=timezone.now())
    assert [line.reference for line in part.lines] == ["noor"]
    assert "Is that right?" in part.lines[0].changed
    assert waiting_for(cast.amina, at=timezone.now()).lines == ()
