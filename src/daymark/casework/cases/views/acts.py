"""What is done on the page of a case itself: each a plain POST that leads back to the page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_POST

from daymark.casework.access.gates import SignedInRequest, for_case_readers
from daymark.casework.access.models import User
from daymark.casework.cases import actions
from daymark.casework.cases.forms import LogForm, PersonForm, ReportForm, TaskForm
from daymark.casework.cases.models import Case
from daymark.casework.cases.queries import get_case_for, get_task_for, readers
from daymark.casework.cases.views.reading import show
from daymark.casework.reports.queries import get_report_for
from daymark.problems import NotForYou

Act = Callable[..., None]
PEOPLE_ACTS: dict[str, tuple[Act, str, str]] = {
    "add": (actions.add_member, "user", "works on the case now"),
    "remove": (actions.remove_member, "user", "no longer works on the case"),
    "lead": (actions.assign, "lead", "leads the case now"),
}


def back(request: SignedInRequest, case: Case, words: str = "", anchor: str = "") -> HttpResponse:
    """To the page of the case, saying what was done."""
    if words:
        messages.success(request, words)
    return redirect(f"/cases/{case.reference}/{anchor}")


@require_POST
@for_case_readers
def write(request: SignedInRequest, reference: str) -> HttpResponse:
    """A note or a decision for the log."""
    at = timezone.now()
    case, form = get_case_for(request.user, reference, at=at), LogForm(request.POST, auto_id="log_%s")
    if not form.is_valid():
        return show(request, case, at, log_form=form)
    given = form.cleaned_data
    if given["kind"] == "DECISION":
        actions.record_decision(case=case, text=given["text"], reason=given["reason"], by=request.user, at=at)
    else:
        actions.write_note(case=case, text=given["text"], by=request.user, at=at)
    return back(request, case, anchor="#log")


@require_POST
@for_case_readers
def add_one_report(request: SignedInRequest, reference: str) -> HttpResponse:
    """One more report for the case."""
    at = timezone.now()
    case, form = get_case_for(request.user, reference, at=at), ReportForm(request.POST, auto_id="report_%s")
    if not form.is_valid():
        return show(request, case, at, report_form=form)
    report = get_report_for(request.user, form.cleaned_data["report"].upper(), at=at)
    actions.add_report(case=case, report=report, by=request.user, at=at)
    return back(request, case, f"{report.reference} is in the case now.", "#reports")


@require_POST
@for_case_readers
def add_one_task(request: SignedInRequest, reference: str) -> HttpResponse:
    """One more thing to be done."""
    at = timezone.now()
    case = get_case_for(request.user, reference, at=at)
    form = TaskForm(request.POST, people=readers(), auto_id="task_%s")
    if not form.is_valid():
        return show(request, case, at, task_form=form)
    actions.add_task(case=case, by=request.user, at=at, **form.cleaned_data)
    return back(request, case, "The task is added.", "#tasks")


@require_POST
@for_case_readers
def change_task(request: SignedInRequest, reference: str, number: UUID) -> HttpResponse:
    """Done, open again, for another person, or until another day: what `act` says."""
    at = timezone.now()
    task = get_task_for(request.user, get_case_for(request.user, reference, at=at), str(number))
    act = request.POST.get("act")
    if act == "done":
        actions.finish_task(task=task, by=request.user, at=at)
    elif act == "undone":
        actions.reopen_task(task=task, by=request.user, at=at)
    elif act == "assign":
        actions.assign_task(task=task, to=_reader(request.POST.get("person", "")), by=request.user, at=at)
    elif act == "move":
        actions.move_task(task=task, due_on=_day(request.POST.get("due_on", "")), by=request.user, at=at)
    else:
        raise NotForYou()
    return back(request, task.case, anchor="#tasks")


@require_POST
@for_case_readers
def change_people(request: SignedInRequest, reference: str) -> HttpResponse:
    """Adds a person, takes one off, or gives the case another lead: what `act` says."""
    at = timezone.now()
    case = get_case_for(request.user, reference, at=at)
    members = User.objects.filter(case_memberships__case=case)
    form = PersonForm(request.POST, people=readers(also=members), auto_id="person_%s")
    if not form.is_valid():
        return show(request, case, at, person_form=form)
    if request.POST.get("act") not in PEOPLE_ACTS:
        raise NotForYou()
    person, (act, name, words) = form.cleaned_data["person"], PEOPLE_ACTS[request.POST["act"]]
    act(case=case, by=request.user, at=at, **{name: person})
    if person == request.user and case.is_restricted and request.POST["act"] == "remove":
        messages.success(request, f"You no longer work on {case.reference}.")
        return redirect("cases")
    return back(request, case, f"{person.name} {words}.", "#people")


def _reader(username: str) -> User | None:
    if not username:
        return None
    person = next((person for person in readers() if person.username == username), None)
    if person is None:
        raise actions.CannotReadCases()
    return person


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None
