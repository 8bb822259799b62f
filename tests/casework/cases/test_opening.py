"""A case begins with reports, is named after the gravest, and takes them out of the queue."""

from __future__ import annotations

import pytest

from daymark.casework.access.context import acting_as
from daymark.casework.access.models import AuditRecord, User
from daymark.casework.cases.actions import (
    AlreadyInCase,
    CannotReadCases,
    LastReport,
    add_report,
    open_case,
    remove_report,
)
from daymark.casework.cases.models import Case, CaseMember, EntryKind, LogEntry
from daymark.casework.cases.queries import get_case_for, reports_in
from daymark.casework.cases.rules import NoReport
from daymark.casework.reports.models import Report
from daymark.casework.reports.rules.understood import Fact
from daymark.casework.triage.models import BundleState
from daymark.casework.triage.queries.reading import bundle_of
from daymark.problems import NotForYou
from examples import NOON, make_report
from people import Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def opened(by: User, *reports: Report, **given: object) -> Case:
    with acting_as(by):
        return open_case(reports=reports, by=by, at=NOON, **given)  # type: ignore[arg-type]


def test_a_case_is_named_after_its_gravest_report(cast: Cast) -> None:
    calm, grave = make_report(), make_report(Fact.IMMEDIATE_DANGER)

    case = opened(cast.ines, calm, grave)

    assert case.title == grave.title
    assert (case.priority, case.child_in_danger) == (1, True)
    assert case.reference.startswith("C-2026-")


def test_its_reports_leave_the_queue(cast: Cast) -> None:
    report = make_report()
    opened(cast.ines, report)

    with acting_as(cast.ines):
        assert bundle_of(report).state == BundleState.IN_CASE


def test_copies_come_along(cast: Cast) -> None:
    words = "A grown-up writes to me every day and says that I must not tell anybody at all about it."
    accused = make_report(narrative=words, parties=()), make_report(narrative=words, parties=())

    case = opened(cast.ines, accused[0])

    with acting_as(cast.ines):
        assert {report.pk for report in reports_in(case)} == {report.pk for report in accused}


def test_a_copy_that_comes_later_joins_the_case_and_its_log_says_so(cast: Cast) -> None:
    words = "A grown-up writes to me every day and says that I must not tell anybody at all about it."
    case = opened(cast.ines, make_report(narrative=words, parties=()))

    copy = make_report(narrative=words, parties=())

    with acting_as(cast.ines):
        assert copy in reports_in(case)
        assert copy.reference in LogEntry.objects.filter(case=case).last().text


def test_who_opens_it_is_a_member_and_leads_it_unless_another_is_named(cast: Cast) -> None:
    case = opened(cast.amina, make_report(), lead=cast.ines)

    assert case.lead == cast.ines
    with acting_as(cast.amina):
        assert set(CaseMember.objects.values_list("user__name", flat=True)) == {"Amina", "Ines"}


def test_a_case_without_a_report_is_refused(cast: Cast) -> None:
    with pytest.raises(NoReport):
        opened(cast.ines)


def test_who_cannot_read_cases_leads_none(cast: Cast) -> None:
    with pytest.raises(CannotReadCases, match="Ada cannot read cases"):
        opened(cast.ines, make_report(), lead=cast.ada)


def test_a_report_is_worked_in_one_case_and_the_refusal_names_it(cast: Cast) -> None:
    report = make_report()
    case = opened(cast.ines, report)

    with pytest.raises(AlreadyInCase, match=case.reference):
        opened(cast.ben, report)


def test_adding_a_graver_report_raises_a_case_and_a_calmer_one_never_lowers_it(cast: Cast) -> None:
    case = opened(cast.ines, make_report())
    before = case.priority

    with acting_as(cast.ines):
        add_report(case=case, report=make_report(Fact.IMMEDIATE_DANGER), by=cast.ines, at=NOON)
        case.refresh_from_db()
        assert (case.priority, case.child_in_danger) == (1, True)
        assert before > 1
        add_report(case=case, report=make_report(), by=cast.ines, at=NOON)
        case.refresh_from_db()
        assert (case.priority, case.child_in_danger) == (1, True)


def test_a_report_taken_out_stands_in_the_queue_again_with_the_reason_in_the_log(cast: Cast) -> None:
    first, second = make_report(), make_report()
    case = opened(cast.ines, first, second)

    with acting_as(cast.ines):
        remove_report(case=case, report=second, reason="Another child altogether.", by=cast.ines, at=NOON)
        assert reports_in(case) == [first]
        assert bundle_of(second).state == BundleState.WAITING
        assert LogEntry.objects.filter(case=case).last().reason == "Another child altogether."


def test_the_last_report_stays(cast: Cast) -> None:
    report = make_report()
    case = opened(cast.ines, report)

    with acting_as(cast.ines), pytest.raises(LastReport):
        remove_report(case=case, report=report, reason="Wrong.", by=cast.ines, at=NOON)


def test_opening_is_in_the_log_and_in_the_audit_record(cast: Cast) -> None:
    report = make_report()
    case = opened(cast.ines, report)

    with acting_as(cast.ines):
        entry = LogEntry.objects.get(case=case)
    assert (entry.kind, entry.written_by) == (EntryKind.EVENT, cast.ines)
    assert report.reference in entry.text
    assert AuditRecord.objects.filter(act="case opened", object_reference=case.reference).count() == 1


def test_reading_a_case_is_on_record(cast: Cast) -> None:
    case = opened(cast.ines, make_report())

    with acting_as(cast.ben):
        get_case_for(cast.ben, case.reference, at=NOON)

    assert AuditRecord.objects.filter(act="case read", actor=str(cast.ben.pk)).count() == 1


@pytest.mark.parametrize("who", ["ada", "sol", "dee"])
def test_others_find_nothing_whether_it_is_there_or_not(cast: Cast, who: str) -> None:
    case, person = opened(cast.ines, make_report()), getattr(cast, who)

    for reference in (case.reference, "C-2026-99999"):
        with acting_as(person), pytest.raises(NotForYou) as refusal:
            get_case_for(person, reference, at=NOON)
        assert str(refusal.value) == str(NotForYou())
