"""What happens to the reports of a case while it is worked: copies come, reporters answer, senders withdraw."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from daymark.casework.access.context import acting_as_system
from daymark.casework.cases.actions.log import locked, log_event, put_on_record
from daymark.casework.cases.actions.opening import attach, raise_case
from daymark.casework.cases.models import Case, CaseReport
from daymark.casework.reports.models import Report
from daymark.casework.triage.queries import with_copies


@transaction.atomic
def take_copies(reports: Sequence[Report], *, at: datetime) -> None:
    """A copy of a report that a case works goes into that case, and may raise it; a closed case says so too."""
    with acting_as_system():
        for report in reports:
            case = _case_of_copies(report)
            if case:
                _take(case, report, at)


@transaction.atomic
def note_answer(report: Report, *, at: datetime) -> None:
    """The case's log says that a reporter has answered, and the case becomes as urgent as the answer makes it."""
    with acting_as_system():
        case = _case_of(report)
        if case:
            raise_case(case, [report])
            log_event(case_id=case.pk, text=f"The reporter of {report.reference} has answered.", by=None, at=at)


@transaction.atomic
def note_withdrawal(report: Report, *, at: datetime) -> None:
    """The case's log says that the sender has withdrawn a report. The case goes on: people decide."""
    with acting_as_system():
        case = _case_of(report)
        if case:
            log_event(case_id=case.pk, text=f"The sender has withdrawn {report.reference}.", by=None, at=at)


def _take(case: Case, report: Report, at: datetime) -> None:
    attach(case, [report], None, at)
    raise_case(case, [report])
    text = f"Report {report.reference} added by itself: it is a copy of one that this case works."
    detail = {"reports": [report.reference]}
    put_on_record(case=case, act="report added to case", text=text, by=None, at=at, detail=detail)


def _case_of(report: Report) -> Case | None:
    found = Case.objects.filter(case_reports__report=report).first()
    return locked(found, even_closed=True) if found else None


def _case_of_copies(report: Report) -> Case | None:
    """The case that works the other copies; of several, the one that took the first."""
    copies = [copy.pk for copy in with_copies([report])]
    if CaseReport.objects.filter(report=report).exists():
        return None
    first = CaseReport.objects.filter(report__in=copies).order_by("added_at").first()
    return locked(first.case, even_closed=True) if first else None
