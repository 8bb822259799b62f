"""The headers of every page, for everybody: no inline script, nothing kept, nothing told to other sites."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.http import HttpResponse

from architecture.routes import Route, routes
from architecture.world import ANONYMOUS, World, nothing_kept, values

ROOT = Path(__file__).parents[2]
EXPECTED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # nothing for others; our own forms need it
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
# What a snippet on a partner's site fetches from us: no page, no content of a report.
FETCHED_BY_OTHERS = {"report-button-picture"}
KEPT_FOR_AN_HOUR = {"picture-chart"}  # counts without names, under an address that holds their digest
INLINE = re.compile(
    r"<style[\s>]|\sstyle\s*=\s*[\"']|\son[a-z]+\s*=\s*[\"']|<script(?![^>]*(\ssrc=|application/json))", re.IGNORECASE
)


def first_reader(world: World, route: Route) -> tuple[str, HttpResponse]:
    """The first person who gets the page, and the page."""
    path = route.path(values(world, route, world.shown))
    response = HttpResponse(status=404)
    for who in (ANONYMOUS, *world.people):
        with nothing_kept():
            response = world.ask(who, "GET", path)
        if response.status_code == 200:
            return who, response
    return ANONYMOUS, response


def check(response: HttpResponse, *, is_kept: bool = False) -> None:
    """The headers of one answer."""
    wrong = {
        name: response.headers.get(name) for name, value in EXPECTED.items() if response.headers.get(name) != value
    }
    assert wrong == {}
    assert ("private" if is_kept else "no-store") in response["Cache-Control"]
    policy = dict(
        part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";") if " " in part.strip()
    )
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in response["Content-Security-Policy"]


@pytest.mark.parametrize("route", routes(), ids=lambda route: route.name)
def test_every_page_is_private(route: Route, world: World) -> None:
    if route.name in FETCHED_BY_OTHERS:
        pytest.skip("fetched by other sites, by design")
    _, response = first_reader(world, route)
    assert response.status_code < 500
    check(response, is_kept=route.name in KEPT_FOR_AN_HOUR)
    if response.headers.get("Content-Type", "").startswith("text/html"):
        found = [match.group() for match in INLINE.finditer(response.content.decode())]
        assert found == [], f"/{route.pattern} holds {found}"


def test_what_is_not_there_is_private_too(world: World) -> None:
    for path in ("/nothing/here/", "/cases/C-2026-99999/", "/report/nothing/"):
        check(world.ask("investigator", "GET", path))


def test_outside_a_practice_centre_browsers_are_told_to_use_tls_alone(tmp_path: Path) -> None:
    """Settings are read once in a process, so this asks a process of its own."""
    script = (
        "import django; django.setup()\n"
        "from django.conf import settings\n"
        "from django.test import RequestFactory\n"
        "from django.http import HttpResponse\n"
        "from django.middleware.security import SecurityMiddleware\n"
        "answer = SecurityMiddleware(lambda request: HttpResponse())(RequestFactory().get('/', secure=True))\n"
        "print(answer['Strict-Transport-Security'], settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE)\n"
    )
    own = {name: value for name, value in os.environ.items() if not name.startswith("DAYMARK_")}
    outside = {"DAYMARK_DATABASE_URL": "postgresql://a:b@127.0.0.1:1/none"}
    environment = {**own, **outside, "DAYMARK_HOME": str(tmp_path), "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True)
    assert done.stdout.split() == ["max-age=31536000", "True", "True"], done.stderr


def test_the_session_cookie_is_closed_to_scripts() -> None:
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.SESSION_COOKIE_SAMESITE == "Lax"
    assert settings.SESSION_COOKIE_SECURE is not settings.DAYMARK.practice
