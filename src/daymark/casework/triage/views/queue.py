"""The queue."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from daymark.casework.access.gates import SignedInRequest, for_case_readers, for_roles
from daymark.casework.reports.queries import BoundedPaginator, seek
from daymark.casework.triage import actions
from daymark.casework.triage.forms import QueueFilterForm
from daymark.casework.triage.queries import find_bundles, rows_of
from daymark.casework.triage.queries.reading import QUEUE_ROLES
from daymark.casework.triage.views.rows import row_shown

PAGE = 25


@require_GET
@for_case_readers
def queue(request: SignedInRequest) -> HttpResponse:
    """What waits, the most urgent first, narrowed by what the address asks."""
    at, form = timezone.now(), QueueFilterForm(request.GET)
    sought = seek(form.asked().get("search", ""))
    found = find_bundles(request.user, form.wanted(sought), at=at)
    pages = BoundedPaginator(found, PAGE)
    page = pages.get_page(request.GET.get("page"))
    first = (page.number - 1) * PAGE
    page.object_list = rows_of(found[first : first + PAGE])
    content = {
        "form": form,
        "page": page,
        "rows": [row_shown(bundle, request.user) for bundle in page],
        "count": pages.count_words,
        "sought": sought,
        "at": at,
        "takes": request.user.has_role(*QUEUE_ROLES),
    }
    return render(request, "triage/pages/queue.html", content)


@require_POST
@for_roles(*QUEUE_ROLES)
def take_next(request: SignedInRequest) -> HttpResponse:
    """Gives the most urgent row that nobody holds, and opens it."""
    row = actions.take_next(by=request.user, at=timezone.now())
    if row is None:
        messages.info(request, "Nothing waits that nobody holds.")
        return redirect("queue")
    messages.success(request, "You hold this now. Put it back if somebody else should decide.")
    return redirect("report", row.lead.reference)
