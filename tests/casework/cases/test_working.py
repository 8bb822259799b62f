"""Tasks, the log, closing and reopening: every act leaves its line, and none can be rewritten."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from daymark.casework.access.context import acting_as
from daymark.casework.access.models import AuditRecord
from daymark.casework.access.rules import Section
from daymark.casework.cases.actions import (
    CaseClosed,
    NoReason,
    NotClosed,
    NothingWritten,
    TaskIsDone,
    TaskIsOpen,
    add_member,
    add_task,
    assign,
    assign_task,
    close_case,
    finish_task,
    move_task,
    open_case,
    record_decision,
    reopen_case,
    reopen_task,
    write_note,
)
from daymark.casework.cases.models import Case, ClosingOutcome, LogEntry, Task
from daymark.casework.cases.queries import CaseFilter, find_cases, identifiers_in, waiting_for
from daymark.casework.reports.actions import REPORT_WITHDRAWN
from daymark.casework.reports.rules.understood import Fact, IdentifierSaid, PartyRole, PartySaid
from examples import NOON, make_report
from people import Cast, make_cast

pytestmark = pytest.mark.django_db
TODAY = NOON.date()


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def case(cast: Cast) -> Case:
    with acting_as(cast.ines):
        return open_case(reports=[make_report()], by=cast.ines, at=NOON)


def lines(case: Case) -> list[str]:
    return [entry.text for entry in LogEntry.objects.filter(case=case)]


def test_every_act_writes_one_line_and_one_audit_record_in_order(cast: Cast, case: Case) -> None:
    with acting_as(cast.ines):
        task = add_task(case=case, text="Ask the provider.", due_on=date(2026, 3, 4), by=cast.ines, at=NOON)
        assign_task(task=task, to=cast.ines, by=cast.ines, at=NOON)
        move_task(task=task, due_on=None, by=cast.ines, at=NOON)
        finish_task(task=task, by=cast.ines, at=NOON)
        reopen_task(task=task, by=cast.ines, at=NOON)
        add_member(case=case, user=cast.ben, by=cast.ines, at=NOON)
        assign(case=case, lead=cast.ben, by=cast.ines, at=NOON)
        write_note(case=case, text="The school has called.", by=cast.ines, at=NOON)
        record_decision(case=case, text="Tell the force.", reason="The child lives there.", by=cast.ines, at=NOON)
        close_case(case=case, outcome=ClosingOutcome.PASSED_ON, reason="The force acts.", by=cast.ines, at=NOON)
        reopen_case(case=case, reason="The force declined.", by=cast.ines, at=NOON)
        said = lines(case)

    assert said[1:] == [
        "Task: Ask the provider. (for whoever comes first, due 4 March 2026)",
        "Task is now for Ines: Ask the provider.",
        "Task has no day: Ask the provider.",
        "Task done: Ask the provider.",
        "Task is open again: Ask the provider.",
        "Ben works on the case.",
        "Ben leads the case.",
        "The school has called.",
        "Tell the force.",
        "Case closed: Passed to the authority that can act.",
        "Case reopened.",
    ]
    assert AuditRecord.objects.filter(object_reference=case.reference).count() == len(said)


def test_what_was_said_is_not_in_the_audit_record(cast: Cast, case: Case) -> None:
    with acting_as(cast.ines):
        write_note(case=case, text="Mia has called.", by=cast.ines, at=NOON)

    assert not AuditRecord.objects.filter(detail__contains="Mia").exists()


@pytest.mark.parametrize("act", ["update", "delete"])
def test_no_line_of_the_log_can_be_changed_or_taken_away(cast: Cast, case: Case, act: str) -> None:
    with acting_as(cast.ines):
        entries = LogEntry.objects.filter(case=case)
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            entries.update(kind="NOTE") if act == "update" else entries.delete()


def test_a_decision_without_a_reason_and_an_empty_note_are_refused(cast: Cast, case: Case) -> None:
    with acting_as(cast.ines):
        with pytest.raises(NoReason):
            record_decision(case=case, text="Tell the force.", reason=" ", by=cast.ines, at=NOON)
        with pytest.raises(NothingWritten):
            write_note(case=case, text=" ", by=cast.ines, at=NOON)
        assert len(lines(case)) == 1


def test_a_closed_case_takes_notes_and_nothing_else(cast: Cast, case: Case) -> None:
    with acting_as(cast.ines):
        close_case(case=case, outcome=ClosingOutcome.NOT_TRACEABLE, reason="No records.", by=cast.ines, at=NOON)
        write_note(case=case, text="The provider wrote.", by=cast.ines, at=NOON)
        with pytest.raises(CaseClosed):
            add_task(case=case, text="Ask.", by=cast.ines, at=NOON)
        with pytest.raises(CaseClosed):
            record_decision(case=case, text="Tell.", reason="So.", by=cast.ines, at=NOON)
        with pytest.raises(CaseClosed):
            close_case(case=case, outcome=ClosingOutcome.DUPLICATE, reason="Twice.", by=cast.ines, at=NOON)


def test_an_open_case_is_not_reopened(cast: Cast, case: Case) -> None:
    with acting_as(cast.ines), pytest.raises(NotClosed):
        reopen_case(case=case, reason="Again.", by=cast.ines, at=NOON)


def test_a_task_is_done_once(cast: Cast, case: Case) -> None:
    with acting_as(cast.ines):
        task = add_task(case=case, text="Ask.", by=cast.ines, at=NOON)
        with pytest.raises(TaskIsOpen):
            reopen_task(task=task, by=cast.ines, at=NOON)
        finish_task(task=task, by=cast.ines, at=NOON)
        with pytest.raises(TaskIsDone):
            finish_task(task=task, by=cast.ben, at=NOON)
        assert Task.objects.get(pk=task.pk).done_by == cast.ines


def test_a_task_waits_for_who_has_it_and_an_overdue_one_for_the_lead_too(cast: Cast, case: Case) -> None:
    with acting_as(cast.ines):
        add_task(case=case, text="Ask.", assigned_to=cast.ben, due_on=TODAY, by=cast.ines, at=NOON)
        assert waiting_for(cast.ben, at=NOON).lines[0].changed == "Ask."
        assert not waiting_for(cast.ines, at=NOON).lines
        late = waiting_for(cast.ines, at=NOON + timedelta(days=1))

    assert late.lines[0].changed == "Ask. (Ben has it)"
    assert late.totals == ((Section.TASKS, 1),)


def test_a_withdrawn_report_is_told_to_the_log_of_its_case(cast: Cast, case: Case) -> None:
    with acting_as(cast.ines):
        report = case.case_reports.get().report
    REPORT_WITHDRAWN.announce(report, at=NOON)

    with acting_as(cast.ines):
        assert lines(case)[-1] == f"The sender has withdrawn {report.reference}."


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, ["danger", "calm"]),
        ({"danger": True}, ["danger"]),
        ({"priority": "1"}, ["danger"]),
        ({"mine": True}, ["calm"]),
        ({"lead": "ben"}, ["danger"]),
        ({"overdue": True}, ["calm"]),
        ({"operation": "Lantern"}, ["danger"]),
        ({"search": "lantern"}, ["danger"]),
        ({"search": "harbour_light22"}, ["calm"]),
        ({"search": "no such thing"}, []),
        ({"state": "CLOSED"}, []),
        ({"order": "-priority"}, ["calm", "danger"]),
    ],
)
def test_the_list_narrows(cast: Cast, wanted: dict[str, object], found: list[str]) -> None:
    account = IdentifierSaid("USERNAME", "harbour_light22", platform="Example Social")
    accused = (PartySaid(role=PartyRole.PERSON_COMPLAINED_OF, identifiers=(account,)),)
    with acting_as(cast.ben):
        open_case(
            reports=[make_report(Fact.IMMEDIATE_DANGER)], title="danger", operation="Lantern", by=cast.ben, at=NOON
        )
    with acting_as(cast.ines):
        calm = open_case(reports=[make_report(parties=accused)], title="calm", by=cast.ines, at=NOON)
        add_task(case=calm, text="Ask.", due_on=TODAY - timedelta(days=1), by=cast.ines, at=NOON)
        rows = find_cases(cast.ines, CaseFilter(**wanted), today=TODAY)  # type: ignore[arg-type]
        assert [row.title for row in rows] == found


def test_a_hit_elsewhere_is_shown_with_its_report_and_case(cast: Cast) -> None:
    account = IdentifierSaid("USERNAME", "Harbour_Light22", platform="Example Social")
    accused = (PartySaid(role=PartyRole.PERSON_COMPLAINED_OF, identifiers=(account,)),)
    loose = make_report(parties=accused)
    with acting_as(cast.ben):
        other = open_case(reports=[make_report(parties=accused)], by=cast.ben, at=NOON)
    with acting_as(cast.ines):
        case = open_case(reports=[make_report(parties=accused)], by=cast.ines, at=NOON)
        named = identifiers_in(case)[0]

    assert named.whose == "person complained of"
    assert {(hit.report, hit.case) for hit in named.elsewhere} >= {(loose.reference, "")}
    assert other.reference in {hit.case for hit in named.elsewhere}
