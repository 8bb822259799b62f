"""A telephone is seized, swept and graded: by command, by keyboard, by a second pair of eyes."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from daymark.cli.practice.landscapes import film, landscape
from daymark.engine.digests import digest_bytes
from flow.walking import fits, says, sign_in
from living import Centre

pytestmark = pytest.mark.browser

ANALYST, SUPERVISOR = "victim-identification analyst", "supervisor"


@dataclass
class Story:
    """What one test hands to the next."""

    case: str
    seizure: str = ""
    gravest: str = ""  # the number of the stack that a second person has to see
    desks: dict[str, Page] = field(default_factory=dict)


@pytest.fixture(scope="module")
def story(centre: Centre) -> Story:
    return Story(re.search(r"C-\d{4}-\d+", centre.pages["case"].path).group())  # type: ignore[union-attr]


@pytest.fixture(scope="module")
def telephone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six landscapes, a copy, one in another size, one that a list knows, and a film of three scenes."""
    folder = tmp_path_factory.mktemp("telephone")
    folder.chmod(0o755)
    for number in range(510, 517):
        (folder / f"IMG_{number}.png").write_bytes(landscape(number))
    (folder / "copy.png").write_bytes(landscape(510))
    (folder / "film.avi").write_bytes(film([(520, 8), (521, 8), (522, 8)]))
    return folder


@pytest.fixture
def at_desk(browser: Browser, centre: Centre, story: Story) -> Iterator[object]:
    def desk(who: str) -> Page:
        if who not in story.desks:
            story.desks[who] = sign_in(browser, centre, who)
        return story.desks[who]

    return desk


def daymark(centre: Centre, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "daymark.cli", *arguments]
    return subprocess.run(command, env=centre.environment, capture_output=True, text=True, check=False, cwd=centre.home)


def test_a_list_says_what_is_known(centre: Centre, telephone: Path, tmp_path: Path) -> None:
    hashed = daymark(centre, "hash", str(telephone / "IMG_516.png"), "--json")
    sha256 = re.search(r'"sha256": "([0-9a-f]{64})"', hashed.stdout).group(1)  # type: ignore[union-attr]
    known = tmp_path / "known.csv"
    known.write_text(f"sha256,category\n{sha256},1\n")
    arguments = (str(known), "--bank", "Known elsewhere", "--from", "Another centre", "--standing", "bad")
    answer = daymark(centre, "import", *arguments)
    assert answer.returncode == 0, answer.stderr + answer.stdout


def test_the_telephone_is_taken_in(centre: Centre, telephone: Path, story: Story) -> None:
    answer = daymark(centre, "seize", str(telephone), "--case", story.case, "--exhibit", "TEL/1")
    assert answer.returncode == 0, answer.stderr
    assert "9 files; 8 different, 1 copy of these." in answer.stdout


def test_the_analyst_reads_first_what_was_never_seen_before(at_desk, story: Story) -> None:
    page = at_desk(ANALYST)
    page.goto(f"/cases/{story.case}/")
    page.get_by_role("link", name=re.compile(r"S-\d{4}-\d+")).last.click()
    story.seizure = re.search(r"S-\d{4}-\d+", page.url).group()  # type: ignore[union-attr]
    expect(page.get_by_role("heading", level=1)).to_have_text("9 files; 22 % known or copies; 7 never seen before.")
    says(page, "1 known bad")
    fits(page)
    page.get_by_role("button", name="Start with the 7").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("7 stacks wait for you")


def test_nothing_is_shown_until_she_holds_the_key(at_desk, centre: Centre) -> None:
    page = at_desk(ANALYST)
    shown = page.locator("[data-look]")
    expect(shown).to_be_hidden()
    page.keyboard.down(" ")
    expect(shown).to_be_visible()
    expect(page.locator(".dm-look__picture")).to_have_js_property("complete", True)
    assert page.locator(".dm-look__picture").evaluate("picture => picture.naturalWidth") > 100
    page.keyboard.up(" ")
    expect(shown).to_be_hidden()
    assert page.locator(".dm-look__picture").get_attribute("src") is None


