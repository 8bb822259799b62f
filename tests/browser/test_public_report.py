"""The public report page in a real browser: without scripts, on a phone, with the keyboard, and left in a hurry."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from living import Centre

pytestmark = pytest.mark.browser
ELSEWHERE = "https://www.bbc.co.uk/weather"
CONTINUE = {"en": "Continue", "fr": "Continuer"}
ANSWERS = {
    "who": {"who": "CHILD"},
    "about": {"about": "ME"},
    "danger": {"danger": "YES"},
    "kind": {"harm": "GROOMING"},
    "what-happened": {"story": "An adult writes to me in a game every day. I must not tell anybody."},
    "still-happening": {"continues": "YES"},
    "meeting": {"meeting": "ARRANGED"},
    "meeting-details": {"meeting_day": "2030-03-02", "meeting_time": "after school"},
    "where": {"where": "GAME"},
    "which": {"platform": "Example Game"},
    "age": {"age": "12"},
    "area": {"area": "Preston", "country": "GB"},
    "accounts": {"accounts": "harbour_light22\n+44 7700 900123"},
    "safe": {"self_harm": "YES"},
    "contact": {"contact_name": "Robin"},
}


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    """A narrow phone whose browser runs no scripts."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640})
    yield context.new_page()
    context.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A phone. Whatever it asks of another host is noted, and answered with a page of our own."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, reduced_motion="reduce")
    opened = context.new_page()
    opened.asked_elsewhere = []

    def elsewhere(route: object) -> None:
        opened.asked_elsewhere.append(route.request.url)
        route.fulfill(body="<title>Weather</title>", content_type="text/html")

    context.route(re.compile(r"^https?://(?!localhost)"), elsewhere)
    yield opened
    context.close()


def step_of(page: Page) -> str:
    """The step whose page is open."""
    return page.url.split("?")[0].rstrip("/").rsplit("/", 1)[1]


def answer(page: Page, given: dict[str, str]) -> None:
    """Fills in the page that is open."""
    for name, value in given.items():
        control = page.locator(f"[name={name}]").first
        kind = control.get_attribute("type")
        if kind == "radio":
            page.locator(f"[name={name}][value={value}]").check()
        elif control.get_attribute("class") and "govuk-select" in str(control.get_attribute("class")):
            control.select_option(value)
        else:
            control.fill(value)


def walk(page: Page, until: str, language: str = "en") -> Iterator[str]:
    """Goes on from page to page, answering; names each one before its button is pressed."""
    for _ in range(60):
        name = step_of(page)
        if name == until:
            return
        answer(page, ANSWERS.get(name, {}))
        yield name
        page.get_by_role("button", name=CONTINUE[language], exact=True).click()
    raise AssertionError(f"never came to {until}")


def begin(page: Page, centre: Centre, until: str = "what-happened") -> None:
    """To the page from which a report can be sent."""
    page.goto(f"{centre.address}/report/who/")
    list(walk(page, until))


def grave(page: Page) -> list[str]:
    """What axe finds that keeps somebody from using the page."""
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['target']}" for one in found if one["impact"] in ("serious", "critical")]


def test_a_child_without_scripts_reports_comes_back_and_answers(plain: Page, centre: Centre, tmp_path: Path):
    plain.goto(centre.address)
    plain.get_by_role("link", name="Report", exact=True).click()
    plain.get_by_role("button", name="Start a report").click()
    for name in walk(plain, "check"):
        if name == "files":
            picture = tmp_path / "screen.png"
            picture.write_bytes(b"synthetic")
            plain.set_input_files("#files", picture)
            plain.get_by_role("button", name="Add these files").click()
            expect(plain.get_by_text("screen.png").first).to_be_visible()
    assert "harbour_light22" in plain.content()
    plain.get_by_role("button", name="Send").click()
    code = plain.locator("#receipt-code").inner_text()
    assert len(re.sub(r"\D", "", code)) == 16
    plain.context.clear_cookies()
    plain.goto(f"{centre.address}/report/return/")
    plain.get_by_label("What is your code?").fill(code)
    plain.get_by_role("button", name="Continue").click()
    plain.get_by_label("Do you want to add something?").fill("He wrote again.")
    plain.get_by_role("button", name="Send").click()
    expect(plain.get_by_text("What you wrote is with us")).to_be_visible()


