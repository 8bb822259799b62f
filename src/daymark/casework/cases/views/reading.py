"""The list of cases, and one case."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from daymark.casework.access.gates import SignedInRequest, for_case_readers
from daymark.casework.access.models import Role, User
from daymark.casework.cases.forms import CaseFilterForm, LogForm, PersonForm, ReportForm, TaskForm
from daymark.casework.cases.models import Case, CaseMember, LogEntry, Task
from daymark.casework.cases.page_parts import CASE_PARTS
from daymark.casework.cases.queries import find_cases, get_case_for, identifiers_in, readers, understood_in
from daymark.casework.cases.queries.listing import FIRST_ORDER
from daymark.casework.cases.rules import TaskState, may_close_doors, people_of, task_state
from daymark.casework.reports.rules.understood import PartyRole

PAGE = 25
LOG_SHOWN = 30  # entries beside the case; the history page has all


@require_GET
@for_case_readers
def case_list(request: SignedInRequest) -> HttpResponse:
    """The cases a person may see, narrowed by what the address asks."""
    at, order = timezone.now(), request.GET.get("order", FIRST_ORDER)
    form = CaseFilterForm(request.GET, user=request.user)
    cases = find_cases(request.user, form.wanted(order), today=timezone.localdate(at))
    page = Paginator(cases, PAGE).get_page(request.GET.get("page"))
    return render(request, "cases/pages/list.html", {"form": form, "page": page, "order": order, "at": at})


@require_GET
@for_case_readers
def case(request: SignedInRequest, reference: str) -> HttpResponse:
    """One case."""
    at = timezone.now()
    return show(request, get_case_for(request.user, reference, at=at), at)


def show(request: SignedInRequest, shown: Case, at: datetime, **forms: Any) -> HttpResponse:
    """The page of a case; a form that was filled in wrongly is shown again in its place."""
    told = understood_in(shown)
    said = [(report.reference, understood) for report, understood in told]
    members = list(CaseMember.objects.filter(case=shown).select_related("user").order_by("user__name"))
    people = [member.user for member in members] if shown.is_restricted else readers()
    parts = CASE_PARTS.of(shown, request.user, at=at)
    content = {
        "case": shown,
        "at": at,
        "children": people_of(PartyRole.CHILD, said),
        "accused": people_of(PartyRole.PERSON_COMPLAINED_OF, said),
        "reports": [report for report, _ in told],
        "summaries": [(report, understood) for report, understood in told],
        "identifiers": identifiers_in(shown),
        "tasks": tasks_of(shown, at),
        "members": members,
        "parts": parts,
        "status": [sentence for part in parts for sentence in part.status],
        "log": list(LogEntry.objects.filter(case=shown).select_related("written_by").reverse()[:LOG_SHOWN]),
        "log_count": LogEntry.objects.filter(case=shown).count(),
        "is_open": shown.state == "OPEN",
        "owns_door": owns_door(request.user, shown),
        "log_form": LogForm(auto_id="log_%s"),
        "task_form": TaskForm(people=people, auto_id="task_%s"),
        "report_form": ReportForm(auto_id="report_%s"),
        "person_form": PersonForm(people=readers(), auto_id="person_%s"),
    }
    return render(request, "cases/pages/case.html", content | forms, status=422 if forms else 200)


def owns_door(user: User, shown: Case) -> bool:
    """Whether this person may restrict the case or open it."""
    return may_close_doors(is_supervisor=user.has_role(Role.SUPERVISOR), is_lead=shown.lead_id == user.pk)


def tasks_of(shown: Case, at: datetime) -> list[tuple[Task, TaskState]]:
    """The tasks with how each stands today, open ones first."""
    today = timezone.localdate(at)
    rows = Task.objects.filter(case=shown).select_related("assigned_to", "done_by")
    ordered = sorted(rows, key=lambda task: (task.done_at is not None, task.due_on is None, task.due_on, task.made_at))
    return [(task, task_state(task.due_on, is_done=task.done_at is not None, today=today)) for task in ordered]
