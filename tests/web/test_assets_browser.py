"""The style guide in a real browser, without a database: keys, the way out, axe, narrow screens, no scripts, paper."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

ELSEWHERE = "https://www.bbc.co.uk/weather"

pytestmark = pytest.mark.browser


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.textContent.trim() || document.activeElement.id")


@pytest.mark.parametrize("path", ["/", "/?mistakes=1", "/public/", "/public/?mistakes=1"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(page, address, path, theme):
    page.goto(f"{address}{path}{'&' if '?' in path else '?'}theme={theme}")
    found = Axe().run(page).response["violations"]
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []


@pytest.mark.parametrize("path", ["/", "/public/?mistakes=1"])
@pytest.mark.parametrize("width", [320, 640])
def test_nothing_is_cut_off_on_a_narrow_screen(page, address, path, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(address + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_j_and_k_walk_through_the_rows_and_enter_opens(page, address):
    page.goto(address)
    page.locator("body").press("j")
    assert focused(page).startswith("Girl, 11 to 13")
    page.keyboard.press("j")
    assert focused(page).startswith("Boy, 14 to 15")
    page.keyboard.press("k")
    assert focused(page).startswith("Girl, 11 to 13")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#0$"))


def test_slash_goes_to_the_search_and_letters_typed_there_are_letters(page, address):
    page.goto(address)
    page.locator("body").press("/")
    assert focused(page) == "search-everything"
    page.keyboard.type("jk?c")
    assert page.locator("#search-everything").input_value() == "jk?c"
    assert page.locator("#keys").is_hidden()


def test_c_opens_the_check(page, address):
    page.goto(address)
    page.locator("body").press("c")
    expect(page).to_have_url(f"{address}/check/")


def test_the_keys_are_shown_and_can_be_switched_off(page, address):
    page.goto(address)
    page.locator("body").press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.get_by_role("button", name="Turn these keys off").click()
    page.get_by_role("button", name="Close", exact=True).click()
    page.reload()
    page.locator("body").press("c")
    page.wait_for_timeout(300)
    assert "/check/" not in page.url


def test_three_presses_of_shift_leave_and_back_does_not_return(page, address):
    page.goto(f"{address}/?theme=light")
    page.goto(f"{address}/public/")
    for _ in range(3):
        page.keyboard.press("Shift")
    expect(page).to_have_url(ELSEWHERE)
    page.go_back()
    assert "/public/" not in page.url


def test_writing_capital_letters_does_not_leave(page, address):
    page.goto(f"{address}/public/")
    page.locator("#id_note").focus()
    for letter in "ABCD":
        page.keyboard.press(f"Shift+{letter}")
    page.wait_for_timeout(300)
    assert page.url == f"{address}/public/"


def test_the_way_out_is_always_in_view(page, address):
    page.set_viewport_size({"width": 360, "height": 640})
    page.goto(f"{address}/public/")
    page.mouse.wheel(0, 1500)
    expect(page.get_by_role("link", name="Leave this page quickly")).to_be_in_viewport()


def test_without_scripts_everything_can_be_read_and_left(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/public/")
    assert page.get_by_role("link", name="Leave this page quickly").get_attribute("href") == ELSEWHERE
    assert page.get_by_role("button", name="Copy the code").count() == 0
    page.goto(address)
    expect(page.get_by_text("Second panel.")).to_be_visible()
    context.close()


def test_the_code_is_copied_in_groups(page, address):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{address}/public/")
    page.get_by_role("button", name="Copy the code").click()
    expect(page.get_by_text("Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "4831 2099 5710 4462"


def test_clocks_go_on_without_a_reload(page, address):
    page.clock.install(time=1_795_321_200)
    page.goto(address)
    before = page.locator(".dm-clock__words").first.inner_text()
    page.clock.run_for(61_000)
    assert page.locator(".dm-clock__words").first.inner_text() != before


def test_paper_carries_no_frame_and_no_buttons(page, address):
    page.goto(address)
    page.emulate_media(media="print")
    expect(page.locator(".dm-navigation")).to_be_hidden()
    expect(page.get_by_role("button", name="Take the next one")).to_have_count(0)
    expect(page.get_by_role("heading", level=1).first).to_be_visible()
