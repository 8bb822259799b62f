"""The practice centre's year: the published figures, every state, ten stories that can be followed."""

import json
import re
from collections import Counter

import pytest
from django.test import Client
from django.utils import timezone

from cli.practice.one import NOW
from daymark.casework.access.actions import verify_audit
from daymark.casework.access.context import acting_as_system
from daymark.casework.access.models import AuditRecord, User
from daymark.casework.cases.models import Case, LogEntry, Task
from daymark.casework.outcomes.models import Outcome
from daymark.casework.referrals.models import Referral, ReferralEvent
from daymark.casework.reports.actions.receipts import report_of_code
from daymark.casework.reports.models import Message, Report
from daymark.casework.strategic.queries import latest_snapshot
from daymark.casework.strategic.rules.overview import as_rows
from daymark.casework.strategic.rules.periods import period_of
from daymark.casework.strategic.rules.picture import Asked, draw
from daymark.casework.triage.models import Bundle
from daymark.cli.practice.stories import stories
from daymark.cli.practice.volumes import volumes
from people import sign_in

PUBLISHED = {"GROOMING": 1536, "IMAGES": 1553, "CONTACT_ABUSE": 513, "INCITING": 434, "MEETING": 135}


@pytest.fixture(autouse=True)
def _look_at_the_year(practice):
    """Every test reads the one practice centre, as the system."""
    with acting_as_system():
        yield


@pytest.fixture
def picture():
    return draw(latest_snapshot(), Asked(period_of("", today=NOW.date())), limit=5)


def numbers(table):
    return {row.label: row.now.value for row in table.rows}


def test_the_pictures_tables_equal_the_published_figures(picture):
    kinds = numbers(picture.table("kinds"))
    assert picture.reports.now.value == 6291
    assert kinds["Grooming"] == 1536
    assert kinds["Possession and distribution of images"] == 1553
    assert kinds["Contact abuse"] == 513
    assert kinds["Inciting a child to a sexual act"] == 434
    assert kinds["Arranging to meet"] == 135


def test_two_in_five_come_from_the_public(picture):
    assert numbers(picture.table("sources"))["The public"] / 6291 == pytest.approx(0.40, abs=0.01)


def test_the_months_add_up_and_none_lies_outside_the_year(picture):
    assert sum(numbers(picture.table("months")).values()) == 6291
    assert all(numbers(picture.table("months")).values())


def test_the_table_of_volumes_says_what_was_published():
    table = volumes()
    assert table.total == sum(table.reports.values()) == 6291
    assert table.published == PUBLISHED
    for harm, number in PUBLISHED.items():
        assert sum(count for (kind, _), count in table.reports.items() if kind == harm) == number


def test_the_database_holds_what_the_picture_says(picture):
    assert Report.objects.count() == 6291
    assert Counter(Report.objects.values_list("harm", flat=True))["GROOMING"] == 1536


def test_every_state_of_a_report_is_there():
    states = Counter(Bundle.objects.values_list("state", flat=True))
    assert set(states) == {"WAITING", "IN_HAND", "ASKED", "IN_CASE", "CLOSED"}
    assert Bundle.objects.filter(ended_at=None, due_at__lt=NOW).exists(), "nothing is overdue"
    top = Bundle.objects.filter(state="WAITING").order_by("priority", "-rank").first()
    assert (top.priority, top.lead.harm) == (1, "MEETING"), "no child waits for the reader to act"


def test_every_state_of_a_referral_is_there():
    states = Counter(Referral.objects.values_list("state", flat=True))
    assert set(states) == {"DRAFT", "SENT", "ACKNOWLEDGED", "ACCEPTED", "DECLINED", "CONCLUDED", "WITHDRAWN"}
    assert states.total() >= 130
    assert Referral.objects.filter(state="SENT", due_at__lt=NOW).exists(), "no referral is overdue"


def test_cases_are_open_closed_and_restricted():
    assert set(Case.objects.values_list("state", flat=True)) == {"OPEN", "CLOSED"}
    assert Case.objects.filter(is_restricted=True).exists()
    assert Task.objects.filter(done_at=None).exists()
    assert Task.objects.exclude(done_at=None).exists()


