"""How a case begins, and which reports it works."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, connection, transaction

from daymark.casework.access.models import User
from daymark.casework.cases.actions.log import locked, needed, put_on_record
from daymark.casework.cases.models import Case, CaseMember, CaseReport
from daymark.casework.cases.queries import case_of_report, weights_of
from daymark.casework.cases.rules import TITLE_LENGTH, NoReport, gravest, never_lower
from daymark.casework.reports import actions as reports_actions
from daymark.casework.reports.models import Report
from daymark.casework.triage import actions as triage
from daymark.casework.triage.queries import with_copies
from daymark.problems import Problem


class AlreadyInCase(Problem):
    """This report is worked in another case. Ask that case's lead."""


class NotInThisCase(Problem):
    """This report is not in this case. Open the case again: it may have changed."""


class LastReport(Problem):
    """This is the case's only report: without it the case has nothing to work on. Close the case instead."""


class CannotReadCases(Problem):
    """This person's duty does not include cases. Choose somebody else, or ask an administrator about the roles."""


@transaction.atomic
def open_case(
    *,
    reports: Sequence[Report],
    by: User,
    at: datetime,
    title: str = "",
    operation: str = "",
    lead: User | None = None,
    members: Sequence[User] = (),
) -> Case:
    """Opens a case from one or more reports and takes them out of the queue.

    Copies come along, because one decision serves a whole stack. The gravest report gives title and priority.
    `by` is a member; so is the lead, who is `by` unless another is named.
    """
    whole = _with_free_copies(reports)
    weights = weights_of(whole)
    first = gravest(weights)
    priority, in_danger = never_lower(first.priority, first.in_danger, weights)
    case = Case.objects.create(
        reference=_next_reference(at),
        title=(title.strip() or first.title)[:TITLE_LENGTH],
        operation=operation.strip(),
        priority=priority,
        child_in_danger=in_danger,
        opened_at=at,
        opened_by=by,
        lead=readers_only(lead or by),
    )
    _enrol(case, [by, lead or by, *members], by, at)
    attach(case, whole, by, at)
    references = ", ".join(report.reference for report in whole)
    put_on_record(
        case=case,
        act="case opened",
        text=f"Case opened from {references}. Lead: {case.lead.name if case.lead else 'nobody'}.",
        by=by,
        at=at,
        detail={"reports": [report.reference for report in whole], "priority": priority},
    )
    return case


@transaction.atomic
def add_report(*, case: Case, report: Report, by: User, at: datetime) -> None:
    """Takes one more report, with its copies, into an open case; it may raise the case's priority, never lower it."""
    now = locked(case)
    reports = _with_free_copies([report])
    attach(now, reports, by, at)
    raise_case(now, reports)
    references = ", ".join(each.reference for each in reports)
    put_on_record(
        case=now,
        act="report added to case",
        text=f"Report {references} added: {report.title}.",
        by=by,
        at=at,
        detail={"reports": [each.reference for each in reports]},
    )


@transaction.atomic
def remove_report(*, case: Case, report: Report, reason: str, by: User, at: datetime) -> None:
    """Takes a report out of a case, back to the queue; priority stays, because a person set the case on its way."""
    now, why = locked(case), needed(reason)
    if CaseReport.objects.filter(case=now).count() <= 1:
        raise LastReport()
    if not CaseReport.objects.filter(case=now, report=report).exists():
        raise NotInThisCase()
    if now.is_restricted:  # while its members still see it
        reports_actions.set_restricted(reports=[report], restricted=False, by=by, at=at)
    CaseReport.objects.filter(case=now, report=report).delete()
    triage.take_out_of_case(reports=[report], reason=why, by=by, at=at)
    put_on_record(
        case=now,
        act="report removed from case",
        text=f"Report {report.reference} taken out of the case; it stands in the queue again.",
        reason=why,
        by=by,
        at=at,
        detail={"report": report.reference},
    )


def readers_only(person: User) -> User:
    """A person whose duty includes cases, or a Problem that names who does not."""
    if not person.is_active or not person.reads_cases:
        raise CannotReadCases(f"{person.name} cannot read cases. Choose somebody else, or ask about the roles.")
    return person


def _next_reference(at: datetime) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('cases_reference')")
        return f"C-{at.year}-{cursor.fetchone()[0]:05d}"


def _enrol(case: Case, people: Sequence[User], by: User, at: datetime) -> None:
    once = {person.pk: readers_only(person) for person in people}
    CaseMember.objects.bulk_create(CaseMember(case=case, user=each, added_at=at, added_by=by) for each in once.values())


def attach(case: Case, reports: Sequence[Report], by: User | None, at: datetime) -> None:
    """Puts reports into a case and takes them out of the queue; a restricted case closes them too."""
    if not reports:
        raise NoReport()
    rows = [CaseReport(case=case, report=report, added_at=at, added_by=by) for report in reports]
    try:
        with transaction.atomic():
            CaseReport.objects.bulk_create(rows)
    except IntegrityError as error:
        raise AlreadyInCase(_where_else(reports)) from error
    if case.is_restricted:
        reports_actions.set_restricted(reports=reports, restricted=True, by=by, at=at)
    triage.mark_in_case(reports=reports, by=by, at=at, restricted=case.is_restricted)


def raise_case(case: Case, reports: Sequence[Report]) -> None:
    """A case becomes as urgent as its gravest report, and never less urgent."""
    case.priority, case.child_in_danger = never_lower(case.priority, case.child_in_danger, weights_of(reports))
    case.save(update_fields=["priority", "child_in_danger"])


def _with_free_copies(reports: Sequence[Report]) -> list[Report]:
    """These reports and their copies, save copies that another case works already."""
    named = {report.pk for report in reports}
    copies = [copy for copy in with_copies(reports) if copy.pk not in named]
    taken = set(CaseReport.objects.filter(report__in=copies).values_list("report_id", flat=True))
    return [*reports, *(copy for copy in copies if copy.pk not in taken)]


def _where_else(reports: Sequence[Report]) -> str:
    for report in reports:
        elsewhere = case_of_report(report)
        if elsewhere:
            return f"{report.reference} is worked in {elsewhere} already. Open that case, or ask its lead."
    return "One of these reports is worked in a case that only its members see. Ask a supervisor."
