"""Advice, the front page, the report button and the counts."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from daymark.casework.access.models import AuditRecord
from daymark.casework.prevention.actions import HasButton, make_button, set_button_active
from daymark.casework.prevention.models import Button, DailyCount
from daymark.casework.prevention.queries import days_of
from daymark.casework.prevention.reference import Audience, helplines_for
from people import make_agency, make_cast, sign_in

pytestmark = pytest.mark.django_db
ADVICE = {
    "child": Audience.YOUNGER_CHILD,
    "teenager": Audience.TEENAGER,
    "parent": Audience.PARENT,
    "professional": Audience.PROFESSIONAL,
    "own-behaviour": Audience.OWN_BEHAVIOUR,
}


def counts() -> dict[str, int]:
    rows = DailyCount.objects.all()
    return {f"{row.page} {row.language}".removesuffix(" en"): row.number for row in rows}


def a_button() -> tuple[Button, object]:
    cast = make_cast()
    return make_button(agency=cast.partner, by=cast.ada, at=timezone.now()), cast


@pytest.mark.parametrize("language", ["", "/fr"])
@pytest.mark.parametrize(("name", "audience"), list(ADVICE.items()))
def test_every_advice_page_names_everybody_this_reader_can_talk_to(
    client: Client, name: str, audience: Audience, language: str
):
    html = client.get(f"{language}/help/{name}/").content.decode()
    assert all(line.name in html for line in helplines_for("GB", audience))
    assert "999" in html
    assert f'href="{language}/report/"' in html


def test_there_is_no_advice_for_an_audience_that_nobody_wrote_for(client: Client):
    assert client.get("/help/everybody/").status_code == 404


def test_the_front_page_has_two_doors_and_a_small_way_in_for_the_staff(client: Client):
    html = client.get("/").content.decode()
    for address in ('href="/report/"', 'href="/help/"', 'href="/accounts/login/"'):
        assert address in html
    assert "Practice centre: everything here is invented" in html
    assert "Inquiet pour un enfant" in client.get("/fr/").content.decode()


def test_pages_are_counted_by_day_and_language_without_a_cookie(client: Client):
    for path in ("/", "/help/", "/help/child/", "/fr/help/child/", "/help/child/", "/report/"):
        assert not client.get(path).cookies
    assert counts() == {"front": 1, "help": 1, "help/child": 2, "help/child fr": 1, "report": 1}


def test_faults_and_forms_are_not_counted_as_views(client: Client):
    client.get("/help/nobody/")
    client.post("/report/who/", {"who": "nobody", "whole": "yes"})
    client.get("/report/return/")
    assert counts() == {}


def test_the_staffs_first_page_is_no_public_view(client: Client):
    sign_in(client, make_cast().amina)
    client.get("/")
    assert counts() == {}


def test_a_button_is_counted_for_its_partner_and_leads_on(client: Client):
    button, _ = a_button()
    response = client.get(f"/help/button/{button.key}/")
    html = response.content.decode()
    assert 'href="/report/"' in html
    assert 'href="/help/"' in html
    assert not response.cookies
    client.get(f"/fr/help/button/{button.key}/")
    assert [day.number for day in days_of(button, until=timezone.localdate())[:2]] == [2, 0]


def test_a_button_that_nobody_knows_or_that_is_off_still_leads_a_child_on(client: Client):
    button, cast = a_button()
    set_button_active(button=button, is_active=False, by=cast.ada, at=timezone.now())
    for key in (button.key, "no-such-button"):
        assert 'href="/report/"' in client.get(f"/help/button/{key}/").content.decode()
    assert counts() == {}


def test_the_picture_may_stand_on_another_site_and_sets_no_cookie(client: Client):
    button, cast = a_button()
    response = client.get(f"/help/button/{button.key}.svg")
    assert response["Content-Type"] == "image/svg+xml"
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert not response.cookies
    assert b"Report or get help" in response.content
    assert b"Signaler" in client.get(f"/fr/help/button/{button.key}.svg").content
    set_button_active(button=button, is_active=False, by=cast.ada, at=timezone.now())
    assert client.get(f"/help/button/{button.key}.svg").status_code == 404


def test_a_supervisor_makes_a_button_and_finds_the_snippet(client: Client):
    cast = make_cast()
    sign_in(client, cast.chen)
    response = client.post("/buttons/make/", {"agency": str(cast.partner.pk)}, follow=True)
    button = Button.objects.get()
    html = response.content.decode()
    assert f"http://testserver/help/button/{button.key}/" in html
    assert f"http://testserver/fr/help/button/{button.key}.svg" in html
    assert "&lt;script" not in html
    assert AuditRecord.objects.filter(act="report button made", object_reference=cast.partner.code).exists()


def test_a_button_is_turned_off_and_on_again_on_record(client: Client):
    button, cast = a_button()
    sign_in(client, cast.chen)
    for to, expected in (("off", False), ("on", True)):
        client.post(f"/buttons/{button.key}/switch/", {"to": to})
        button.refresh_from_db()
        assert button.is_active is expected
    assert AuditRecord.objects.filter(act__startswith="report button turned").count() == 2


def test_no_partner_gets_two_buttons(client: Client):
    button, cast = a_button()
    with pytest.raises(HasButton):
        make_button(agency=button.agency, by=cast.ada, at=timezone.now())
    sign_in(client, cast.chen)
    response = client.post("/buttons/make/", {"agency": str(button.agency_id)})
    assert response.status_code == 422
    assert "has a button already" in response.content.decode()


def test_the_list_searches_filters_sorts_and_says_what_would_fill_it(client: Client):
    cast = make_cast()
    sign_in(client, cast.chen)
    assert "No partner has a button yet" in client.get("/buttons/").content.decode()
    make_button(agency=cast.partner, by=cast.ada, at=timezone.now())
    off = make_button(agency=make_agency("quiet-site"), by=cast.ada, at=timezone.now())
    set_button_active(button=off, is_active=False, by=cast.ada, at=timezone.now())
    assert "Quiet Site" not in rows(client, "?state=on")
    assert "Quiet Site" in rows(client, "?q=quiet")
    assert "No button fits" in client.get("/buttons/?q=zzz").content.decode()
    both = rows(client, "?order=-partner")
    assert both.index("Test Force") < both.index("Quiet Site")


def rows(client: Client, query: str) -> str:
    return client.get(f"/buttons/{query}").content.decode().split("<tbody")[1]


def test_a_partner_sees_its_own_button_and_no_other(client: Client):
    button, cast = a_button()
    sign_in(client, cast.dee)
    assert button.key in client.get("/buttons/ours/").content.decode()
    assert client.get("/buttons/").status_code == 404
    assert client.get(f"/buttons/{button.key}/").status_code == 404
    sign_in(client, cast.eli)
    assert "has no report button yet" in client.get("/buttons/ours/").content.decode()


def test_a_triage_officer_has_nothing_to_do_with_buttons(client: Client):
    button, cast = a_button()
    sign_in(client, cast.amina)
    assert client.get("/buttons/").status_code == 404
    assert client.post(f"/buttons/{button.key}/switch/", {"to": "off"}).status_code == 404
