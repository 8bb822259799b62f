"""Pages that ask before they act: opening, closing, reopening, the door, taking a report out."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from daymark.casework.access.gates import SignedInRequest, for_case_readers
from daymark.casework.access.models import Role
from daymark.casework.cases import actions
from daymark.casework.cases.forms import CloseForm, OpenCaseForm, ReasonForm, posted, references
from daymark.casework.cases.queries import case_of_report, get_case_for, reports_in, weights_of
from daymark.casework.cases.views.acts import back
from daymark.casework.reports.queries import get_report_for
from daymark.problems import NotForYou

ask = require_http_methods(["GET", "POST"])


@ask
@for_case_readers
def open_new(request: SignedInRequest) -> HttpResponse:
    """Opens a case from the reports that the address names (`?report=R-...`, several times)."""
    at = timezone.now()
    named = list(references(request.GET.getlist("report")))
    first = {"reports": " ".join(named), "lead": _leads_by_default(request)}
    form = OpenCaseForm(posted(request), initial=first)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        reports = [get_report_for(request.user, each, at=at) for each in given.pop("reports")]
        case = actions.open_case(reports=reports, by=request.user, at=at, **given)
        return back(request, case, f"Case {case.reference} is open.")
    chosen = [get_report_for(request.user, each, at=at) for each in named]
    rows = [(report, weight, case_of_report(report)) for report, weight in zip(chosen, weights_of(chosen), strict=True)]
    return render(request, "cases/pages/open.html", {"form": form, "rows": rows}, status=422 if form.errors else 200)


@ask
@for_case_readers
def close(request: SignedInRequest, reference: str) -> HttpResponse:
    """Closes a case with its outcome and the reason."""
    at = timezone.now()
    case, form = get_case_for(request.user, reference, at=at), CloseForm(posted(request))
    if request.method == "POST" and form.is_valid():
        actions.close_case(case=case, by=request.user, at=at, **form.cleaned_data)
        return back(request, case, "The case is closed. It can be reopened with a reason.")
    tasks = case.tasks.filter(done_at__isnull=True).count()
    content = {"case": case, "form": form, "open_tasks": tasks}
    return render(request, "cases/pages/close.html", content, status=422 if form.errors else 200)


@ask
@for_case_readers
def reopen(request: SignedInRequest, reference: str) -> HttpResponse:
    """Opens a closed case again."""
    at = timezone.now()
    case, form = get_case_for(request.user, reference, at=at), ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        actions.reopen_case(case=case, reason=form.cleaned_data["reason"], by=request.user, at=at)
        return back(request, case, "The case is open again.")
    return render(request, "cases/pages/reopen.html", {"case": case, "form": form}, status=422 if form.errors else 200)


@ask
@for_case_readers
def door(request: SignedInRequest, reference: str) -> HttpResponse:
    """Restricts a case to its members, or opens a restricted one."""
    at = timezone.now()
    case, form = get_case_for(request.user, reference, at=at), ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        act = actions.unrestrict if case.is_restricted else actions.restrict
        act(case=case, reason=form.cleaned_data["reason"], by=request.user, at=at)
        words = "All whose duty includes cases see it now." if case.is_restricted else "Only its members see it now."
        return back(request, case, words)
    content = {"case": case, "form": form, "members": case.members.select_related("user").order_by("user__name")}
    return render(request, "cases/pages/door.html", content, status=422 if form.errors else 200)


@ask
@for_case_readers
def remove_one_report(request: SignedInRequest, reference: str, report: str) -> HttpResponse:
    """Takes a report out of a case, back to the queue."""
    at = timezone.now()
    case, form = get_case_for(request.user, reference, at=at), ReasonForm(posted(request))
    leaving = next((each for each in reports_in(case) if each.reference == report), None)
    if leaving is None:
        raise NotForYou()
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        actions.remove_report(case=case, report=leaving, reason=reason, by=request.user, at=at)
        messages.success(request, f"{leaving.reference} stands in the queue again.")
        return redirect("case", case.reference)
    content = {"case": case, "report": leaving, "form": form}
    return render(request, "cases/pages/remove_report.html", content, status=422 if form.errors else 200)


def _leads_by_default(request: SignedInRequest) -> str:
    return "" if request.user.has_role(Role.PARTNER) else str(request.user.username)
