"""Need to know: a restricted case is seen by its members alone, and never by nobody."""

from __future__ import annotations

import pytest

from daymark.casework.access.context import acting_as
from daymark.casework.access.models import User
from daymark.casework.cases.actions import (
    MustStay,
    NotYourDoor,
    TaskNotForMember,
    add_member,
    add_report,
    add_task,
    assign,
    open_case,
    remove_member,
    remove_report,
    restrict,
    unrestrict,
)
from daymark.casework.cases.models import Case, LogEntry
from daymark.casework.cases.queries import CaseFilter, find_cases, get_case_for, identifiers_in
from daymark.casework.reports.models import Report
from daymark.casework.reports.rules.understood import IdentifierSaid, PartyRole, PartySaid
from daymark.casework.triage.models import Bundle
from daymark.problems import NotForYou
from examples import NOON, make_report
from people import Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def report(cast: Cast) -> Report:
    return make_report()


@pytest.fixture
def case(cast: Cast, report: Report) -> Case:
    with acting_as(cast.ines):
        case = open_case(reports=[report], by=cast.ines, at=NOON)
        restrict(case=case, reason="An officer is named.", by=cast.ines, at=NOON)
        return case


def sees(user: User, case: Case) -> bool:
    with acting_as(user):
        try:
            get_case_for(user, case.reference, at=NOON)
        except NotForYou:
            return False
        return True


def test_only_members_see_it_not_even_a_supervisor(cast: Cast, case: Case) -> None:
    assert sees(cast.ines, case)
    assert not any(sees(person, case) for person in (cast.amina, cast.ben, cast.chen, cast.ada))


def test_the_database_hides_it_as_well_with_its_reports_row_and_log(cast: Cast, case: Case, report: Report) -> None:
    with acting_as(cast.ben):
        assert not Case.objects.filter(pk=case.pk).exists()
        assert not Report.objects.filter(pk=report.pk).exists()
        assert not Bundle.objects.exists()
        assert not LogEntry.objects.exists()
        assert not find_cases(cast.ben, CaseFilter(), today=NOON.date()).exists()
    with acting_as(cast.ines):
        assert Report.objects.filter(pk=report.pk).exists()
        assert Bundle.objects.exists()


def test_who_opened_it_and_was_taken_off_sees_it_no_longer(cast: Cast, case: Case) -> None:
    with acting_as(cast.ines):
        assign(case=case, lead=cast.ben, by=cast.ines, at=NOON)
    with acting_as(cast.ben):
        remove_member(case=case, user=cast.ines, by=cast.ben, at=NOON)

    assert not sees(cast.ines, case)
    with acting_as(cast.ines):
        assert not Case.objects.filter(pk=case.pk).exists()


def test_a_supervisor_who_restricts_becomes_a_member_and_can_undo_it(cast: Cast) -> None:
    with acting_as(cast.ines):
        case = open_case(reports=[make_report()], by=cast.ines, at=NOON)
    with acting_as(cast.chen):
        restrict(case=case, reason="An officer is named.", by=cast.chen, at=NOON)
        assert sees(cast.chen, case)
        unrestrict(case=case, reason="Cleared.", by=cast.chen, at=NOON)

    assert sees(cast.amina, case)


def test_a_member_who_neither_leads_nor_supervises_cannot_close_the_door(cast: Cast) -> None:
    with acting_as(cast.ines):
        case = open_case(reports=[make_report()], by=cast.ines, at=NOON, members=[cast.ben])
    with acting_as(cast.ben), pytest.raises(NotYourDoor):
        restrict(case=case, reason="I want to.", by=cast.ben, at=NOON)


def test_a_member_cannot_let_others_in_but_the_lead_can(cast: Cast, case: Case) -> None:
    with acting_as(cast.ines):
        add_member(case=case, user=cast.ben, by=cast.ines, at=NOON)
    with acting_as(cast.ben), pytest.raises(NotYourDoor):
        add_member(case=case, user=cast.amina, by=cast.ben, at=NOON)

    assert sees(cast.ben, case)
    assert not sees(cast.amina, case)


def test_neither_the_lead_nor_the_last_member_can_be_taken_off(cast: Cast, case: Case) -> None:
    with acting_as(cast.ines), pytest.raises(MustStay, match="leads the case"):
        remove_member(case=case, user=cast.ines, by=cast.ines, at=NOON)


def test_a_task_is_given_to_members_alone(cast: Cast, case: Case) -> None:
    with acting_as(cast.ines), pytest.raises(TaskNotForMember):
        add_task(case=case, text="Ask the provider.", assigned_to=cast.ben, by=cast.ines, at=NOON)


def test_a_report_added_is_closed_too_and_one_taken_out_is_open_again(cast: Cast, case: Case) -> None:
    second = make_report()
    with acting_as(cast.ines):
        add_report(case=case, report=second, by=cast.ines, at=NOON)
    with acting_as(cast.ben):
        assert not Report.objects.filter(pk=second.pk).exists()
    with acting_as(cast.ines):
        remove_report(case=case, report=second, reason="Another child.", by=cast.ines, at=NOON)
    with acting_as(cast.ben):
        assert Report.objects.filter(pk=second.pk).exists()


def test_a_hit_in_a_restricted_case_is_told_without_its_reference(cast: Cast) -> None:
    account = IdentifierSaid("USERNAME", "harbour_light22", platform="Example Social")
    accused = (PartySaid(role=PartyRole.PERSON_COMPLAINED_OF, identifiers=(account,)),)
    with acting_as(cast.ines):
        hidden = open_case(reports=[make_report(parties=accused)], by=cast.ines, at=NOON)
        restrict(case=hidden, reason="An officer is named.", by=cast.ines, at=NOON)
    with acting_as(cast.ben):
        mine = open_case(reports=[make_report(parties=accused)], by=cast.ben, at=NOON)
        hit = identifiers_in(mine)[0].elsewhere[0]

    assert (hit.contact, hit.report, hit.case) == ("Ines", "", "")
