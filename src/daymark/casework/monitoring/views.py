"""The ranked list of persons seen in peer-to-peer networks, and one of them."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from daymark.casework.access.gates import SignedInRequest, for_case_readers, for_roles
from daymark.casework.access.models import Role
from daymark.casework.monitoring import actions
from daymark.casework.monitoring.forms import ACCESS, AccessForm, ChainFilter
from daymark.casework.monitoring.models import Chain
from daymark.casework.monitoring.queries import (
    addresses_of,
    find_chains,
    get_chain_for,
    latest_counting,
    lines,
    ranked_of,
    report_of,
    taken_files,
)
from daymark.casework.monitoring.rules.base_rates import base_rates
from daymark.casework.monitoring.rules.drawing import drawn
from daymark.casework.monitoring.rules.persons import Access
from daymark.casework.monitoring.rules.ranking import RULES

PAGE, FILES = 25, 20
MAY_ACT = (Role.TRIAGE_OFFICER, Role.INVESTIGATOR, Role.SUPERVISOR)


@require_GET
@for_case_readers
def persons(request: SignedInRequest) -> HttpResponse:
    """Everybody of the last counting in order, the base rate above, the estimate with what must hold for it."""
    counting, form = latest_counting(request.user), ChainFilter(request.GET)
    said = form.cleaned_data if form.is_valid() else {}
    page = Paginator(find_chains(request.user, **said), PAGE).get_page(request.GET.get("page"))
    at = counting.counted_at if counting else timezone.now()
    content = {
        "form": form,
        "counting": counting,
        "page": page,
        "lines": lines(list(page), at=at),
        "rate": base_rates()[0],
        "rules": RULES,
        "drawing": drawn(counting.estimates) if counting else None,
        "files": taken_files(request.user)[:FILES],
        "may_act": request.user.has_role(*MAY_ACT),
    }
    return render(request, "monitoring/pages/persons.html", content)


@require_GET
@for_case_readers
def person(request: SignedInRequest, reference: str) -> HttpResponse:
    """One person: why it stands where it stands, what is not known, what leads to it."""
    row = get_chain_for(request.user, reference, at=timezone.now())
    return _show(request, row, AccessForm(initial={"access": row.access}))


@require_POST
@for_roles(*MAY_ACT)
def triage(request: SignedInRequest, reference: str) -> HttpResponse:
    """Brings the person to triage, as a report."""
    at = timezone.now()
    row = get_chain_for(request.user, reference, at=at)
    report = actions.open_triage(chain=row, by=request.user, at=at)
    messages.success(request, f"{reference} stands in the queue as {report.reference}.")
    return redirect("report", report.reference)


@require_POST
@for_roles(*MAY_ACT)
def access(request: SignedInRequest, reference: str) -> HttpResponse:
    """Keeps what was found out about access to a child."""
    at, form = timezone.now(), AccessForm(request.POST)
    row = get_chain_for(request.user, reference, at=at)
    if not form.is_valid():
        return _show(request, row, form, status=422)
    given = form.cleaned_data
    actions.note_access(chain=row, access=Access(given["access"]), reason=given["reason"], by=request.user, at=at)
    messages.success(request, "Kept. The list is in its new order after the next counting.")
    return redirect("monitoring-person", reference)


def _show(request: SignedInRequest, row: Chain, form: AccessForm, *, status: int = 200) -> HttpResponse:
    counting = latest_counting(request.user)
    content = {
        "chain": row,
        "ranked": ranked_of(row, at=counting.counted_at if counting else timezone.now()),
        "links": row.links,
        "addresses": addresses_of(row),
        "report": report_of(row),
        "rate": base_rates()[0],
        "form": form,
        "access_words": dict(ACCESS)[row.access],
        "may_act": request.user.has_role(*MAY_ACT),
    }
    return render(request, "monitoring/pages/person.html", content, status=status)
