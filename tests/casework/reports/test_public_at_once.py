"""Two connections that send the same report, or the same file, at the same moment. These tests really commit."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from casework.reports.public_answers import begin, code_in, page, picture, token_in
from daymark.casework.access.context import acting_as_system
from daymark.casework.reports.models import Draft, Receipt, Report
from together import at_once

pytestmark = pytest.mark.usefixtures("committed")


def same_browser(client: Client) -> Client:
    """Another connection with the same cookies."""
    twin = Client()
    twin.cookies = client.cookies
    return twin


def test_a_double_press_over_two_connections_makes_one_report_and_shows_one_code():
    client = Client()
    begin(client)
    form = {"token": token_in(page(client, "/report/check/")), "whole": "yes"}
    browsers = [client, same_browser(client), same_browser(client)]
    answers = at_once(*[lambda browser=browser: browser.post("/report/check/", form) for browser in browsers])
    assert [answer["Location"] for answer in answers] == ["/report/sent/"] * 3
    with acting_as_system():
        assert Report.objects.count() == 1
        assert Receipt.objects.count() == 1
    assert len({code_in(page(browser, "/report/sent/")) for browser in browsers}) == 1


def test_two_files_sent_at_once_are_both_in_the_list():
    client = Client()
    begin(client)
    token = token_in(page(client, "/report/files/"))

    def add(name: str) -> Callable[[], object]:
        form = {"token": token, "files": [picture(name, name.encode())], "add": "1", "whole": "yes"}
        return lambda: same_browser(client).post("/report/files/", form)

    at_once(add("one.png"), add("two.png"))
    with acting_as_system():
        names = {file["name"] for file in Draft.objects.get().document["files"]}
    assert names == {"one.png", "two.png"}


def test_two_answers_at_once_are_both_kept():
    client = Client()
    begin(client)
    token = token_in(page(client, "/report/age/"))

    def answer(name: str, **said: str) -> Callable[[], object]:
        return lambda: same_browser(client).post(f"/report/{name}/", {"token": token, **said, "whole": "yes"})

    at_once(answer("age", age="12"), answer("sex", sex="GIRL"))
    with acting_as_system():
        said = Draft.objects.get().document["said"]
    assert (said["age"], said["sex"]) == ("12", "GIRL")


def test_leaving_while_the_report_is_sent_is_one_or_the_other_and_never_half():
    client = Client()
    begin(client)
    form = {"token": token_in(page(client, "/report/check/")), "whole": "yes"}
    sent, left = at_once(
        lambda: same_browser(client).post("/report/check/", form),
        lambda: same_browser(client).get("/report/leave/"),
    )
    assert left.status_code == 302
    assert sent.status_code in (302, 400)
    with acting_as_system():
        assert Report.objects.count() == Receipt.objects.count()
        assert not Draft.objects.filter(sent_at__isnull=True).exists()
