"""How the people of the story walk through the pages: by labels, by buttons and by what is written there."""

from __future__ import annotations

import re
import struct
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from playwright.sync_api import Browser, Page, expect

from living import PATIENCE, Centre, Person

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1400, "height": 900}
LEAVE = "Leave this page quickly"

# The answers of a child of 13. A question that is not named here is left empty, as the page allows.
ANSWERS: dict[str, str] = {
    "who": "I am under 18",
    "about": "Something that happened to me",
    "danger": "No",
    "kind": "Somebody wants to meet a child",
    "still-happening": "Yes",
    "last-time": "Today",
    "meeting": "Yes, a meeting is agreed",
    "threats": "No",
    "pictures": "No",
    "where": "A game",
    "sex": "Girl",
    "person-is": "Only from the internet",
    "safe": "No",
    "grown-up": "No",
}
STORY = "A grown-up from a game has asked me to meet him and says I must not tell. My number is {}."
REFUSED = re.compile("This code (was used already|is not right)")
TYPED: dict[str, dict[str, str]] = {
    "what-happened": {"What happened?": STORY},
    "meeting-details": {"Place": "the bus station"},
    "which": {"Name": "Example Game"},
    "age": {"How old are you?": "13"},
    "area": {"Town, area or postcode": "Manchester"},
    "accounts": {"Which accounts, numbers or addresses does the person use?": "synthetic_max_77"},
}


@contextmanager
def visitor(browser: Browser, centre: Centre, *, scripts: bool = True, wide: bool = False) -> Iterator[Page]:
    """A browser of one's own, on a phone unless `wide`."""
    context = browser.new_context(
        viewport=DESK if wide else PHONE, java_script_enabled=scripts, base_url=centre.address, locale="en-GB"
    )
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


def sign_in(browser: Browser, centre: Centre, who: str) -> Page:
    """Signs somebody in with password and code; the page on which they land."""
    person: Person = centre.people[who]
    context = browser.new_context(viewport=DESK, base_url=centre.address, locale="en-GB")
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto("/accounts/login/")
    page.get_by_label("Sign-in name").fill(person.username)
    page.get_by_label("Password").fill(person.password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your second factor")
    signed_in, refused = page.get_by_role("navigation", name="Main"), page.get_by_text(REFUSED)
    page.get_by_label("Code").fill(person.code())
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(signed_in.or_(refused.first)).to_be_visible()
    if refused.count():  # she signed in within this half minute in another story, or it ended while the code was typed
        time.sleep(30 - time.time() % 30 + 1)
        page.get_by_label("Code").fill(person.code())
        page.get_by_role("button", name="Sign in", exact=True).click()
    expect(signed_in).to_be_visible()
    return page


def fill_in(page: Page, file: Path | None = None) -> list[str]:
    """Goes through the questions from where the page stands to the check of the answers; the questions that came."""
    asked = []
    while not page.url.endswith("/check/"):
        name = page.url.rstrip("/").rsplit("/", 1)[1]
        asked.append(name)
        expect(page.get_by_role("link", name=LEAVE)).to_be_visible()
        if name in ANSWERS:
            page.get_by_label(ANSWERS[name], exact=True).check()
        for label, text in TYPED.get(name, {}).items():
            page.get_by_label(label).fill(text.format(uuid4().hex[:6]))  # the same words would be a copy
        if name == "meeting-details":
            page.get_by_label("Day").fill(tomorrow())
        if name == "files" and file:
            page.get_by_label("Choose files").set_input_files(file)
            page.get_by_role("button", name="Add these files").click()
            expect(page.get_by_role("heading", name="Your files")).to_be_visible()
        page.get_by_role("button", name="Continue").click()
    return asked


def tomorrow() -> str:
    """Tomorrow, as a browser writes a day."""
    from datetime import UTC, datetime, timedelta

    return f"{datetime.now(UTC) + timedelta(days=1):%Y-%m-%d}"


def code_on(page: Page) -> str:
    """The receipt code that the page shows."""
    return re.sub(r"\s", "", page.locator("#receipt-code").inner_text())


def says(page: Page, words: str | re.Pattern[str]) -> None:
    """The page says this, where the person sees it."""
    expect(page.get_by_text(words).first).to_be_visible()


def is_hidden(page: Page) -> None:
    """The page gives nothing away: not even whether there is something."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Nothing is here that you may see")


def fits(page: Page) -> None:
    """Nothing has to be scrolled sideways."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url


def stripes(size: int) -> bytes:
    """A square PNG of grey stripes."""
    rows = b"".join(b"\0" + bytes([40 if row // 8 % 2 else 200]) * size for row in range(size))
    head = struct.pack(">IIBBBBB", size, size, 8, 0, 0, 0, 0)
    parts = [(b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    chunks = [
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)
