"""A report made in French without scripts, and what it leaves behind: one code, and no address that leads to it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from architecture.routes import Route, routes
from flow.walking import code_on, fits, says, visitor
from living import Centre

pytestmark = pytest.mark.browser
STORY = "Un adulte que je ne connais pas m'écrit chaque soir dans un jeu: cormorant."
ACCOUNT = "synthetic_cormorant_5"
CHOSEN = {"who": "CHILD", "about": "ME", "danger": "NO", "kind": "GROOMING", "where": "GAME"}
WRITTEN = {"what-happened": ("story", STORY), "accounts": ("accounts", ACCOUNT)}
SOMEBODYS = "R-2026-000001"  # the living centre counts from one
NOBODYS = "R-2001-000001"


@dataclass
class Left:
    """What the reporter's browser has seen of the report."""

    code: str = ""
    headings: dict[str, str] = field(default_factory=dict)
    english: dict[str, str] = field(default_factory=dict)
    addresses: list[str] = field(default_factory=list)


def english_heading(page: Page, step: str) -> str:
    """What heads this page when the same person asks for it in English."""
    answer = page.context.request.get(f"/report/{step}/").text()
    found = re.search(r"<h1[^>]*>(.*?)</h1>", answer, re.DOTALL)
    return re.sub(r"<[^>]+>", "", found[1]).strip() if found else ""


@pytest.fixture(scope="module")
def left(browser: Browser, centre: Centre) -> Left:
    """Somebody reports in French, with a browser that runs no scripts."""
    seen = Left()
    with visitor(browser, centre, scripts=False) as page:
        page.on("request", lambda request: seen.addresses.append(request.url))
        page.goto("/fr/report/")
        page.get_by_role("button", name="Commencer").click()
        while not page.url.endswith("/check/"):
            step = urlsplit(page.url).path.rstrip("/").rsplit("/", 1)[1]
            assert step not in seen.headings, f"{step} came twice"
            seen.headings[step] = page.get_by_role("heading", level=1).inner_text()
            seen.english[step] = english_heading(page, step)
            fits(page)
            if step in CHOSEN:
                page.locator(f"[value={CHOSEN[step]}]").check()
            if step in WRITTEN:
                name, text = WRITTEN[step]
                page.locator(f"[name={name}]").fill(text)
            page.get_by_role("button", name="Continuer", exact=True).click()
        says(page, STORY)
        page.locator("main form button").last.click()
        seen.code = code_on(page)
    return seen


def test_every_question_is_asked_in_french(left: Left) -> None:
    assert {*CHOSEN, *WRITTEN} <= set(left.headings)
    assert all(left.english.values())
    assert [step for step, words in left.headings.items() if words == left.english[step]] == []


def test_it_ends_with_a_code_of_sixteen_digits(left: Left) -> None:
    assert re.fullmatch(r"\d{16}", left.code)


def test_the_code_opens_it_in_french_and_shows_nothing_of_what_was_written(
    browser: Browser, centre: Centre, left: Left
) -> None:
    with visitor(browser, centre, scripts=False) as page:
        page.goto("/fr/report/return/")
        page.locator("[name=code]").fill(" ".join(re.findall("....", left.code)))
        page.get_by_role("button", name="Continuer", exact=True).click()
        expect(page).to_have_url(re.compile("/fr/report/return/talk/"))
        assert page.locator("html").get_attribute("lang") == "fr"
        assert STORY not in page.content()
        assert ACCOUNT not in page.content()


def test_no_address_of_the_whole_visit_holds_the_code_or_a_number_of_the_report(left: Left) -> None:
    ours = [urlsplit(address) for address in left.addresses if "/static/" not in address]
    assert len(ours) > len(left.headings)
    for address in ours:
        assert left.code not in address.path + address.query
        assert not re.search(r"\d{4,}", address.path), address.path


def test_every_address_of_that_visit_tells_another_browser_nothing(
    browser: Browser, centre: Centre, left: Left
) -> None:
    with visitor(browser, centre) as page:
        for address in dict.fromkeys(left.addresses):
            told = page.context.request.get(address).text()
            assert "cormorant" not in told, address
            assert left.code not in told, address


@pytest.mark.parametrize(
    "guess", ["/report/{}/", "/report/return/{}/", "/report/return/?code={}", "/report/sent/?code={}", "/{}/", "/fr/{}"]
)
def test_the_code_in_an_address_opens_nothing(browser: Browser, centre: Centre, left: Left, guess: str) -> None:
    with visitor(browser, centre) as page:
        told = page.context.request.get(guess.format(left.code)).text()
        assert "cormorant" not in told
        page.goto("/report/return/talk/")
        expect(page).to_have_url(f"{centre.address}/report/return/")


def test_a_guessed_reference_tells_a_stranger_not_even_whether_it_exists(
    browser: Browser, centre: Centre, left: Left
) -> None:
    with visitor(browser, centre) as page:
        for route in by_reference():
            found = told(page, route, SOMEBODYS)
            assert found == told(page, route, NOBODYS), route.name
            assert found[0] in (302, 405), route.name


def by_reference() -> list[Route]:
    """Every address with the reference of a report in it."""
    return [route for route in routes() if route.stage == "reports" and "reference" in route.places]


def told(page: Page, route: Route, reference: str) -> tuple[int, str, str]:
    """What the address answers: status, where it leads, and the words."""
    path = route.path(dict.fromkeys(route.places, reference))
    answer = page.context.request.get(path, max_redirects=0)
    return answer.status, *(part.replace(reference, "") for part in (answer.headers.get("location", ""), answer.text()))


def test_the_codes_next_to_it_open_nothing(browser: Browser, centre: Centre, left: Left) -> None:
    with visitor(browser, centre) as page:
        for step in (-1, 1):
            page.goto("/report/return/")
            page.locator("[name=code]").fill(f"{int(left.code) + step:016d}")
            page.get_by_role("button", name="Continue", exact=True).click()
            says(page, "We do not know this code.")
