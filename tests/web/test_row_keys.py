"""A key beside a list means one row: never another one, whatever the network or the computer does meanwhile."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

pytestmark = pytest.mark.browser

HEAD = """<!DOCTYPE html><html lang="en" class="govuk-template"><head><title>List</title>
<script src="/static/django_htmx/htmx-2.min.js" defer></script>
<script type="module" src="/static/built/js/staff.js"></script></head>"""
LIST = (
    HEAD
    + """<body><h1>List</h1>
<form action="/taken/next/"><button data-key="t" data-row-key="1">Take the next one</button></form>
<a href="/search/" data-key="c">Check</a>
<div><ol data-list>
<li data-list-item><a href="/rows/one/" hx-get="/rows/one/" hx-target="#open">one</a></li>
<li data-list-item><a href="/rows/two/" hx-get="/rows/two/" hx-target="#open">two</a></li>
<li data-list-item><a href="/rows/held/" hx-get="/rows/held/" hx-target="#open">held</a></li>
</ol><aside class="dm-beside__aside" id="open"></aside></div></body></html>"""
)
ROW = '<h2>{0}</h2><form action="/taken/{0}/"><button data-key="t">Take</button></form>'


class Rows:
    """Answers for the pages of the list; `hold` keeps the answer for a row back until `release`."""

    def __init__(self) -> None:
        self.hold = self.refuse = False
        self.waiting: list[tuple[Route, str]] = []

    def row(self, route: Route) -> None:
        name = route.request.url.split("/")[-2]
        if self.refuse:
            route.fulfill(status=500, body="The row cannot be shown.", content_type="text/plain")
        elif self.hold:
            self.waiting.append((route, name))
        else:
            self._answer(route, name)

    def release(self) -> None:
        for route, name in self.waiting:
            self._answer(route, name)

    def _answer(self, route: Route, name: str) -> None:
        body = "<h2>held</h2>" if name == "held" else ROW.format(name)
        route.fulfill(body=body, content_type="text/html")


@pytest.fixture
def rows(page: Page, address: str) -> Rows:
    answers = Rows()
    page.route("**/list/", lambda route: route.fulfill(body=LIST, content_type="text/html"))
    page.route("**/taken/**", lambda route: route.fulfill(body="<title>Taken</title>", content_type="text/html"))
    page.route("**/search/", lambda route: route.fulfill(body="<title>Search</title>", content_type="text/html"))
    page.route("**/rows/*/", answers.row)
    page.goto(f"{address}/list/")
    return answers


def stand_on(page: Page, steps: int) -> None:
    for _ in range(steps):
        page.keyboard.press("j")


def took(page: Page, name: str) -> None:
    expect(page).to_have_url(re.compile(f"/taken/{name}/"))


def test_with_no_row_chosen_the_key_means_the_page(page, rows):
    page.keyboard.press("t")
    took(page, "next")


def test_on_a_row_that_is_not_open_the_key_opens_and_takes_that_row(page, rows):
    stand_on(page, 2)
    page.keyboard.press("t")
    took(page, "two")


def test_on_the_open_row_the_key_takes_it(page, rows):
    stand_on(page, 1)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="one")).to_be_visible()
    page.keyboard.press("t")
    took(page, "one")


def test_standing_on_another_row_than_the_open_one_the_key_takes_the_one_stood_on(page, rows):
    stand_on(page, 1)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="one")).to_be_visible()
    stand_on(page, 1)
    page.keyboard.press("t")
    took(page, "two")


def test_a_key_pressed_while_the_row_is_on_its_way_waits_for_it(page, rows):
    rows.hold = True
    stand_on(page, 2)
    page.keyboard.press("Enter")
    page.keyboard.press("t")
    expect(page.locator(".htmx-request")).to_have_count(1)
    rows.release()
    took(page, "two")


def test_a_row_that_cannot_be_taken_is_opened_and_no_other_is_taken(page, rows):
    stand_on(page, 3)
    page.keyboard.press("t")
    expect(page.get_by_role("heading", name="held")).to_be_visible()
    page.keyboard.press("t")
    page.wait_for_timeout(300)
    assert page.url.endswith("/list/")


def test_a_key_of_the_page_alone_acts_at_once_on_a_row_too(page, rows):
    stand_on(page, 1)
    page.keyboard.press("c")
    expect(page).to_have_url(re.compile("/search/"))


def test_a_row_that_cannot_be_brought_leads_to_its_page_which_says_why(page, rows):
    rows.refuse = True
    stand_on(page, 1)
    page.keyboard.press("t")
    expect(page).to_have_url(re.compile("/rows/one/"))
    expect(page.locator("body")).to_contain_text("cannot be shown")
    page.complaints.clear()


def test_where_the_row_opens_as_a_page_the_key_takes_nothing_on_the_way(page, rows):
    page.add_style_tag(content="aside { display: none }")
    rows.hold = True
    stand_on(page, 2)
    page.keyboard.press("t")
    page.keyboard.press("t")
    page.wait_for_timeout(200)
    rows.release()
    expect(page).to_have_url(re.compile("/rows/two/"))


def test_before_htmx_runs_a_row_leads_to_its_page_and_keys_wait_for_that(page, address, rows):
    page.route("**/htmx-2.min.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page.goto(f"{address}/list/")
    rows.hold = True
    stand_on(page, 1)
    page.keyboard.press("t")
    page.keyboard.press("t")
    page.wait_for_timeout(200)
    rows.release()
    expect(page).to_have_url(re.compile("/rows/one/"))


def test_a_page_slowed_twentyfold_takes_the_row_stood_on(page, rows):
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 20})
    stand_on(page, 2)
    page.keyboard.press("Enter")
    page.keyboard.press("t")
    took(page, "two")
