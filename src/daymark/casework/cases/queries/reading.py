"""One case, and the rows that belong to it. `get_case_for` is the only way to fetch a case for a person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from daymark.casework.access.models import CASE_READING_ROLES, User
from daymark.casework.access.recording import record
from daymark.casework.cases.models import Case, CaseReport, Task
from daymark.casework.cases.rules import Weight
from daymark.casework.reports.models import Report
from daymark.casework.reports.rules.documents import from_document
from daymark.casework.reports.rules.understood import Understood
from daymark.casework.triage.models import Assessment, Bundle
from daymark.problems import NotForYou

Told = Sequence[tuple[Report, Understood]]  # reports with what each says
UNASSESSED = 3  # a report that no rule has looked at yet weighs least; triage assesses in the same transaction


def visible_cases(user: User) -> QuerySet[Case]:
    """The cases that a person may see: restricted ones as a member only. The database says the same once more."""
    if not user.reads_cases:
        return Case.objects.none()
    return Case.objects.filter(Q(is_restricted=False) | Q(pk__in=user.case_memberships.values("case_id")))


def get_case_for(user: User, reference: str, *, at: datetime, act: str = "case read") -> Case:
    """One case for a person whose duty needs it; the reading goes on record. Raises NotForYou, alike for "there is
    none", "only its members see it" and "your duty has no cases"."""
    case = visible_cases(user).select_related("lead", "opened_by", "closed_by").filter(reference=reference).first()
    if case is None:
        raise NotForYou()
    record(act=act, by=user, at=at, kind="case", reference=case.reference)
    return case


def get_task_for(user: User, case: Case, number: str) -> Task:
    """One task of a case that the person has been given already."""
    task = Task.objects.select_related("case").filter(case__in=visible_cases(user), case=case, pk=number).first()
    if task is None:
        raise NotForYou()
    return task


def reports_in(case: Case) -> list[Report]:
    """The reports that a case works, the earliest first."""
    return list(Report.objects.filter(in_case__case=case).select_related("source_agency").order_by("received_at"))


def understood_in(case: Case) -> Told:
    """The same, with what each says."""
    return [(report, from_document(report.understood)) for report in reports_in(case)]


def case_of_report(report: Report) -> str:
    """The reference of the case that works a report; empty when there is none that the one who asks may see."""
    row = CaseReport.objects.filter(report=report).first()
    return Case.objects.filter(pk=row.case_id).values_list("reference", flat=True).first() or "" if row else ""


def weights_of(reports: Sequence[Report]) -> list[Weight]:
    """How grave each of these reports stands in the queue: as the rules say, or as a person decided."""
    current = Assessment.objects.filter(report__in=reports, is_current=True).select_related("bundle")
    found = {each.report_id: each.bundle for each in current}
    return [_weight(report, found.get(report.pk)) for report in reports]


def readers(also: Iterable[User] = ()) -> list[User]:
    """Everybody who may work on a case, by name; `also` stay on the list although their duty has changed."""
    people = User.objects.filter(is_active=True, roles__overlap=sorted(CASE_READING_ROLES))
    return sorted({*people, *also}, key=lambda person: person.name.casefold())


def _weight(report: Report, bundle: Bundle | None) -> Weight:
    if bundle is None:
        return Weight(report.title, UNASSESSED, 0, False, report.received_at)
    return Weight(report.title, bundle.priority, bundle.rank, bundle.child_in_danger, report.received_at)
