"""The pages of the people who look, and of those who supervise them."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from daymark.casework.access.context import acting_as, acting_as_system
from daymark.casework.access.models import AuditRecord
from daymark.casework.welfare import actions
from daymark.casework.welfare.models import LeftOut, Lift, Pair, PolicyVersion, Session
from daymark.casework.welfare.queries import allowance_of
from people import make_cast, sign_in

pytestmark = pytest.mark.django_db
POLICY = {
    "daily_limit": "120",
    "warn_before": "10",
    "break_every": "45",
    "break_length": "15",
    "longest_look_ms": "5000",
    "largest_side": "512",
    "pairs": "ALWAYS",
    "pairs_from": "4",
    "second_opinion_percent": "20",
    "second_opinion_from": "5",
    "counselling_months": "2",
    "help_text": "Call Dana on 555 0100.",
    "reason": "Occupational health asked for it.",
}


@pytest.fixture
def cast():
    return make_cast()


def look(person, *, ago=60, length=5, severity=4, number=4711):
    """A look of a person some seconds ago."""
    at = timezone.now() - timedelta(seconds=ago)
    asked = {"case_reference": "C-2026-00042", "kind": "stack", "number": number, "severity": severity}
    with acting_as(person):
        begun = actions.begin_look(by=person, at=at, longest_ms=10_000, **asked)
        actions.end_look(by=person, at=at + timedelta(seconds=length), look=begun.look)


def words(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_a_person_sees_her_own_day_and_how_to_get_help(cast):
    look(cast.ben)
    client = sign_in(Client(), cast.ben)
    page = words(client.get("/wellbeing/"))
    assert "3 h 59 min of looking left today" in page
    assert "Under a minute of 4 h" in page
    assert "Ask your supervisor" in page
    looks = words(client.get("/wellbeing/looks/"))
    assert "Stack 4711 C-2026-00042" in looks
    assert "1 look" in looks


def test_the_chart_of_the_days_is_a_picture_in_both_themes(cast):
    look(cast.ben)
    client = sign_in(Client(), cast.ben)
    address = re.search(r'src="(/wellbeing/days\.svg)"', client.get("/wellbeing/").content.decode())[1]
    light, dark = client.get(address), client.get(address, {"theme": "dark"})
    assert light["Content-Type"] == "image/svg+xml"
    assert light.content.startswith(b"<svg")
    assert light.content != dark.content


def test_a_break_is_taken_and_ended_on_the_page(cast):
    client = sign_in(Client(), cast.ben)
    page = words(client.post("/wellbeing/break/", {"act": "start"}, follow=True))
    assert "You may not look now" in page
    assert "You are on a break until" in page
    assert "of looking left today" in words(client.post("/wellbeing/break/", {"act": "end"}, follow=True))


def test_two_people_become_a_pair_each_on_the_own_screen(cast):
    ben, ines = sign_in(Client(), cast.ben), sign_in(Client(), cast.ines)
    assert "Ines is asked" in words(ben.post("/wellbeing/", {"act": "ask", "colleague": cast.ines.pk}, follow=True))
    assert "Ben asks you to look together" in words(ines.get("/"))
    with acting_as_system():
        number = Pair.objects.get().pk
    assert ben.post("/wellbeing/pair/", {"act": "accept", "number": number}).status_code == 422
    answer = ines.post("/wellbeing/pair/", {"act": "accept", "number": number}, follow=True)
    assert "You look together with Ben" in words(answer)
    with acting_as(cast.ben):
        assert allowance_of(cast.ben, at=timezone.now()).partner == "Ines"
    assert "You look alone again" in words(ben.post("/wellbeing/pair/", {"act": "end", "number": number}, follow=True))
    with acting_as(cast.ines):
        assert allowance_of(cast.ines, at=timezone.now()).partner == ""


@pytest.mark.parametrize("colleague", ["", "nobody", "dee", "ben"])
def test_nobody_outside_the_work_is_asked_to_look(cast, colleague):
    chosen = getattr(cast, colleague).pk if colleague in {"dee", "ben"} else colleague
    answer = sign_in(Client(), cast.ben).post("/wellbeing/", {"act": "ask", "colleague": chosen})
    assert (answer.status_code, Pair.objects.count()) == (422, 0)


def test_what_is_left_out_is_kept_for_a_week_and_taken_back(cast):
    client = sign_in(Client(), cast.ben)
    sent = {"act": "leave-out", "categories": ["INFANT", "PREPUBESCENT"]}
    page = words(client.post("/wellbeing/", sent, follow=True))
    assert "Left out for you: Infants and toddlers, Children before puberty." in page
    assert "Nothing is left out" in words(client.post("/wellbeing/", {"act": "leave-out"}, follow=True))
    assert client.post("/wellbeing/", {"act": "leave-out", "categories": ["RABBITS"]}).status_code == 422


def test_counselling_dates_are_kept_with_a_sealed_note_and_removed(cast):
    client = sign_in(Client(), cast.ben)
    today = timezone.localdate()
    client.post("/wellbeing/", {"act": "session", "on": str(today - timedelta(days=3)), "note": "It helped."})
    client.post("/wellbeing/", {"act": "session", "on": str(today + timedelta(days=30))})
    page = words(client.get("/wellbeing/"))
    assert "It helped." in page
    assert "Due by" in page
    with acting_as(cast.ben):
        first, second = Session.objects.all()
    client.post("/wellbeing/sessions/forget/", {"number": first.pk})
    with acting_as(cast.ben):
        assert list(Session.objects.all()) == [second]
    assert client.post("/wellbeing/", {"act": "session", "on": ""}).status_code == 422


def test_overdue_counselling_is_said_to_the_person_and_counted_for_the_supervisor(cast):
    look(cast.ben, ago=200 * 24 * 3600)
    assert "Your counselling is overdue" in words(sign_in(Client(), cast.ben).get("/"))
    chen = sign_in(Client(), cast.chen)
    assert "Counselling is overdue for one person" in words(chen.get("/"))
    assert "1 with counselling overdue" in words(chen.get("/wellbeing/people/"))
    with acting_as(cast.ben):
        actions.keep_session(by=cast.ben, at=timezone.now(), on=timezone.localdate())
    assert "0 with counselling overdue" in words(chen.get("/wellbeing/people/"))


def test_a_supervisor_sees_hours_and_nothing_of_what_was_seen(cast):
    look(cast.ben)
    chen = sign_in(Client(), cast.chen)
    for address in ("/wellbeing/people/", "/wellbeing/people/ben/lift/", "/wellbeing/", "/wellbeing/looks/"):
        page = chen.get(address).content.decode()
        assert "4711" not in page
        assert "C-2026-00042" not in page
    assert re.search(r"Ben under a minute of 4 h", words(chen.get("/wellbeing/people/")))


def test_a_lift_is_given_with_a_reason_audited_and_told(cast):
    chen = sign_in(Client(), cast.chen)
    assert chen.post("/wellbeing/people/ben/lift/", {"minutes": "30"}).status_code == 422
    assert chen.post("/wellbeing/people/ben/lift/", {"minutes": "999", "reason": "x"}).status_code == 422
    sent = {"minutes": "30", "reason": "A child is at risk tonight."}
    assert "Ben may look 30 minutes longer" in words(chen.post("/wellbeing/people/ben/lift/", sent, follow=True))
    assert AuditRecord.objects.get(act="looking limit lifted").object_reference == "ben"
    ben = sign_in(Client(), cast.ben)
    assert "Chen added 30 minutes: A child is at risk tonight." in words(ben.get("/"))
    assert "4 h 30 min of looking left today" in words(ben.get("/wellbeing/"))


def test_nobody_lifts_the_own_limit(cast):
    sent = {"minutes": "30", "reason": "I want to."}
    assert sign_in(Client(), cast.chen).post("/wellbeing/people/chen/lift/", sent).status_code == 422
    assert not Lift.objects.exists()


@pytest.mark.parametrize("username", ["dee", "ada", "nobody"])
def test_there_is_no_limit_of_people_who_do_not_look(cast, username):
    assert sign_in(Client(), cast.chen).get(f"/wellbeing/people/{username}/lift/").status_code == 404


def test_the_policy_is_changed_with_a_reason_and_its_history_kept(cast):
    chen = sign_in(Client(), cast.chen)
    assert chen.get("/wellbeing/policy/").status_code == 200
    assert "The policy is in force" in words(chen.post("/wellbeing/policy/", POLICY, follow=True))
    page = words(chen.get("/wellbeing/policy/"))
    assert "Occupational health asked for it." in page
    assert "120 min of looking a day" in page
    assert '"daily_limit": [240, 120]' in AuditRecord.objects.get(act="looking policy changed").detail
    ben = words(sign_in(Client(), cast.ben).get("/wellbeing/"))
    assert "2 h of looking left today" in ben
    assert "Call Dana on 555 0100." in ben


@pytest.mark.parametrize(
    ("name", "value"),
    [("reason", ""), ("daily_limit", "481"), ("pairs_from", "6"), ("pairs", "SOMETIMES"), ("break_every", "-1")],
)
def test_a_policy_that_makes_no_sense_is_answered_in_place(cast, name, value):
    answer = sign_in(Client(), cast.chen).post("/wellbeing/policy/", {**POLICY, name: value})
    assert answer.status_code == 422
    with acting_as(cast.chen):
        assert not PolicyVersion.objects.exists()


def test_only_staff_who_read_cases_have_a_page_and_only_supervisors_the_others(cast):
    for person in (cast.amina, cast.ines, cast.ben, cast.chen):
        assert sign_in(Client(), person).get("/wellbeing/").status_code == 200
    for person in (cast.ada, cast.sol, cast.dee):
        assert sign_in(Client(), person).get("/wellbeing/").status_code == 404
    for address in ("/wellbeing/people/", "/wellbeing/policy/", "/wellbeing/people/ines/lift/"):
        assert sign_in(Client(), cast.ben).get(address).status_code == 404


def test_the_audit_record_does_not_say_what_a_person_leaves_out_or_saw(cast):
    look(cast.ben)
    with acting_as(cast.ben):
        actions.leave_out(by=cast.ben, at=timezone.now(), categories=["INFANT"])
        assert LeftOut.objects.get().category == "INFANT"
    said = " ".join(f"{row.act} {row.object_reference} {row.detail}" for row in AuditRecord.objects.all())
    assert "INFANT" not in said
    assert "4711" not in said
