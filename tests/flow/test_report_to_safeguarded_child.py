"""The whole story through the real pages: a child reports, and at the end a child is safeguarded.

One story, told in order by the people in it. Every step asserts the words that the person reads.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from flow.walking import ANSWERS, TYPED, code_on, fill_in, fits, is_hidden, says, sign_in, stripes, visitor
from living import Centre

pytestmark = pytest.mark.browser
TITLE = "Girl, 11 to 13, Manchester: meeting arranged"
QUESTION = "At what time are you to meet?"
ANSWER = "At four, after school."


@dataclass
class Story:
    """What the people of the story know at this point."""

    code: str = ""
    report: str = ""
    case: str = ""
    referral: str = ""
    reports_before: int = 0
    desks: dict[str, Page] = field(default_factory=dict)


@pytest.fixture(scope="module")
def story(browser: Browser) -> Iterator[Story]:
    """The story as far as it has been told."""
    told = Story()
    yield told
    for page in told.desks.values():
        page.context.close()


@pytest.fixture
def at_desk(browser: Browser, centre: Centre, story: Story):
    """The desk of one person, who signs in once with password and code."""

    def desk(who: str) -> Page:
        if who not in story.desks:
            story.desks[who] = sign_in(browser, centre, who)
        return story.desks[who]

    return desk


@pytest.fixture(scope="module")
def picture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A picture of the screen, drawn by code."""
    path = tmp_path_factory.mktemp("files") / "screen.png"
    path.write_bytes(stripes(64))
    return path


def counted(page: Page) -> int:
    """How many reports the strategic picture counts."""
    page.get_by_role("button", name="Count anew").click()
    heading = page.get_by_role("heading", level=1).inner_text()
    return int(re.match(r"[\d,]+", heading).group().replace(",", ""))  # type: ignore[union-attr]


def test_before_it_begins_the_analyst_counts(at_desk, story: Story) -> None:
    page = at_desk("strategic analyst")
    page.get_by_role("link", name="Picture").click()
    story.reports_before = counted(page)


def test_a_frightened_child_reports_from_a_phone(browser: Browser, centre: Centre, story: Story, picture: Path) -> None:
    with visitor(browser, centre) as page:
        page.goto("/")
        expect(page.get_by_role("heading", level=1)).to_have_text("Worried about a child?")
        says(page, "If you or a child is in danger right now, call 999.")
        page.get_by_role("link", name="Report", exact=True).click()
        says(page, "You have done nothing wrong by coming here.")
        fits(page)
        page.get_by_role("button", name="Start a report").click()
        asked = fill_in(page, picture)
        assert {*ANSWERS, *TYPED, "files"} <= set(asked)
        assert len(asked) == len(set(asked)), "a question came twice"
        expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers")
        says(page, "synthetic_max_77")
        says(page, "screen.png")
        fits(page)
        page.get_by_role("button", name="Send").click()
        says(page, "Your report is with us")
        says(page, "You did the right thing.")
        story.code = code_on(page)
        assert re.fullmatch(r"\d{16}", story.code)
        fits(page)


