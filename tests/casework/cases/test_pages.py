"""The pages of cases as people use them: who gets in, what a plain POST does, what a mistake answers."""

from __future__ import annotations

import pytest
from django.test import Client

from daymark.casework.access.context import acting_as
from daymark.casework.access.models import User
from daymark.casework.cases.actions import open_case, restrict
from daymark.casework.cases.models import Case, LogEntry, Task
from daymark.casework.reports.rules.understood import Fact
from examples import NOON, make_report
from people import Cast, make_cast, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def case(cast: Cast) -> Case:
    with acting_as(cast.ines):
        return open_case(reports=[make_report(), make_report()], by=cast.ines, at=NOON)


def at(user: User) -> Client:
    return sign_in(Client(), user)


def stands(cast: Cast, case: Case) -> Case:
    with acting_as(cast.ines):
        return Case.objects.select_related("lead").get(pk=case.pk)


@pytest.mark.parametrize("page", ["", "close/", "reopen/", "door/", "history/", "refer/", "outcomes/"])
def test_every_page_of_a_case_is_for_its_readers_alone(cast: Cast, case: Case, page: str) -> None:
    address = f"/cases/{case.reference}/{page}"

    assert at(cast.ines).get(address).status_code == 200
    for other in (cast.ada, cast.sol, cast.dee):
        assert at(other).get(address).status_code == 404
    assert Client().get(address).status_code == 302


@pytest.mark.parametrize("page", ["", "close/", "history/", "refer/"])
def test_a_restricted_case_is_not_there_for_others(cast: Cast, case: Case, page: str) -> None:
    with acting_as(cast.ines):
        restrict(case=case, reason="An officer is named.", by=cast.ines, at=NOON)

    assert at(cast.ines).get(f"/cases/{case.reference}/{page}").status_code == 200
    assert at(cast.chen).get(f"/cases/{case.reference}/{page}").status_code == 404
    assert case.reference not in at(cast.chen).get("/cases/?state=").content.decode()


def test_a_case_is_opened_from_the_reports_that_the_address_names(cast: Cast) -> None:
    grave, calm = make_report(Fact.IMMEDIATE_DANGER), make_report()
    client = at(cast.ines)
    address = f"/cases/open/?report={grave.reference}&report={calm.reference}"
    page = client.get(address).content.decode()
    assert grave.title in page
    assert f'value="{grave.reference} {calm.reference}"' in page

    given = {"reports": f"{grave.reference} {calm.reference}", "title": "", "operation": "Lantern", "lead": "ben"}
    answer = client.post(address, given, follow=True)

    assert answer.redirect_chain
    assert f"Lead: {cast.ben.name}" in answer.content.decode()


@pytest.mark.parametrize(("reports", "status"), [("", 422), ("nonsense", 422), ("R-2026-999999", 404)])
def test_opening_without_a_report_is_refused(cast: Cast, reports: str, status: int) -> None:
    given = {"reports": reports, "lead": "ines"}
    assert at(cast.ines).post("/cases/open/", given).status_code == status


def test_notes_and_decisions_are_written_and_a_decision_without_reason_is_asked_for_it(cast: Cast, case: Case) -> None:
    client, address = at(cast.ines), f"/cases/{case.reference}/log/"
    assert client.post(address, {"kind": "NOTE", "text": "The school called."}).status_code == 302

    answer = client.post(address, {"kind": "DECISION", "text": "Tell the force.", "reason": ""})

    assert answer.status_code == 422
    assert "a decision needs its reason" in answer.content.decode()
    assert "Tell the force." in answer.content.decode()
    with acting_as(cast.ines):
        assert [entry.text for entry in LogEntry.objects.filter(case=case, kind="NOTE")] == ["The school called."]
        assert not LogEntry.objects.filter(kind="DECISION").exists()


