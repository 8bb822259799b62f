"""A look-alike is decided in a real browser with the keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from living import Centre

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Browser, centre: Centre) -> Iterator[Page]:
    """A look-alike that waits, opened by somebody who may decide it."""
    shown = centre.pages["look-alike"]
    context = browser.new_context(reduced_motion="reduce")
    context.add_cookies([{"name": "daymark", "value": shown.session, "url": centre.address}])
    opened = context.new_page()
    opened.goto(f"{centre.address}{shown.path}")
    yield opened
    context.close()


def test_held_to_look_refused_without_a_reason_confirmed_and_taken_back(page: Page) -> None:
    state, said, looked_at = (
        page.locator("main .govuk-tag").first,
        page.locator("[data-said]"),
        page.locator("[data-look]"),
    )
    expect(state).to_have_text("Proposed")
    page.keyboard.down(" ")
    expect(looked_at.locator("img")).not_to_have_js_property("naturalWidth", 0)
    with page.expect_response("**/end/") as ended:
        page.keyboard.up(" ")
    assert ended.value.status == 204
    expect(looked_at).to_be_hidden()
    page.keyboard.press("x")
    expect(said).to_contain_text("Write in one sentence")
    expect(page.locator("textarea")).to_be_focused()
    page.keyboard.press("Enter")  # in the box it is a new line, no decision
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Confirmed: what the list says of it counts from now on.")).to_be_visible()
    expect(state).to_have_text("Confirmed")
    page.keyboard.press("z")
    expect(state).to_have_text("Proposed")
    page.keyboard.press("x")
    page.keyboard.type("Another house.")
    page.get_by_role("button", name="It shows something else").click()
    expect(state).to_have_text("Rejected")
    expect(page.get_by_text("Another house.")).to_be_visible()
    page.keyboard.press("z")
    expect(state).to_have_text("Proposed")