def test_the_officer_takes_it_from_the_queue_by_keyboard_alone(at_desk, story: Story) -> None:
    page = at_desk("triage officer")
    says(page, "Children in danger")
    page.keyboard.press("/")
    page.get_by_role("link", name="Queue", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Queue")
    page.wait_for_load_state()  # its scripts are there: a row opens beside the list
    alike = page.get_by_role("link", name=TITLE).all()
    ours = max(link.get_attribute("href") for link in alike)  # others may say the same: ours has the last number
    for _ in range(page.locator("[data-list-item]").count()):
        page.keyboard.press("j")
        if page.locator(":focus").get_attribute("href") == ours:
            break
    expect(page.locator(":focus")).to_have_text(TITLE)
    page.keyboard.press("Enter")
    page.keyboard.press("t")  # at once: the row that is opening is meant, not the queue's next one
    says(page, "You hold this now. Put it back if somebody else should decide.")
    expect(page.get_by_role("heading", level=1)).to_contain_text(TITLE)
    story.report = re.search(r"R-\d{4}-\d{6}", page.url).group()  # type: ignore[union-attr]


def test_the_officer_reads_why_and_what_is_unknown(at_desk) -> None:
    page = at_desk("triage officer")
    says(page, "Why priority 1")
    says(page, "No adult whom the child trusts knows of it")
    says(page, "Nobody can set it lower than 1")
    says(page, "Does the person complained of have access to children")
    says(page, "synthetic_max_77")
    says(page, "A child may be in danger: only a supervisor closes this without a case.")
    page.get_by_role("link", name="Files").click()
    says(page, "screen.png")
    page.get_by_role("link", name="As received").click()
    says(page, "SHA-256")
    page.get_by_role("link", name="As understood").click()


def test_the_officer_asks_the_child(at_desk) -> None:
    page = at_desk("triage officer")
    page.locator("summary", has_text="Ask the reporter").click()
    page.get_by_label("In your own words").fill(QUESTION)
    page.get_by_role("button", name="Ask the reporter").click()
    says(page, "The question waits for the reporter, who reads it with the receipt code.")


def test_the_child_comes_back_with_the_code_and_answers(browser: Browser, centre: Centre, story: Story) -> None:
    with visitor(browser, centre) as page:
        page.goto("/report/return/")
        page.get_by_label("What is your code?").fill("1234 5678 9012 3456")
        page.get_by_role("button", name="Continue").click()
        says(page, "There is a problem")
        page.get_by_label("What is your code?").fill(story.code)
        page.get_by_role("button", name="Continue").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("We have a question for you")
        says(page, QUESTION)
        expect(page.get_by_text("synthetic_max_77")).to_have_count(0)
        page.get_by_label("Your answer").fill(ANSWER)
        page.get_by_role("button", name="Send").click()
        says(page, "Thank you. What you wrote is with us.")
        fits(page)


def test_the_officer_reads_the_answer_and_opens_a_case(at_desk, story: Story) -> None:
    page = at_desk("triage officer")
    page.goto("/")
    says(page, "Answers received")
    page.goto(f"/reports/{story.report}/conversation/")
    says(page, ANSWER)
    page.get_by_role("button", name="I have read").click()
    page.get_by_role("link", name="As understood").click()
    page.get_by_role("button", name="Open a case").click()
    expect(page.get_by_label("Reports")).to_have_value(story.report)
    page.get_by_label("Lead").select_option(label="Ines")
    page.get_by_role("button", name="Open the case").click()
    says(page, re.compile(r"Case C-\d{4}-\d+ is open\."))
    story.case = re.search(r"C-\d{4}-\d+", page.url).group()  # type: ignore[union-attr]


def test_the_investigator_works_the_case(at_desk, story: Story) -> None:
    page = at_desk("investigator")
    page.get_by_role("link", name="Cases", exact=True).click()
    page.get_by_role("link", name=TITLE).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(TITLE)
    page.get_by_label("Write into the log").fill("Treat the account as that of an adult.")
    page.get_by_label("Decision", exact=True).check()
    page.get_by_role("button", name="Write it").click()
    says(page, "Say why: a decision needs its reason.")
    page.locator("#log").get_by_label("Reason").fill("The name was used before by an adult.")
    page.get_by_role("button", name="Write it").click()
    says(page, "Because: The name was used before by an adult.")
    page.get_by_label("What is to be done?").fill("Ask the game for the records of the account.")
    page.get_by_role("button", name="Add the task").click()
    page.get_by_role("button", name=re.compile("Done.*Ask the game")).click()
    says(page, "Task done: Ask the game for the records of the account.")


def test_the_investigator_refers_it_to_who_can_act(at_desk, story: Story) -> None:
    page = at_desk("investigator")
    page.get_by_role("button", name="Refer it").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Who can act for this child?")
    says(page, "Greater Manchester Police")
    page.get_by_label("Another agency, for my own reason").check()
    page.get_by_label("Another agency (optional)").select_option(label="Test Force")
    page.get_by_label("Why this one").fill("They have officers at the bus station tomorrow.")
    page.get_by_role("button", name="Write the draft").click()
    says(page, re.compile(r"F-\d{4}-\d+ is drafted\. Nothing has been sent: read it, then send it\."))
    story.referral = re.search(r"F-\d{4}-\d+", page.url).group()  # type: ignore[union-attr]
    page.get_by_role("button", name="Send the referral").click()
    says(page, "hand")  # without a key nothing leaves unless a person says that it is handed over in person
    page.goto(f"/referrals/{story.referral}/")
    page.get_by_label("Send without encryption: I hand the package over in person").check()
    page.get_by_role("button", name="Send the referral").click()
    says(page, f"{story.referral} was sent. Pending: Test Force to acknowledge it by")
    says(page, "Not acknowledged")


def test_another_agency_does_not_see_it(at_desk, story: Story) -> None:
    page = at_desk("partner of another agency")
    says(page, "Nothing waits for you")
    page.goto(f"/referred/{story.referral}/")
    is_hidden(page)


def test_the_partner_acknowledges_accepts_and_says_what_came_of_it(at_desk, story: Story) -> None:
    page = at_desk("partner")
    expect(page.get_by_role("heading", level=1)).to_have_text("Referred to us")
    page.get_by_role("link", name=TITLE).click()
    says(page, "They have officers at the bus station tomorrow.")
    page.get_by_role("button", name="Acknowledge: we have it").click()
    says(page, "Acknowledged.")
    page.get_by_label("Accept: we act").check()
    page.get_by_label("Reason or note").fill("Two officers go.")
    page.get_by_role("button", name="Send the answer").click()
    says(page, "Accepted.")
    page.get_by_role("button", name="Say what came of it").click()
    page.get_by_label("Children safeguarded").check()
    page.get_by_label("How many").fill("1")
    page.get_by_label("On which day").fill(f"{date.today():%Y-%m-%d}")  # noqa: DTZ011 - the person's own day
    page.get_by_role("button", name="Record it").click()
    says(page, "The result is on record.")


def test_the_investigator_sees_the_child_safeguarded_and_closes(at_desk, story: Story) -> None:
    page = at_desk("investigator")
    page.goto(f"/cases/{story.case}/")
    says(page, "1 child safeguarded")
    page.get_by_role("button", name="Close", exact=True).click()
    page.get_by_label("Child safeguarded").check()
    page.get_by_label("Reason").fill("The force met the child with her mother.")
    page.get_by_role("button", name="Close the case").click()
    says(page, "The case is closed. It can be reopened with a reason.")


def test_the_supervisor_reads_who_did_what(at_desk, story: Story) -> None:
    page = at_desk("supervisor")
    page.get_by_role("link", name="Audit", exact=True).click()
    for reference, acts in {
        story.report: ("report read", "report taken", "reporter asked", "answer received"),
        story.case: ("case opened", "decision recorded", "case closed"),
        story.referral: ("referral sent", "referral acknowledged", "referral accepted"),
    }.items():
        page.get_by_label("Reference").fill(reference)
        page.get_by_role("button", name="Show").click()
        expect(page.get_by_role("link", name=re.compile("Remove this filter"))).to_contain_text(reference)
        for act in acts:
            expect(page.get_by_role("row").filter(has_text=act).filter(has_text=reference).first).to_be_visible()


def test_the_record_of_all_this_is_intact(centre: Centre) -> None:
    own = {name: value for name, value in os.environ.items() if not name.startswith(("DAYMARK_", "DJANGO_"))}
    for command in ("checkpoint", "verify"):
        done = subprocess.run(
            [sys.executable, "-m", "daymark.cli", "audit", command],
            env={**own, "DAYMARK_HOME": str(centre.home)},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_the_analyst_of_pictures_reads_the_report_and_takes_nothing(at_desk, story: Story) -> None:
    page = at_desk("victim-identification analyst")
    page.goto("/queue/")
    expect(page.get_by_role("button", name="Take the next one")).to_have_count(0)
    page.goto(f"/reports/{story.report}/")
    expect(page.get_by_role("heading", level=1)).to_contain_text(TITLE)


def test_the_strategic_analyst_sees_it_counted_and_nothing_else(at_desk, story: Story) -> None:
    page = at_desk("strategic analyst")
    page.goto("/picture/")
    assert counted(page) == story.reports_before + 1
    page.goto(f"/cases/{story.case}/")
    is_hidden(page)


def test_the_administrator_cannot_open_the_case(at_desk, story: Story) -> None:
    page = at_desk("administrator")
    expect(page.get_by_role("link", name="Cases", exact=True)).to_have_count(0)
    for path in (f"/cases/{story.case}/", f"/reports/{story.report}/", f"/referrals/{story.referral}/", "/queue/"):
        page.goto(path)
        is_hidden(page)
