"""Somebody without a session follows every link from the front page, as in 2011, and finds nobody."""

from __future__ import annotations

import re
from collections import deque
from urllib.parse import urljoin, urlsplit

from architecture.world import ANONYMOUS, World, nothing_kept

LINK = re.compile(r'(?:href|src|action)="([^"]+)"')
MOST_PAGES = 500


def canaries(world: World) -> list[str]:
    """What belongs to a person or a case, in the shape in which a page would show it."""
    people = [user.name for user in world.people.values()]
    return [*world.hidden.marks, *world.shown.marks, world.waiting.reference, world.waiting.title, *people]


def test_a_crawler_without_a_session_sees_no_personal_byte(world: World) -> None:
    seen, waiting = {"/"}, deque(["/", "/fr/report/", "/robots.txt", "/sitemap.xml"])
    marks = [mark for mark in canaries(world) if mark]
    while waiting and len(seen) < MOST_PAGES:
        path = waiting.popleft()
        with nothing_kept():
            response = world.ask(ANONYMOUS, "GET", path)
        assert response.status_code < 500, path
        content = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
        text = str(response.headers) + content.decode(errors="replace")
        found = [mark for mark in marks if re.search(rf"(?<!\w){re.escape(mark)}(?!\w)", text)]
        assert found == [], f"{path} shows {found}"
        targets = [*LINK.findall(text), response.headers.get("Location", "")]
        for link in targets:
            there = urlsplit(urljoin(f"http://testserver{path}", link.replace("&amp;", "&")))
            address = there.path + (f"?{there.query}" if there.query else "")
            if link and there.netloc == "testserver" and not there.path.startswith("/static/") and address not in seen:
                seen.add(address)
                waiting.append(address)
    assert len(seen) > 5, "the crawler found hardly any link"
    assert len(seen) < MOST_PAGES, "the crawler did not come to an end"


def test_no_address_of_a_report_can_be_guessed(world: World) -> None:
    """References run in order, so no address may open by one: a reporter's way back is a code of 16 digits."""
    for template in ("/report/{}/", "/report/{}", "/reports/{}/", "/report/back/{}/", "/referred/{}/", "/cases/{}/"):
        for reference in (world.shown.report.reference, world.shown.case.reference, str(world.shown.report.pk)):
            with nothing_kept():
                response = world.ask(ANONYMOUS, "GET", template.format(reference))
            assert response.status_code in {301, 302, 404}
            assert world.shown.words not in response.content.decode()
