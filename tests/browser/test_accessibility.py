"""Every page of the program in a real browser: axe, both themes, a narrow phone, the keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.urls import resolve
from playwright.sync_api import Browser, BrowserContext, Page, expect

from architecture.test_authorisation import LISTED
from browser.more_pages import MORE
from browser.usable import faults
from flow.walking import code_on, fill_in, says, stripes, visitor
from living import Centre, Person

pytestmark = pytest.mark.browser
GETS = {name for name, method in LISTED if method == "GET"}
NOT_PAGES = {
    "health": "an answer to machines",
    "cohort-picture": "a picture",
    "cohort-tile": "a picture",
    "ispws-status": "an answer to machines",
    "ispws-xsd": "an answer to machines",
    "mfa_login_webauthn": "an answer to the script of the sign-in page",
    "mfa_index": "leads on to the account",
    "report-leave": "leads away",
    "partner-package": "a download",
    "partner-pdf": "a download",
    "picture-chart": "a picture",
    "picture-csv": "a download",
    "picture-pdf": "a download",
    "referral-json": "a download",
    "referral-package": "a download",
    "referral-pdf": "a download",
    "report-button-picture": "a picture",
    "report-raw": "a download",
    "cohort-csv": "a download",
    "look-alike-picture": "a picture",
    "look-alike-tile": "a picture",
    "stack-picture": "a picture",
    "stack-scene-tiles": "a picture",
    "stack-tile": "a picture",
    "wellbeing-days": "a picture",
}
# What a page fetches and shows in itself: looked at by the tests of those pages.
PARTS = {"seizure-progress", "stack-scenes"}
# What nobody meets who comes by an address alone: the tests at the end walk there.
REPORTING = ["report-files", "report-check", "report-sent", "report-conversation"]
ENROLLING = ["enrol", "mfa_activate_totp", "mfa_view_recovery_codes", "account_login", "mfa_authenticate"]
BY_ADDRESS = sorted(GETS - {*NOT_PAGES, *PARTS, *REPORTING, "enrol", "mfa_activate_totp", "mfa_authenticate"})


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """One context for all pages; each test sets whose session it is."""
    opened = browser.new_context(reduced_motion="reduce")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def page(context: BrowserContext) -> Page:
    """One tab for all pages."""
    return context.new_page()


def look(page: Page) -> str:
    """Looks whether everybody can use the page that is open; its name."""
    name = str(resolve(urlsplit(page.url).path).url_name)
    assert faults(page) == [], name
    return name


def test_what_is_no_page_shows_none(centre: Centre) -> None:
    assert set(NOT_PAGES) | PARTS <= GETS, "an address that is gone"
    assert set(NOT_PAGES) & set(centre.pages) == set(), "a page that nobody looks at"


@pytest.mark.parametrize("name", [*BY_ADDRESS, *MORE])
def test_everybody_can_use_the_page(name: str, centre: Centre, context: BrowserContext, page: Page) -> None:
    assert name in centre.pages, "nobody is shown this page: say in this file how one gets there, or that it is none"
    shown = centre.pages[name]
    context.clear_cookies()
    if shown.session:
        context.add_cookies([{"name": "daymark", "value": shown.session, "url": centre.address}])
    answer = page.goto(centre.address + shown.path)
    assert answer is not None
    assert answer.status == (MORE[name].status if name in MORE else 200), f"{shown.path} as {shown.who}"
    assert faults(page) == []


def test_everybody_can_use_the_last_pages_of_a_report(browser: Browser, centre: Centre, tmp_path: Path) -> None:
    picture = tmp_path / "screen.png"
    picture.write_bytes(stripes(64))
    with visitor(browser, centre) as page:
        page.goto("/report/who/")
        fill_in(page, picture)
        seen = [look(page)]
        page.goto("/report/files/")
        seen.append(look(page))
        page.goto("/report/check/")
        page.get_by_role("button", name="Send").click()
        code = code_on(page)
        seen.append(look(page))
        page.goto("/report/return/")
        page.get_by_label("What is your code?").fill(code)
        page.get_by_role("button", name="Continue").click()
        says(page, "No question yet")
        seen.append(look(page))
    assert sorted(seen) == sorted(REPORTING)


def test_everybody_can_use_the_pages_of_enrolling(browser: Browser, centre: Centre, context: BrowserContext) -> None:
    supervisor = context.new_page()
    context.clear_cookies()
    context.add_cookies([{"name": "daymark", "value": centre.pages["people"].session, "url": centre.address}])
    supervisor.goto(f"{centre.address}/people/-/add/")
    supervisor.get_by_role("textbox", name="Name", exact=True).fill("Noor Example")
    supervisor.get_by_label("Sign-in name").fill("noor")
    supervisor.get_by_label("Investigator").check()
    supervisor.get_by_role("button", name="Let in and show the link").click()
    assert faults(supervisor) == [], "the link"
    link = supervisor.locator("#enrolment-link").inner_text()
    supervisor.close()
    password = "harbour kettle seven orbit"
    with visitor(browser, centre) as page:
        page.goto(link)
        seen = [look(page)]
        page.get_by_label("Password", exact=True).fill(password)
        page.get_by_label("again").fill(password)
        page.get_by_role("button", name="Set the password and go on").click()
        says(page, "Add an authenticator app")
        seen.append(look(page))
        new = Person("noor", password, page.locator(".dm-secret").inner_text().strip())
        page.get_by_label("Code").fill(new.code())
        page.get_by_role("button", name="Add the app").click()
        seen.append(look(page))
    with visitor(browser, centre) as page:
        page.goto("/accounts/login/")
        page.get_by_label("Sign-in name").fill("noor")
        page.get_by_label("Password").fill("not this one")
        page.get_by_role("button", name="Sign in", exact=True).click()
        says(page, "There is a problem")
        seen.append(look(page))
        page.get_by_label("Password").fill(password)
        page.get_by_role("button", name="Sign in", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Your second factor")
        seen.append(look(page))
    assert seen == ENROLLING
