"""An investigator takes a disk in from a page: a folder is chosen, its reading started, watched and finished."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from daymark.cli.practice.landscapes import landscape
from flow.walking import fits, says, sign_in
from living import Centre

pytestmark = pytest.mark.browser

READ_WITHIN = 60_000  # milliseconds: eight pictures, on a machine that does much else


@dataclass
class Story:
    """What one test hands to the next."""

    case: str
    desk: list[Page] = field(default_factory=list)


@pytest.fixture(scope="module")
def story(centre: Centre) -> Story:
    return Story(re.search(r"C-\d{4}-\d+", centre.pages["case"].path).group())  # type: ignore[union-attr]


@pytest.fixture
def page(browser: Browser, centre: Centre, story: Story) -> Page:
    if not story.desk:
        story.desk.append(sign_in(browser, centre, "investigator"))
    return story.desk[0]


@pytest.fixture(scope="module")
def disk(centre: Centre) -> Path:
    """Seven pictures and a copy on a disk whose name is partly in no encoding, beside another disk."""
    (centre.evidence / "another disk").mkdir()
    disk = centre.evidence / "LEE-7" / os.fsdecode(b"caf\xe9")
    disk.mkdir(parents=True)
    for number in range(610, 617):
        (disk / f"IMG_{number}.png").write_bytes(landscape(number))
    (disk / "copy.png").write_bytes(landscape(610))
    return disk


def test_folders_are_opened_with_the_keyboard_one_after_the_other(page: Page, story: Story, disk: Path) -> None:
    page.goto(f"/cases/{story.case}/")
    page.get_by_role("link", name="Take files in").click()
    for name in (str(disk.parents[1]), "LEE-7", "caf\\xe9"):
        page.get_by_role("link", name=name, exact=True).focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("navigation", name="Folders").get_by_role("listitem").last).to_have_text(name)
    says(page, "No folder lies in this one")
    page.get_by_role("navigation", name="Folders").get_by_role("link", name="LEE-7").click()
    expect(page.get_by_role("link", name="caf\\xe9")).to_be_visible()
    fits(page)


def test_it_is_started_watched_and_finished_without_a_click(page: Page, disk: Path) -> None:
    page.get_by_role("link", name="caf\\xe9").click()
    page.get_by_label("A new one").check()
    page.get_by_role("button", name="Start").click()
    says(page, "Give the name on its label")
    page.get_by_label("Its name, when it is new").fill("LEE/7")
    page.get_by_role("button", name="Start").click()
    expect(page).to_have_url(re.compile(r"/seizures/S-\d{4}-\d+/$"))
    expect(page.get_by_role("heading", name="How far the reading is")).to_be_visible()
    title = page.get_by_role("heading", level=1)
    expect(title).to_have_text("8 files; 12 % known or copies; 7 never seen before.", timeout=READ_WITHIN)
    expect(page.get_by_role("heading", name="How far the reading is")).to_be_hidden()
    expect(page.get_by_role("button", name="Look for new files")).to_be_visible()
    fits(page)


def test_what_has_come_since_is_read_when_somebody_asks(page: Page, disk: Path) -> None:
    (disk / "later.png").write_bytes(landscape(617))
    page.get_by_role("button", name="Look for new files").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        re.compile("^9 files; .* 8 never seen"), timeout=READ_WITHIN
    )


def test_the_log_of_the_case_says_who_began_it(page: Page, story: Story, disk: Path) -> None:
    page.goto(f"/cases/{story.case}/")
    entry = page.locator("#log").get_by_text(re.compile(r"Seizure S-\d{4}-\d+ of exhibit LEE/7 begun")).first
    expect(entry).to_contain_text("caf\\xe9")