def test_a_film_is_graded_scene_by_scene_with_the_keyboard(at_desk) -> None:
    page = at_desk(ANALYST)
    page.locator("[data-film] a").focus()
    page.keyboard.press("o")
    scenes, chosen = page.locator("[data-scene]"), page.locator("[data-scene][data-chosen]")
    expect(scenes).to_have_count(3)
    expect(chosen).to_have_count(1)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    expect(chosen).to_have_count(2)
    page.keyboard.press("w")
    page.keyboard.press("Enter")
    says(page, "1 scene of the film left")
    expect(page.locator("[data-left]")).to_have_text("7")
    expect(page.locator("[data-scene][data-graded]")).to_have_count(2)
    page.keyboard.press("z")
    says(page, "Taken back")
    expect(page.locator("[data-left]")).to_have_text("7")
    expect(page.locator("[data-scene][data-graded]")).to_have_count(0)
    expect(scenes).to_have_count(3)
    page.keyboard.press("Escape")
    expect(scenes).to_have_count(0)
    page.locator("[data-tiles] a").first.focus()


def test_she_grades_with_the_keyboard_takes_one_back_and_goes_on(at_desk, story: Story) -> None:
    page = at_desk(ANALYST)
    page.keyboard.press("Enter")
    says(page, "Say first what it shows")
    page.keyboard.press("n")
    expect(page.locator("[data-left]")).to_have_text("6")
    page.keyboard.press("z")
    says(page, "Taken back")
    expect(page.locator("[data-left]")).to_have_text("7")
    page.keyboard.press("8")
    page.keyboard.press("q")
    page.keyboard.press("Enter")
    expect(page.locator("[data-left]")).to_have_text("6")
    page.keyboard.press(".")
    page.keyboard.press("Enter")
    expect(page.locator("[data-left]")).to_have_text("5")
    story.gravest = page.locator("[data-tiles] [aria-current=true]").get_attribute("data-stack") or ""
    page.keyboard.press("1")
    page.keyboard.press("g")  # the gravest, as a fact of this drawn landscape: a second person has to look
    page.keyboard.press("Enter")
    says(page, "waits for a second person")
    for left in (3, 2, 1, 0):
        page.keyboard.press("n")
        expect(page.locator("[data-left]")).to_have_text(str(left))
    page.goto(f"/seizures/{story.seizure}/grading/")
    says(page, "Nothing waits for you here")


def test_a_second_person_sees_it_otherwise_and_decides_as_the_senior(at_desk, story: Story) -> None:
    page = at_desk(SUPERVISOR)
    page.goto(f"/seizures/{story.seizure}/grading/?queue=second")
    page.locator(f'[data-stack="{story.gravest}"] a').focus()
    page.keyboard.press("v")
    says(page, "before she reads what the first one said")
    page.get_by_label("Nothing sexual").check()
    page.get_by_label("Drawn or rendered").check()
    page.get_by_role("button", name="Grade the stack").click()
    says(page, "Two people said different things")
    page.get_by_label("Nothing sexual").check()
    page.get_by_label("Drawn or rendered").check()
    page.get_by_label("Decide as the senior").check()
    page.get_by_role("button", name="Grade the stack").click()
    says(page, "A senior decided.")
    says(page, "What follows on each scale")


def test_who_looked_is_counted_for_herself_alone(at_desk, story: Story) -> None:
    page = at_desk(ANALYST)
    page.goto("/wellbeing/")
    expect(page.get_by_role("heading", level=1)).to_have_text("3 h 59 min of looking left today")
    page.goto(f"/seizures/{story.seizure}/")
    says(page, "none left to be seen")


def test_what_was_graded_goes_out_and_is_known_elsewhere(centre: Centre, telephone: Path, story: Story) -> None:
    out = centre.home / "case.json"
    answer = daymark(centre, "export", "vics", "--case", story.case, "-o", str(out))
    assert answer.returncode == 0, answer.stderr
    media = json.loads(out.read_text())["value"][0]["Media"]
    assert {each["MD5"] for each in media} >= {
        digest_bytes(path.read_bytes()).md5.upper() for path in telephone.iterdir()
    }
    elsewhere = daymark(centre, "match", str(telephone / "film.avi"), "--against", str(out), "--json")
    assert json.loads(elsewhere.stdout)["result"] == "hit"


def test_an_original_is_sealed_and_destroyed_with_its_proof(at_desk, story: Story) -> None:
    page = at_desk(SUPERVISOR)
    page.goto(f"/stacks/{story.gravest}/")
    page.get_by_role("link", name="Seal the original").first.click()
    page.get_by_label("Why").fill("The telephone goes back to its owner.")
    page.get_by_role("button", name="Seal the original").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The original is sealed in the vault")
    page.get_by_role("button", name="Destroy the original").click()
    page.get_by_label("Why").fill("Order of the court of 3 March.")
    page.get_by_role("button", name="Destroy the original").click()
    says(page, "Order of the court of 3 March.")
    expect(page.get_by_role("heading", level=1)).to_have_text("The original lies where it was found")
