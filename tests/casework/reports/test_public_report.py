"""The public report page: what a person sees, and what becomes of what is said."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from casework.reports.public_answers import (
    CHILD,
    CONTACT,
    START,
    answer_until,
    begin,
    code_in,
    page,
    picture,
    post,
    send,
    token_in,
)
from daymark.casework.access.context import acting_as_system
from daymark.casework.access.keyring import keyring
from daymark.casework.reports.actions.draft_files import folder_of
from daymark.casework.reports.actions.drafts import forget_old_drafts
from daymark.casework.reports.models import Attachment, Draft, Receipt, Report
from daymark.casework.reports.rules.documents import from_document
from daymark.casework.reports.rules.understood import Answer, Fact, PartyRole
from daymark.casework.triage.models import Bundle
from daymark.casework.triage.rules import CLOCKS
from daymark.vault.store import Vault

pytestmark = pytest.mark.django_db
PROFESSIONAL = {
    "who": {"who": "PROFESSIONAL"},
    "danger": {"danger": "NO"},
    "kind": {"harm": "WEBSITE"},
    "known-child": {"known_child": "NO"},
}


def reports() -> list[Report]:
    with acting_as_system():
        return list(Report.objects.select_related("received").order_by("reference"))


def drafts() -> list[Draft]:
    with acting_as_system():
        return list(Draft.objects.all())


def test_a_child_reports_and_gets_a_code(client: Client):
    code = send(client, {**CHILD, "contact": CONTACT})
    assert len(code) == 16
    assert code.isdigit()
    (report,) = reports()
    assert report.title == "Girl, 11 to 13, Preston: meeting arranged"
    said = from_document(report.understood)
    assert said.narrative == CHILD["what-happened"]["story"]
    assert said.answer(Fact.CONTACT_CONTINUES) is Answer.YES
    accused = said.of(PartyRole.PERSON_COMPLAINED_OF)[0]
    assert [(each.kind, each.received, each.platform) for each in accused.identifiers] == [
        ("GAME_TAG", "harbour_light22", "Example Game"),
        ("PHONE", "+44 7700 900123", ""),
    ]
    assert said.of(PartyRole.REPORTER)[0].identifiers[0].received == "07700 900456"


def test_a_report_stands_in_the_queue_as_soon_as_it_is_sent(client: Client):
    begin(client)
    post(client, "/report/check/")
    with acting_as_system():
        assert Bundle.objects.count() == 1


def test_what_arrived_is_kept_as_it_was_typed(client: Client):
    story = "  first line\n\tsecond   line  "
    begin(client)
    post(client, "/report/what-happened/", {"story": story})
    post(client, "/report/check/")
    body = json.loads(bytes(reports()[0].received.body))
    assert body["said"]["story"] == story
    assert body["form"] == "daymark-public-1"


def test_only_a_keyed_digest_of_the_code_is_stored(client: Client):
    begin(client)
    post(client, "/report/check/")
    code = code_in(page(client, "/report/sent/"))
    with acting_as_system():
        digest = bytes(Receipt.objects.get().code_digest)
    assert digest == keyring().blind(code.encode(), "receipt code")
    assert code.encode() not in bytes(reports()[0].received.body)


def test_a_skipped_question_is_unknown_and_not_no(client: Client):
    begin(client)
    response = post(client, "/report/check/")
    assert response["Location"] == "/report/sent/"
    said = from_document(reports()[0].understood)
    assert said.answer(Fact.MEETING_ARRANGED) is Answer.UNKNOWN
    assert Fact.MEETING_ARRANGED not in said.facts
    assert said.answer(Fact.IMMEDIATE_DANGER) is Answer.NO


def test_no_cookie_is_set_before_the_first_answer(client: Client):
    for path in ("/", "/report/", START, "/report/return/", "/help/", "/help/child/", "/fr/report/"):
        assert not client.get(path).cookies, path
    response = client.post(START, {"who": "CHILD", "whole": "yes"})
    assert set(response.cookies) == {"daymark"}


def test_an_answer_is_in_no_address_and_in_no_cookie(client: Client):
    response = post(client, START, {"who": "CHILD"})
    assert "CHILD" not in response["Location"]
    session = client.session
    assert set(session["report_draft"]) == {"draft", "token"}
    with acting_as_system():
        stored = Draft.objects.values_list("document", flat=True).get()
    assert b"CHILD" not in bytes(stored)


def test_nothing_is_a_report_until_it_is_sent(client: Client):
    begin(client)
    assert reports() == []
    assert len(drafts()) == 1


def test_public_pages_are_kept_by_nobody(client: Client):
    for path in ("/report/", START, "/help/", "/report/return/"):
        assert client.get(path)["Cache-Control"] == "no-store", path


def test_danger_is_answered_with_the_emergency_number_first_and_one_may_go_on(client: Client):
    answer_until(client, "danger")
    response = post(client, "/report/danger/", {"danger": "YES"})
    assert response["Location"] == "/report/danger-now/"
    urgent = page(client, "/report/danger-now/")
    assert urgent.index("Call 999 now.") < urgent.index("Get help first")
    assert post(client, "/report/danger-now/")["Location"] == "/report/kind/"


def test_a_professional_who_reports_a_website_is_not_asked_about_a_child(client: Client):
    answer_until(client, "which", PROFESSIONAL)
    assert client.get("/report/age/").status_code == 302
    send(client, PROFESSIONAL)
    assert reports()[0].title == "Child not named: a website"


def test_changing_an_answer_leads_back_to_the_check_and_drops_what_no_longer_applies(client: Client):
    check = "/report/check/"
    begin(client)
    post(client, "/report/meeting/", {"meeting": "ARRANGED"})
    post(client, "/report/meeting-details/", {"meeting_place": "the bus station"})
    assert "the bus station" in page(client, check)
    response = post(client, "/report/meeting/?change=1", {"meeting": "NO"})
    assert response["Location"] == check
    assert "the bus station" not in page(client, check)
    post(client, check)
    body = json.loads(bytes(reports()[0].received.body))
    assert "meeting_place" not in body["said"]


def test_a_changed_answer_asks_what_hangs_on_it_before_the_check(client: Client):
    begin(client)
    response = post(client, "/report/meeting/?change=1", {"meeting": "ARRANGED"})
    assert response["Location"] == "/report/meeting-details/?change=1"
    response = post(client, "/report/meeting-details/?change=1", {"meeting_place": "the library"})
    assert response["Location"] == "/report/check/"


def test_going_back_shows_what_was_answered(client: Client):
    begin(client)
    post(client, "/report/where/", {"where": "GAME"})
    assert 'value="GAME" checked' in page(client, "/report/where/")


def test_the_other_language_keeps_page_and_answers(client: Client):
    begin(client)
    path = "/report/age/"
    assert f'href="/fr{path}"' in page(client, path)
    post(client, f"/fr{path}", {"age": "12"})
    assert 'value="12"' in page(client, path)
    post(client, "/fr/report/check/")
    said = from_document(reports()[0].understood)
    assert said.of(PartyRole.REPORTER)[0].languages == ("fr",)
    assert said.summary.startswith("A child or young person reports")


def test_accounts_are_read_back_before_they_are_sent(client: Client):
    begin(client)
    for name in ("where", "which", "accounts"):
        post(client, f"/report/{name}/", CHILD[name])
    html = page(client, "/report/accounts-read/")
    assert "harbour_light22" in html
    assert "name in a game, Example Game" in html
    assert "phone number" in html


def test_a_second_press_of_send_gives_the_same_report_and_code(client: Client):
    begin(client)
    token = token_in(page(client, "/report/check/"))
    form = {"token": token, "whole": "yes"}
    client.post("/report/check/", form)
    code = code_in(page(client, "/report/sent/"))
    again = client.post("/report/check/", form)
    assert again["Location"] == "/report/sent/"
    assert code_in(page(client, "/report/sent/")) == code
    assert len(reports()) == 1


def test_an_old_form_sent_again_after_the_report_changes_nothing(client: Client):
    begin(client)
    token = token_in(page(client, "/report/age/"))
    post(client, "/report/check/")
    response = client.post("/report/age/", {"token": token, "age": "9", "whole": "yes"})
    assert response["Location"] == "/report/sent/"
    assert len(reports()) == 1


def test_somebody_can_report_again_after_sending(client: Client):
    codes = set()
    for _ in range(2):
        begin(client)
        post(client, "/report/check/")
        codes.add(code_in(page(client, "/report/sent/")))
    assert len(codes) == 2
    assert len(reports()) == 2


def test_leaving_quickly_forgets_answers_files_and_session(client: Client):
    begin(client)
    path = "/report/files/"
    client.post(path, {"token": token_in(page(client, path)), "files": [picture()], "add": "1", "whole": "yes"})
    (draft,) = drafts()
    assert folder_of(draft.pk).is_dir()
    response = client.get("/report/leave/")
    assert response["Location"] == "https://www.bbc.co.uk/weather"
    assert drafts() == []
    assert not folder_of(draft.pk).exists()
    assert client.get("/report/check/")["Location"] == "/report/"


def test_the_script_that_leaves_forgets_as_well(client: Client):
    begin(client)
    assert client.post("/report/leave/").status_code == 204
    assert drafts() == []


def test_another_site_cannot_make_a_browser_forget_by_a_form(client: Client):
    begin(client)
    client.post("/report/leave/", headers={"Sec-Fetch-Site": "cross-site"})
    assert len(drafts()) == 1


def test_a_draft_left_alone_for_two_hours_is_forgotten(client: Client):
    begin(client)
    with acting_as_system():
        Draft.objects.update(touched_at=timezone.now() - timedelta(hours=2, minutes=1))
    response = client.get("/report/age/", follow=True)
    assert response.redirect_chain == [("/report/who/", 302)]
    assert "we forgot them" in response.content.decode()
    assert drafts() == []


def test_the_sweep_forgets_what_nobody_came_back_for(client: Client):
    begin(client)
    assert forget_old_drafts(at=timezone.now()) == 0
    assert forget_old_drafts(at=timezone.now() + timedelta(hours=2, minutes=1)) == 1
    assert drafts() == []


def test_files_are_sealed_listed_removed_and_sent(client: Client):
    begin(client)
    path = "/report/files/"
    first, second = picture("one.png", b"one"), picture("two.png", b"two")
    client.post(path, {"token": token_in(page(client, path)), "files": [first, second], "add": "1", "whole": "yes"})
    html = page(client, path)
    assert "one.png" in html
    assert "two.png" in html
    two = next(file["sha256"] for file in drafts()[0].document["files"] if file["name"] == "two.png")
    post(client, path, {"remove": two})
    assert "two.png" not in page(client, path)
    post(client, "/report/check/")
    with acting_as_system():
        (kept,) = Attachment.objects.all()
    assert (kept.name, kept.size, kept.media_type) == ("one.png", 3, "image/png")
    from django.conf import settings

    with Vault(settings.DAYMARK.home, keyring()).open(kept.sha256) as content:
        assert content.read() == b"one"


def test_a_signed_in_officer_who_leaves_quickly_stays_signed_in(client: Client):
    from people import make_cast, sign_in

    sign_in(client, make_cast().amina)
    begin(client)
    client.get("/report/leave/")
    assert drafts() == []
    assert "_auth_user_id" in client.session


def test_many_reports_from_one_address_are_all_kept_and_marked(client: Client):
    for number in range(7):
        begin(client)
        post(
            client, "/report/what-happened/", {"story": f"Invented story {number} that is long enough to stand alone."}
        )
        post(client, "/report/check/")
    marked = [bool(from_document(report.understood).warnings) for report in reports()]
    assert marked == [False] * 5 + [True] * 2


def test_a_program_that_fills_every_field_is_kept_and_marked(client: Client):
    begin(client)
    post(client, "/report/check/", {"homepage": "https://spam.example"})
    (report,) = reports()
    assert "as programs do" in from_document(report.understood).warnings[0]


def test_the_promise_on_the_last_page_is_what_the_queue_keeps():
    hours = {priority: clock.total_seconds() / 3600 for priority, clock in CLOCKS.items()}
    assert hours == {1: 1, 2: 24, 3: 120}
