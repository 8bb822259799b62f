"""The queue and the page of a report, as officers use them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from daymark.casework.access.context import acting_as_system
from daymark.casework.access.models import AuditRecord
from daymark.casework.reports.models import Message, Receipt
from daymark.casework.reports.rules.understood import Fact, Harm
from daymark.casework.triage.models import BundleState
from daymark.casework.triage.queries import bundle_of
from examples import make_report
from people import make_cast, sign_in

pytestmark = pytest.mark.django_db


def row_of(report):
    with acting_as_system():
        return bundle_of(report)


def give_receipt(report):
    with acting_as_system():
        Receipt.objects.create(report=report, code_digest=report.pk.bytes, made_at=timezone.now())


def text_of(response):
    return " ".join(response.content.decode().split())


def test_the_queue_says_of_each_row_who_why_and_until_when(client):
    cast = make_cast()
    now = timezone.now()
    make_report(Fact.MEETING_ARRANGED, at=now - timedelta(hours=30))
    grave = make_report(Fact.IMMEDIATE_DANGER, at=now - timedelta(minutes=30))
    page = text_of(sign_in(client, cast.amina).get("/queue/"))
    assert page.index("in immediate danger") < page.index("meeting arranged")
    assert "In danger now" in page
    assert "due in " in page
    assert "Overdue by 6 h" in page, "30 hours of 24"
    assert "2 reports" in page
    assert "Take the next one" in page
    assert grave.reference in page


def test_take_the_next_one_opens_the_gravest_and_holds_it(client):
    cast = make_cast()
    make_report()
    grave = make_report(Fact.LIVE_ABUSE)
    answer = sign_in(client, cast.amina).post("/queue/next/")
    assert answer["Location"] == f"/reports/{grave.reference}/"
    assert row_of(grave).held_by == cast.amina


def test_an_empty_queue_says_what_would_fill_it_and_taking_from_it_is_no_error(client):
    cast = make_cast()
    sign_in(client, cast.amina)
    assert "A report stands here from the moment it is received" in text_of(client.get("/queue/"))
    assert "Nothing waits that nobody holds" in text_of(client.post("/queue/next/", follow=True))


def test_an_analyst_sees_the_queue_without_its_buttons_and_cannot_press_them(client):
    cast, report = make_cast(), make_report()
    sign_in(client, cast.ben)
    assert "Take the next one" not in text_of(client.get("/queue/"))
    assert client.post("/queue/next/").status_code == 404
    assert client.post(f"/reports/{report.reference}/take/").status_code == 404
    assert row_of(report).state == BundleState.WAITING


@pytest.mark.parametrize("person", ["sol", "ada", "dee"])
def test_who_does_not_read_cases_finds_no_queue_and_no_report(client, person):
    cast, report = make_cast(), make_report()
    sign_in(client, getattr(cast, person))
    for address in ("/queue/", f"/reports/{report.reference}/", f"/reports/{report.reference}/copies/"):
        assert client.get(address).status_code == 404, address


def test_filters_narrow_stand_as_removable_tags_and_stay_in_the_address(client):
    cast = make_cast()
    make_report(harm=Harm.WEBSITE, parties=())
    threat = make_report(Fact.THREATS_MADE)
    sign_in(client, cast.amina)
    page = text_of(client.get("/queue/?priority=2&harm=GROOMING"))
    assert threat.reference in page
    assert "1 report" in page
    assert "Harm: Grooming" in page
    assert 'href="?priority=2"' in page
    assert "Nothing in the queue fits" in text_of(client.get("/queue/?danger=on"))
    assert client.get("/queue/?priority=nine&harm=nonsense&page=zzz&order=%00").status_code == 200


def test_the_queue_is_searched_by_reference_and_by_account_and_a_copy_leads_to_its_row(client):
    cast = make_cast()
    words = "The same words in both reports, long enough to be known as a copy of the other."
    first = make_report(narrative=words, parties=())
    copy = make_report(narrative=words, parties=())
    other = make_report()
    account = other.understood["parties"][1]["identifiers"][0]["received"]
    sign_in(client, cast.amina)
    page = text_of(client.get(f"/queue/?search={copy.reference.lower()}"))
    assert first.reference in page
    assert "1 copy folded in" in page
    page = text_of(client.get(f"/queue/?search={account}"))
    assert other.reference in page
    assert first.reference not in page


def test_more_rows_cost_no_more_queries(client):
    cast = make_cast()
    sign_in(client, cast.amina)

    def queries() -> list[int]:
        counts = []
        for address in ("/queue/", "/reports/"):
            with CaptureQueriesContext(connection) as captured:
                assert client.get(address).status_code == 200
            counts.append(sum("triage_" in query["sql"] or "reports_" in query["sql"] for query in captured))
        return counts

    make_report()
    one = queries()
    for _ in range(24):
        make_report()
    assert queries() == one == [4, 3]


def test_whose_a_row_is_can_be_asked(client):
    cast = make_cast()
    mine, free = make_report(Fact.LIVE_ABUSE), make_report()
    sign_in(client, cast.amina)
    client.post(f"/reports/{mine.reference}/take/")
    assert mine.reference in text_of(client.get("/queue/?standing=mine"))
    assert mine.reference not in text_of(client.get("/queue/?standing=free"))
    assert free.reference in text_of(client.get("/queue/?standing=free"))
    assert "In hand: you" in text_of(client.get("/queue/"))


def test_beside_the_queue_a_row_is_shown_in_short_and_the_reading_is_on_record(client):
    cast, report = make_cast(), make_report(Fact.THREATS_MADE)
    sign_in(client, cast.amina)
    fragment = client.get(f"/reports/{report.reference}/", headers={"HX-Request": "true"})
    assert b"<html" not in fragment.content
    assert "Open the whole report" in text_of(fragment)
    assert AuditRecord.objects.filter(act="report read", object_reference=report.reference).count() == 1


def test_the_page_of_a_report_shows_reasons_floor_questions_and_what_was_said(client):
    cast, report = make_cast(), make_report(Fact.MEETING_ARRANGED, Fact.THREATS_MADE)
    page = text_of(sign_in(client, cast.amina).get(f"/reports/{report.reference}/"))
    assert "Girl, 11 to 13, North West: meeting arranged" in page
    assert "Nobody can set it lower than 2: A meeting with the child is arranged; when is not known" in page
    assert "When and where is the meeting?" in page
    assert "The reporter says" in page
    assert "Seen in no other report" in page
    assert "left no way back" in page


def test_a_wrong_form_is_shown_again_and_changes_nothing(client):
    cast, report = make_cast(), make_report()
    sign_in(client, cast.amina)
    answer = client.post(f"/reports/{report.reference}/priority/", {"priority": "1", "reason": " "})
    assert answer.status_code == 422
    assert "This field is required" in text_of(answer)
    assert client.post(f"/reports/{report.reference}/close/", {"code": "NONSENSE", "reason": "x"}).status_code == 422
    assert row_of(report).priority == 2


def test_the_form_offers_no_priority_under_the_floor_and_a_forged_one_is_refused(client):
    cast, report = make_cast(), make_report(Fact.IMMEDIATE_DANGER)
    sign_in(client, cast.amina)
    page = text_of(client.get(f"/reports/{report.reference}/"))
    assert 'name="priority" value="3"' not in page
    answer = client.post(f"/reports/{report.reference}/priority/", {"priority": "3", "reason": "Quiet."})
    assert answer.status_code == 422
    assert row_of(report).priority == 1


def test_every_act_of_the_page_leads_back_to_it_with_a_sentence(client):
    cast, report = make_cast(), make_report(harm=Harm.OTHER)
    sign_in(client, cast.amina)
    acts = [
        ("take", {}, "You hold this now"),
        ("put-back", {"reason": "Not mine."}, "Back in the queue"),
        ("priority", {"priority": "2", "reason": "A pattern."}, "Priority 2 now"),
        ("hand-over", {"to": str(cast.ines.pk), "reason": ""}, "Ines holds this now"),
    ]
    for act, given, words in acts:
        assert words in text_of(client.post(f"/reports/{report.reference}/{act}/", given, follow=True)), act
    refused = client.post(f"/reports/{report.reference}/close/", {"code": "JUNK", "reason": "No."})
    assert refused.status_code == 422
    assert "Ines holds this" in text_of(refused)
    sign_in(client, cast.ines)
    closed = client.post(f"/reports/{report.reference}/close/", {"code": "JUNK", "reason": "Advertising."}, follow=True)
    assert "Closed without a case" in text_of(closed)
    assert "Not a report. Advertising." in text_of(closed)
    back = client.post(f"/reports/{report.reference}/reopen/", {"reason": "It names a child."}, follow=True)
    assert "fresh clock" in text_of(back)


def test_a_reporter_with_a_receipt_is_asked_what_is_not_known(client):
    cast, report = make_cast(), make_report()
    give_receipt(report)
    sign_in(client, cast.amina)
    assert "Is the person still in touch with you?" in text_of(client.get(f"/reports/{report.reference}/"))
    nothing = client.post(f"/reports/{report.reference}/ask/", {"text": " "})
    assert nothing.status_code == 422
    given = {"questions": ["CONTACT_CONTINUES"], "text": "Which day was it?"}
    client.post(f"/reports/{report.reference}/ask/", given)
    with acting_as_system():
        sent = Message.objects.get(report=report)
    assert sent.text == "Is the person still in touch with you?\n\nWhich day was it?"
    assert (row_of(report).state, row_of(report).held_by) == (BundleState.ASKED, cast.amina)


def test_a_copy_that_is_none_is_given_its_own_row_from_the_page_of_copies(client):
    cast = make_cast()
    words = "The same words in both reports, long enough to be known as a copy of the other."
    first = make_report(narrative=words, parties=())
    second = make_report(narrative=words, parties=())
    sign_in(client, cast.amina)
    assert first.reference in text_of(client.get(f"/reports/{second.reference}/copies/"))
    client.post(f"/reports/{second.reference}/split/", {"reason": "Another child."})
    assert row_of(first).pk != row_of(second).pk
    assert "No copies" in text_of(client.get(f"/reports/{second.reference}/copies/"))


def test_home_shows_danger_clocks_what_i_hold_and_answers(client):
    cast = make_cast()
    now = timezone.now()
    danger = make_report(Fact.IMMEDIATE_DANGER, at=now)
    late = make_report(harm=Harm.OTHER, at=now - timedelta(days=6))
    held = make_report(Fact.THREATS_MADE, at=now)
    give_receipt(held)
    sign_in(client, cast.amina)
    client.post(f"/reports/{held.reference}/ask/", {"text": "When was it?"})
    from daymark.casework.reports.actions import record_answer

    with acting_as_system():
        record_answer(report=held, text="On Friday.", at=now)
    page = text_of(client.get("/"))
    for words in ("Children in danger", "Clocks about to run out", "In hand", "Answers received"):
        assert words in page, words
    for report in (danger, late, held):
        assert report.reference in page
    assert row_of(held).state == BundleState.IN_HAND
