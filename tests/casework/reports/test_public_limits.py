"""Buckets, and the fence before the public pages."""

from __future__ import annotations

import threading
from urllib.parse import urlencode

import pytest
from django.test import Client, RequestFactory
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.reports.public_answers import START, begin, page, token_in
from daymark.casework.reports.public import limits
from daymark.casework.reports.rules import buckets
from daymark.casework.reports.rules.buckets import Limiter, Rate
from daymark.web.middleware import flood
from people import make_cast, sign_in

WHO = b"somebody"


def limiter(**changes: Rate) -> Limiter:
    return Limiter(**{"of_each": Rate(3, 1), "of_all": Rate(100, 100), **changes})


def test_three_at_once_pass_and_the_fourth_waits_a_second():
    fence = limiter()
    assert [fence.take(WHO, 0.0) for _ in range(4)] == [0, 0, 0, 1]
    assert fence.take(WHO, 1.0) == 0
    assert fence.take(b"somebody else", 1.0) == 0


def test_everybody_together_is_limited_too():
    fence = limiter(of_all=Rate(2, 0.5))
    assert [fence.take(bytes([number]), 0.0) for number in range(3)] == [0, 0, 2]


def test_who_must_wait_does_not_wait_longer_for_asking_again():
    fence = limiter()
    for _ in range(50):
        fence.take(WHO, 0.0)
    assert fence.take(WHO, 1.0) == 0


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.floats(0, 5)), max_size=80))
def test_never_more_than_the_rate_passes(asked: list[tuple[int, float]]):
    fence, now, passed = limiter(), 0.0, [0, 0, 0, 0]
    for who, later in asked:
        now += later
        passed[who] += fence.take(bytes([who]), now) == 0
    assert all(count <= 3 + now + 1e-6 for count in passed)


def test_addresses_are_forgotten_before_they_fill_the_memory(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(buckets, "REMEMBERED", 10)
    fence = limiter()
    for _ in range(3):
        fence.take(WHO, 0.0)
    for number in range(100):
        fence.take(bytes([1, number]), 0.0)
    assert len(fence._each) <= 10
    assert fence.take(WHO, 0.0) > 0, "whoever asked most is forgotten last"


def test_an_address_is_never_kept_in_the_clear():
    request = RequestFactory().get("/", REMOTE_ADDR="203.0.113.9")
    assert b"203.0.113.9" not in limits.address_digest(request)
    assert limits.address_digest(request) == limits.address_digest(request)


def test_the_addresses_of_one_household_count_as_one():
    one, two = (RequestFactory().get("/", REMOTE_ADDR=f"2001:db8:1:2::{end}") for end in ("5", "6"))
    assert limits.address_digest(one) == limits.address_digest(two)


def test_behind_a_proxy_the_address_is_the_one_the_proxy_saw(settings):
    request = RequestFactory().get("/", REMOTE_ADDR="127.0.0.1", headers={"X-Forwarded-For": "1.1.1.1, 203.0.113.9"})
    assert limits.address_of(request) == "127.0.0.1", "a practice centre has no proxy: anybody could write that line"
    from dataclasses import replace

    settings.DAYMARK = replace(settings.DAYMARK, tls=False, practice=False)
    assert limits.address_of(request) == "203.0.113.9"


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flood, "PAGES", Limiter(of_each=Rate(2, 1 / 60), of_all=Rate(100, 10)))


@pytest.mark.django_db
def test_a_flood_is_told_what_to_do_and_when_to_come_back(client: Client, narrow: None):
    answers = [client.get("/report/") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    html = answers[2].content.decode()
    assert "call 999" in html
    assert "Try again in a minute" in html
    assert answers[2]["Retry-After"] == "60"
    assert "0800 1111" in html or "NSPCC" in html
    assert "Réessayez" in client.get("/fr/report/").content.decode()


@pytest.mark.django_db
def test_who_is_stopped_gets_back_what_was_typed(client: Client, monkeypatch: pytest.MonkeyPatch):
    begin(client)
    token = token_in(page(client, "/report/what-happened/"))
    monkeypatch.setattr(flood, "PAGES", Limiter(of_each=Rate(0, 1 / 60), of_all=Rate(100, 10)))
    form = {"token": token, "story": 'a "long" story <b>', "whole": "yes"}
    body, kind = urlencode(form), "application/x-www-form-urlencoded"
    response = client.post("/report/what-happened/", body, content_type=kind)
    html = response.content.decode()
    assert response.status_code == 429
    assert 'name="story" value="a &quot;long&quot; story &lt;b&gt;"' in html
    assert 'name="whole" value="yes"' in html
    monkeypatch.undo()
    assert client.post("/report/what-happened/", body, content_type=kind).status_code == 302


@pytest.mark.django_db
def test_a_form_of_another_site_is_not_echoed(client: Client, narrow: None):
    for _ in range(3):
        form = {"who": "<hello>", "whole": "yes"}
        response = client.post(START, form, headers={"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 429
    assert "hello" not in response.content.decode()


@pytest.mark.django_db
def test_leaving_quickly_is_never_stopped(client: Client, narrow: None):
    assert {client.get("/report/leave/").status_code for _ in range(5)} == {302}


@pytest.mark.django_db
def test_the_staff_are_not_stopped_by_a_flood_of_the_public(client: Client, narrow: None):
    for _ in range(3):
        Client().get("/report/")
    sign_in(client, make_cast().amina)
    with flood.PLACES, flood.PLACES:
        assert {client.get("/").status_code for _ in range(5)} == {200}
    assert Client().get("/accounts/login/").status_code == 200


@pytest.mark.django_db
def test_an_invented_session_cookie_does_not_open_the_fence(client: Client, narrow: None):
    client.cookies["daymark"] = "a" * 32
    assert [client.get("/").status_code for _ in range(3)] == [200, 200, 429]


@pytest.mark.django_db
def test_slow_uploads_leave_places_for_others(client: Client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(flood, "UPLOAD_PLACES", threading.BoundedSemaphore(1))
    monkeypatch.setattr(flood, "PATIENCE", 0.01)
    begin(client)
    with flood.UPLOAD_PLACES:
        upload = client.generic("POST", "/report/files/", b"--x--", "multipart/form-data; boundary=x")
        assert upload.status_code == 429
        assert client.get("/report/age/").status_code == 200
