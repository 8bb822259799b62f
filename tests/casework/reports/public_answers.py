"""Walks the public report page as a person does, page by page, with synthetic answers."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

CHILD = {
    "who": {"who": "CHILD"},
    "about": {"about": "ME"},
    "danger": {"danger": "NO"},
    "kind": {"harm": "GROOMING"},
    "what-happened": {"story": "A grown-up writes to me every day. He says I must not tell. Mail: h22@chat.example"},
    "still-happening": {"continues": "YES"},
    "last-time": {"last_time": "TODAY"},
    "meeting": {"meeting": "ARRANGED"},
    "meeting-details": {"meeting_day": "2030-03-02", "meeting_time": "15:30", "meeting_place": "the bus station"},
    "threats": {"threats": "NO"},
    "pictures": {"pictures": "NOT_SURE"},
    "where": {"where": "GAME"},
    "which": {"platform": "Example Game", "address": "https://game.example/room/5"},
    "age": {"age": "12"},
    "sex": {"sex": "GIRL"},
    "area": {"area": "Preston", "country": "GB"},
    "person": {"person_name": "Max"},
    "accounts": {"accounts": "harbour_light22\n+44 7700 900123"},
    "accounts-read": {},
    "person-is": {"person_is": "ONLINE"},
    "safe": {"self_harm": "NO"},
    "grown-up": {"adult_knows": "NO"},
}
CONTACT = {"contact_name": "Robin", "contact_how": "07700 900456", "contact_when": "Only in the morning"}
START = "/report/who/"


def token_in(html: str) -> str:
    """The token of the forms on a page."""
    found = re.search(r'name="token" value="([^"]*)"', html)
    return found.group(1) if found else ""


def page(client: Client, path: str) -> str:
    """A page that is there."""
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code, answer.headers.get("Location"))
    return answer.content.decode()


def post(client: Client, path: str, fields: dict[str, Any] | None = None, **options: Any) -> Any:
    """Sends the form of a page, as a browser would after seeing it."""
    seen = client.get(path)
    token = token_in(seen.content.decode())
    form = urlencode({"token": token, **(fields or {}), "whole": "yes"})
    return client.post(path, form, content_type="application/x-www-form-urlencoded", **options)


def answer_until(client: Client, last: str = "contact", answers: dict[str, Any] = CHILD, prefix: str = "") -> str:
    """Answers page after page, and gives the address of the page `last`, not yet answered."""
    path = f"{prefix}/report/who/"
    for _ in range(60):
        name = path.split("?")[0].rstrip("/").rsplit("/", 1)[1]
        if name == last:
            return path
        given = answers.get(name, {})
        response = post(client, path, given)
        assert response.status_code == 302, (path, response.status_code, response.content.decode()[-1500:])
        path = response["Location"]
    raise AssertionError(f"never came to {last}")


def begin(client: Client, prefix: str = "") -> None:
    """Answers what must be answered: from there every page can be opened, and the report can be sent."""
    answer_until(client, "what-happened", prefix=prefix)


def send(client: Client, answers: dict[str, Any] = CHILD, prefix: str = "") -> str:
    """Sends a whole report and gives its code."""
    path = answer_until(client, "check", answers, prefix)
    response = post(client, path)
    assert response.status_code == 302, response.content.decode()[-1500:]
    return code_in(page(client, response["Location"]))


def code_in(html: str) -> str:
    """The receipt code on a page."""
    found = re.search(r'id="receipt-code">(.*?)</p>', html, re.DOTALL)
    assert found, html[-2000:]
    return re.sub(r"\D", "", re.sub(r"<[^>]+>", "", found.group(1)))


def picture(name: str = "screen.png", content: bytes = b"synthetic bytes") -> SimpleUploadedFile:
    """A file of harmless bytes."""
    return SimpleUploadedFile(name, content, content_type="image/png")
