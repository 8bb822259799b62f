"""A cohort is coded in a real browser: with the keyboard alone, and without scripts."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from browser.usable import faults
from living import TESTS, Centre

pytestmark = pytest.mark.browser
ANSWERS = "11111111"  # the first answer to each of the eight questions


@pytest.fixture(scope="module")
def reference(centre: Centre) -> str:
    """A cohort of two pictures in the living centre."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("DAYMARK_", "DJANGO_"))}
    settings = {"DAYMARK_HOME": str(centre.home), "DAYMARK_PRACTICE": "1"}
    paths = {"PYTHONPATH": os.pathsep.join([str(TESTS), str(TESTS.parent / "src")])}
    made = subprocess.run(
        [sys.executable, "-m", "browser.cohort_seeding"],
        env={**own, **settings, **paths, "DJANGO_SETTINGS_MODULE": "daymark.web.settings"},
        cwd=TESTS,
        capture_output=True,
        text=True,
    )
    assert made.returncode == 0, made.stderr
    return made.stdout


@pytest.fixture
def context(browser: Browser, centre: Centre) -> Iterator[BrowserContext]:
    """The analyst, signed in."""
    opened = browser.new_context(reduced_motion="reduce")
    shown = centre.pages["cohort-code"]
    opened.add_cookies([{"name": "daymark", "value": shown.session, "url": centre.address}])
    yield opened
    opened.close()


def test_two_items_are_looked_at_and_coded_with_the_keyboard(
    centre: Centre, reference: str, context: BrowserContext
) -> None:
    page = context.new_page()
    page.goto(f"{centre.address}/research/{reference}/code/")
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("Item 1 of 2")
    looked_at = page.locator("[data-look]")
    expect(looked_at).to_be_hidden()
    page.keyboard.down(" ")
    expect(looked_at).to_be_visible()
    expect(looked_at.locator("img")).not_to_have_js_property("naturalWidth", 0)
    with page.expect_response("**/end/") as ended:
        page.keyboard.up(" ")
    assert ended.value.status == 204
    expect(looked_at).to_be_hidden()
    page.keyboard.type(ANSWERS[:-1])
    page.keyboard.press("Backspace")
    page.keyboard.type("21")
    page.keyboard.press("Enter")
    expect(heading).to_have_text("Item 2 of 2")
    expect(page.locator(":checked")).to_have_count(0)
    page.keyboard.press("z")
    expect(heading).to_have_text("Correct item 1")
    assert page.locator(":checked").evaluate_all("all => all.map(each => each.value)") == [
        "UNDER_5", "FEMALE", "WHITE", "NONE", "REAL", "YES", "NO", "YES",
    ]  # fmt: skip
    page.keyboard.press("Enter")
    expect(heading).to_have_text("Item 2 of 2")
    page.keyboard.type(ANSWERS[:3])
    page.keyboard.press("Enter")
    expect(page.get_by_text("Where nothing can be told, say so.")).to_have_count(5)
    assert faults(page) == []
    page.locator("[data-question]").nth(3).locator("input").first.focus()
    page.keyboard.type(ANSWERS[3:])
    page.keyboard.press("Enter")
    expect(heading).to_have_text("Nothing is left for you to code")


def test_without_scripts_the_look_is_a_page_and_the_coding_a_form(
    browser: Browser, centre: Centre, reference: str
) -> None:
    opened = browser.new_context(java_script_enabled=False)
    shown = centre.pages["wellbeing-people"]
    opened.add_cookies([{"name": "daymark", "value": shown.session, "url": centre.address}])  # the supervisor's
    page = opened.new_page()
    page.goto(f"{centre.address}/research/{reference}/code/")
    page.get_by_role("button", name="Look", exact=True).click()
    expect(page.get_by_alt_text("What you look at")).to_be_visible()
    page.get_by_role("button", name="Hide it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Item 1 of 2")
    for question in page.locator("[data-question]").all():
        question.get_by_text("Cannot be told").click()
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Item 2 of 2")
    opened.close()