def test_a_task_goes_its_way_through_plain_forms(cast: Cast, case: Case) -> None:
    client = at(cast.ines)
    given = {"text": "Ask the provider.", "assigned_to": "ben", "due_on": "2026-03-04"}
    client.post(f"/cases/{case.reference}/tasks/", given)
    with acting_as(cast.ines):
        task = Task.objects.get()
    address = f"/cases/{case.reference}/tasks/{task.pk}/"
    for act in ({"act": "assign", "person": ""}, {"act": "move", "due_on": "nonsense"}, {"act": "done"}):
        assert client.post(address, act).status_code == 302
    assert client.post(address, {"act": "done"}).status_code == 422
    assert client.post(address, {"act": "undone"}).status_code == 302
    assert client.post(address, {"act": "something else"}).status_code == 404
    with acting_as(cast.ines):
        task.refresh_from_db()
        assert (task.assigned_to, task.due_on, task.done_at) == (None, None, None)


def test_a_task_of_another_case_is_not_reached_through_this_one(cast: Cast, case: Case) -> None:
    with acting_as(cast.ben):
        other = open_case(reports=[make_report()], by=cast.ben, at=NOON)
    client = at(cast.ines)
    client.post(f"/cases/{other.reference}/tasks/", {"text": "Theirs."})
    with acting_as(cast.ines):
        task = Task.objects.get()

    assert client.post(f"/cases/{case.reference}/tasks/{task.pk}/", {"act": "done"}).status_code == 404


def test_people_come_lead_and_go(cast: Cast, case: Case) -> None:
    client, address = at(cast.ines), f"/cases/{case.reference}/people/"
    client.post(address, {"act": "add", "person": "ben"})
    client.post(address, {"act": "lead", "person": "ben"})
    client.post(address, {"act": "remove", "person": "ines"})

    assert stands(cast, case).lead == cast.ben
    assert client.post(address, {"act": "add", "person": "ada"}).status_code == 422
    assert client.post(address, {"act": "promote", "person": "ben"}).status_code == 404


def test_a_case_is_closed_with_outcome_and_reason_and_reopened(cast: Cast, case: Case) -> None:
    client = at(cast.ines)
    assert client.post(f"/cases/{case.reference}/close/", {"outcome": "NOT_TRACEABLE"}).status_code == 422
    client.post(f"/cases/{case.reference}/close/", {"outcome": "NOT_TRACEABLE", "reason": "No records."})
    assert stands(cast, case).state == "CLOSED"
    assert "Reopen" in client.get(f"/cases/{case.reference}/").content.decode()

    client.post(f"/cases/{case.reference}/reopen/", {"reason": "Records came."})

    assert stands(cast, case).state == "OPEN"


def test_a_report_is_added_and_taken_out(cast: Cast, case: Case) -> None:
    client, report = at(cast.ines), make_report()
    assert client.post(f"/cases/{case.reference}/reports/", {"report": report.reference.lower()}).status_code == 302
    assert client.post(f"/cases/{case.reference}/reports/", {"report": "what?"}).status_code == 422
    address = f"/cases/{case.reference}/reports/{report.reference}/remove/"
    assert client.get(address).status_code == 200

    assert client.post(address, {"reason": "Another child."}).status_code == 302
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("asked", ["state=NO", "page=99", "order=;drop", "priority=9", "lead=nobody", "search=%00"])
def test_an_address_with_nonsense_still_answers(cast: Cast, case: Case, asked: str) -> None:
    assert at(cast.ines).get(f"/cases/?{asked}").status_code == 200


def test_the_filters_in_force_are_tags_and_the_open_ones_are_shown_first(cast: Cast, case: Case) -> None:
    page = at(cast.ines).get("/cases/?danger=on").content.decode()

    assert "State: Open" in page
    assert 'href="?danger=on&amp;state="' in page
    assert 'href="?state=OPEN"' in page


def test_what_was_reported_is_never_markup(cast: Cast) -> None:
    with acting_as(cast.ines):
        case = open_case(reports=[make_report(summary="<script>alert(1)</script>")], by=cast.ines, at=NOON)

    page = at(cast.ines).get(f"/cases/{case.reference}/").content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_the_page_of_a_case_asks_the_database_little(cast: Cast, case: Case, django_assert_max_num_queries) -> None:
    client = at(cast.ines)
    client.get(f"/cases/{case.reference}/")
    with django_assert_max_num_queries(50):
        client.get(f"/cases/{case.reference}/")
