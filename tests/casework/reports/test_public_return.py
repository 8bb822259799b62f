"""Coming back with the receipt code."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from casework.reports.public_answers import begin, code_in, page, picture, post, token_in
from daymark.casework.access.context import acting_as, acting_as_system
from daymark.casework.access.keyring import keyring
from daymark.casework.reports.actions import ask_reporter
from daymark.casework.reports.actions.receipts import issue_receipt, report_of_code
from daymark.casework.reports.models import Attachment, Message, Receipt, Report
from daymark.casework.triage.models import Bundle
from daymark.vault.keyring import rotate_key
from daymark.vault.store import Vault
from people import make_cast

pytestmark = pytest.mark.django_db
TALK = "/report/return/talk/"


@pytest.fixture
def code(client: Client) -> str:
    """The code of a report that was sent from another browser."""
    begin(client)
    post(client, "/report/what-happened/", {"story": "An invented story that nobody but the sender may read."})
    post(client, "/report/check/")
    return code_in(page(client, "/report/sent/"))


@pytest.fixture
def other() -> Client:
    """Another browser."""
    return Client()


def the_report() -> Report:
    with acting_as_system():
        return Report.objects.get()


def come_back(client: Client, code: str) -> str:
    response = client.post("/report/return/", {"code": code, "whole": "yes"})
    assert response["Location"] == TALK
    return page(client, TALK)


def ask(text: str) -> None:
    report, officer = the_report(), make_cast().amina
    with acting_as(officer):
        ask_reporter(report=report, text=text, by=officer, at=timezone.now())


def test_a_reporter_comes_back_reads_our_question_and_answers(code: str, other: Client):
    ask("Which school does the other child go to?")
    html = come_back(other, code)
    assert "We have a question for you" in html
    assert "Which school does the other child go to?" in html
    response = post(other, TALK, {"text": "The one in the next town."})
    assert response["Location"] == f"{TALK}?kept=1"
    html = page(other, response["Location"])
    assert "The one in the next town." in html
    assert "What you wrote is with us" in html
    with acting_as_system():
        answer = Message.objects.get(from_reporter=True)
        row = Bundle.objects.get()
    assert answer.text == "The one in the next town."
    assert any(reason["code"] == "ANSWERED" for reason in row.reasons)


def test_what_was_reported_is_not_shown_to_who_comes_back(code: str, other: Client):
    assert "invented story" not in come_back(other, code)


def test_the_code_may_be_typed_with_spaces_dashes_and_other_digits(code: str, other: Client):
    for typed in (" ".join(code), "-".join(code), "".join(chr(0xFF10 + int(digit)) for digit in code)):
        assert other.post("/report/return/", {"code": typed, "whole": "yes"})["Location"] == TALK


def test_every_wrong_code_gets_the_same_answer(code: str, other: Client):
    near = code[:-1] + str((int(code[-1]) + 1) % 10)
    pages = []
    for wrong in (near, "0" * 16):
        answer = other.post("/report/return/", {"code": wrong, "whole": "yes"})
        assert answer.status_code == 422
        pages.append(answer.content.decode().replace(wrong, ""))
    assert pages[0] == pages[1]


@pytest.mark.parametrize("typed", ["", "123", "1" * 17, "x" * 100_000, "\x00", "' OR 1=1 --"])
def test_what_is_no_code_is_answered_in_words(other: Client, typed: str):
    response = other.post("/report/return/", {"code": typed, "whole": "yes"})
    assert response.status_code == 422
    assert "16 digits" in response.content.decode()


def test_guessing_is_stopped_after_ten_wrong_codes_and_the_right_one_must_wait_too(code: str, other: Client):
    for number in range(10):
        assert other.post("/report/return/", {"code": f"{number:016d}", "whole": "yes"}).status_code == 422
    response = other.post("/report/return/", {"code": code, "whole": "yes"})
    assert response.status_code == 429
    assert "Wait 1 min" in response.content.decode()
    assert "999" in response.content.decode()


def test_a_code_still_opens_after_the_key_was_rotated(code: str, other: Client):
    rotate_key(settings.DAYMARK.home, "blind.keyset")
    come_back(other, code)


def test_the_pages_of_a_report_cannot_be_opened_without_the_code(code: str, other: Client):
    assert other.get(TALK)["Location"] == "/report/return/"
    assert other.post(TALK, {"text": "x", "whole": "yes"})["Location"] == "/report/return/"


def test_after_fifteen_minutes_the_code_is_asked_again(code: str, other: Client):
    come_back(other, code)
    session = other.session
    session["report_returned"] = {**session["report_returned"], "seen": timezone.now().timestamp() - 901}
    session.save()
    assert other.get(TALK)["Location"] == "/report/return/"


def test_leaving_quickly_closes_the_report(code: str, other: Client):
    come_back(other, code)
    other.get("/report/leave/")
    assert other.get(TALK)["Location"] == "/report/return/"


def test_files_can_be_added_later(code: str, other: Client):
    come_back(other, code)
    form = {"token": token_in(page(other, TALK)), "text": "", "files": [picture("later.png", b"later")], "whole": "yes"}
    assert other.post(TALK, form).status_code == 302
    with acting_as_system():
        (kept,) = Attachment.objects.all()
        assert the_report().file_count == 1
    assert kept.name == "later.png"
    assert Vault(settings.DAYMARK.home, keyring()).exists(kept.sha256)


def test_a_file_that_is_refused_does_not_lose_the_text(code: str, other: Client):
    come_back(other, code)
    form = {"token": token_in(page(other, TALK)), "text": "My words", "files": [picture("e.png", b"")], "whole": "yes"}
    response = other.post(TALK, form)
    html = response.content.decode()
    assert "e.png is empty" in html
    assert "What you wrote is with us" in html
    with acting_as_system():
        assert Message.objects.get().text == "My words"


@pytest.mark.parametrize(
    ("text", "said"), [("", "Write something"), ("x" * 100_000, "too long"), ("\x00\x01", "Write")]
)
def test_a_text_that_cannot_be_taken_is_refused_in_words_and_shown_again(
    code: str, other: Client, text: str, said: str
):
    come_back(other, code)
    response = post(other, TALK, {"text": text})
    assert response.status_code == 422
    assert said in response.content.decode()
    assert text.strip("\x00\x01")[:1000] in response.content.decode()
    with acting_as_system():
        assert not Message.objects.exists()


def test_an_answer_without_its_token_is_not_kept(code: str, other: Client):
    come_back(other, code)
    assert other.post(TALK, {"text": "hello", "whole": "yes"}).status_code == 422
    with acting_as_system():
        assert not Message.objects.exists()


def test_one_reporter_never_sees_the_messages_of_another(code: str, other: Client):
    ask("A question about the first report.")
    with acting_as_system():
        second = Report.objects.get()
    begin(third := Client())
    post(third, "/report/check/")
    code_of_third = code_in(page(third, "/report/sent/"))
    assert code_of_third != code
    assert "first report" not in come_back(other, code_of_third)
    assert second.reference


def test_codes_are_sixteen_random_digits():
    from examples import make_report

    with acting_as_system():
        codes = {issue_receipt(report=make_report(), at=timezone.now()) for _ in range(20)}
        assert len(codes) == 20
        assert all(len(code) == 16 and code.isdigit() for code in codes)
        assert Receipt.objects.count() == 20
        assert report_of_code(code=codes.pop(), at=timezone.now() + timedelta(days=400)) is not None