@pytest.mark.parametrize("language", ["en", pytest.param("fr", marks=pytest.mark.deep)])
def test_every_page_of_the_walk_is_usable_and_fits_the_narrowest_phone(page: Page, centre: Centre, language: str):
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{centre.address}{'/fr' if language == 'fr' else ''}/report/who/")
    for name in walk(page, "check", language):
        assert grave(page) == [], name
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, name
    assert grave(page) == []
    page.locator("main form button").last.click()
    expect(page.locator("#receipt-code")).to_be_visible()
    assert grave(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.asked_elsewhere == [], "a public page asks nothing of another host"


def test_no_cookie_before_the_first_answer_and_one_after_it(page: Page, centre: Centre):
    for path in ("/", "/report/", "/report/who/", "/help/child/"):
        page.goto(centre.address + path)
    assert page.context.cookies() == []
    begin(page, centre)
    assert [(cookie["name"], cookie["httpOnly"], cookie["sameSite"]) for cookie in page.context.cookies()] == [
        ("daymark", True, "Lax")
    ]


def test_leaving_quickly_forgets_everything_and_back_does_not_return(page: Page, centre: Centre):
    begin(page, centre)
    answer(page, ANSWERS["what-happened"])
    with page.expect_request(re.compile("/report/leave/")) as forgetting:
        page.get_by_role("link", name="Leave this page quickly").click()
    expect(page).to_have_url(ELSEWHERE)
    assert forgetting.value.method == "POST"
    page.goto(f"{centre.address}/report/check/")
    expect(page).to_have_url(f"{centre.address}/report/")


def test_leaving_quickly_works_without_scripts(plain: Page, centre: Centre):
    begin(plain, centre)
    plain.context.route(ELSEWHERE, lambda route: route.fulfill(body="weather", content_type="text/html"))
    plain.get_by_role("link", name="Leave this page quickly").click()
    expect(plain).to_have_url(ELSEWHERE)
    plain.goto(f"{centre.address}/report/check/")
    expect(plain).to_have_url(f"{centre.address}/report/")


def test_the_back_button_shows_the_earlier_answer_and_loses_none(page: Page, centre: Centre):
    begin(page, centre, "still-happening")
    page.wait_for_load_state()  # no way back from a page that is still arriving
    page.go_back()
    expect(page.locator("[name=story]")).to_have_value(ANSWERS["what-happened"]["story"])
    page.go_forward()
    assert step_of(page) == "still-happening"


def test_the_language_changes_in_the_middle_and_every_answer_stays(page: Page, centre: Centre):
    begin(page, centre, "still-happening")
    page.get_by_role("link", name="Français").click()
    expect(page.get_by_role("heading", name="Est-ce que cela continue ?")).to_be_visible()
    page.goto(f"{centre.address}/fr/report/what-happened/")
    expect(page.locator("[name=story]")).to_have_value(ANSWERS["what-happened"]["story"])


def test_the_whole_report_can_be_made_with_the_keyboard(page: Page, centre: Centre):
    page.goto(f"{centre.address}/report/who/")
    for presses in (["Space"], ["Space"], ["ArrowDown"], ["Space"]):
        page.locator("main input[type=radio]").first.focus()
        for key in presses:
            page.keyboard.press(key)
        with page.expect_navigation():
            page.keyboard.press("Enter")
    assert step_of(page) == "what-happened"


def test_a_double_click_on_send_makes_one_report(page: Page, centre: Centre):
    begin(page, centre)
    page.goto(f"{centre.address}/report/check/")
    page.get_by_role("button", name="Send").dblclick()
    expect(page.locator("#receipt-code")).to_have_count(1)


def test_a_mistake_is_announced_and_leads_to_its_field(page: Page, centre: Centre):
    begin(page, centre)
    page.goto(f"{centre.address}/report/age/")
    page.locator("[name=age]").fill("400")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_contain_text("Nobody is that old")
    page.get_by_role("link", name=re.compile("Nobody is that old")).click()
    expect(page.locator("[name=age]")).to_be_focused()
    expect(page.locator("[name=age]")).to_have_value("400")


def test_another_browser_sees_nothing_of_a_report(browser: Browser, page: Page, centre: Centre):
    begin(page, centre)
    other = browser.new_context()
    theirs = other.new_page()
    for path in ("check", "sent", "files", "return/talk", "what-happened"):
        theirs.goto(f"{centre.address}/report/{path}/")
        assert "An adult writes" not in theirs.content()
        assert step_of(theirs) in ("report", "return", "who")
    other.close()
