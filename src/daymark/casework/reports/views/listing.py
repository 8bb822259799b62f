"""The list of everything received."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from daymark.casework.access.gates import SignedInRequest, for_case_readers
from daymark.casework.reports.forms import ReportFilterForm
from daymark.casework.reports.queries import COUNT_UP_TO, count_up_to, find_reports, page_by_key, seek


@require_GET
@for_case_readers
def report_list(request: SignedInRequest) -> HttpResponse:
    """Everything received, the newest first, narrowed by what the address asks."""
    form = ReportFilterForm(request.GET)
    sought = seek(form.asked().get("search", ""))
    reports = find_reports(request.user, form.wanted(sought))
    page = page_by_key(
        reports,
        newest_first=form.newest_first,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    count = count_up_to(reports)
    return render(
        request,
        "reports/pages/list.html",
        {"form": form, "page": page, "sought": sought, "count": count, "count_is_whole": count < COUNT_UP_TO},
    )