def test_copies_are_folded_and_reporters_have_answered():
    assert Bundle.objects.filter(copies__gt=1).count() > 100
    assert Message.objects.filter(from_reporter=True).count() > 20


def test_children_were_safeguarded_and_each_counts_once(picture):
    safe = picture.outcomes.rows[0].now.value
    assert safe > 100
    assert safe <= sum(Outcome.objects.filter(kind="CHILD_SAFEGUARDED").values_list("number", flat=True))


@pytest.mark.parametrize("story", stories(), ids=lambda story: story.key)
def test_a_story_has_steps_enough_to_follow_and_no_step_lies_ahead(story):
    assert 8 <= len(story.steps) <= 17
    assert story.steps[-1].after.days < story.days_ago
    assert [step.after for step in story.steps] == sorted(step.after for step in story.steps)


def test_the_first_story_can_be_read_from_report_to_safeguarded_child():
    reason = "The girl is safe and the man is charged."
    case = next(each for each in Case.objects.filter(state="CLOSED") if each.closing_reason == reason)
    log = [entry.text for entry in LogEntry.objects.filter(case=case)]
    for words in (
        "Case opened",
        "Refer to Greater Manchester Police now",
        "acknowledged",
        "1 child safeguarded",
        "1 arrest",
    ):
        assert any(words in line for line in log), (words, log)
    referral = case.referrals.get()
    states = list(ReferralEvent.objects.filter(referral=referral).values_list("state", flat=True))
    assert states == ["DRAFT", "SENT", "ACKNOWLEDGED", "ACCEPTED", "CONCLUDED"]
    assert (referral.acknowledged_at - referral.first_received_at).total_seconds() < 6 * 3600


def test_the_copy_that_knew_more_lifted_its_row():
    row = Bundle.objects.get(lead__title__contains="Maidstone", copies=2, priority=1)
    assert any("within two days" in reason["sentence"] for reason in row.reasons)


def test_the_infants_package_and_the_escalation_came_the_real_ways():
    ways = Counter(Report.objects.values_list("way", flat=True))
    assert set(ways) == {"PUBLIC", "INDUSTRY", "PACKAGE"}
    assert Report.objects.filter(submission__isnull=False).count() == 4
    assert Report.objects.filter(file_count__gt=0).exists()


def test_every_act_is_in_an_unbroken_audit_record():
    verdict = verify_audit(at=timezone.now())
    assert verdict.first_bad is None, verdict.sentence
    assert verdict.sentence.startswith(f"All {verdict.records} records are as they were written")
    assert AuditRecord.objects.count() > 12_000


def test_receipt_codes_open_the_reports_they_are_listed_for(practice):
    for receipt in practice.receipts:
        assert report_of_code(code=receipt.code, at=NOW).reference == receipt.report


def test_everybody_can_sign_in_and_sees_a_page_of_their_own(practice):
    assert {role for sign_in_ in practice.cast.sign_ins for role in sign_in_.roles} == {
        "TRIAGE_OFFICER",
        "INVESTIGATOR",
        "VICTIM_IDENTIFICATION_ANALYST",
        "SUPERVISOR",
        "STRATEGIC_ANALYST",
        "PARTNER",
        "ADMINISTRATOR",
    }
    for each in practice.cast.sign_ins[:3]:
        person = User.objects.get(username=each.username)
        assert person.check_password(each.password)
        assert person.has_usable_second_factor()


def test_no_text_names_what_a_picture_must_not(picture):
    names = {person.name for person in User.objects.all()}
    text = json.dumps(list(as_rows(picture)))
    assert not [name for name in names if name in text]
    assert not re.search(r"R-\d{4}-|C-\d{4}-|F-\d{4}-", text)


def test_the_page_of_the_picture_shows_the_year(practice):
    person = User.objects.get(username="noor.rahimi")
    page = sign_in(Client(), person).get("/picture/?period=12-months")
    assert page.status_code == 200
