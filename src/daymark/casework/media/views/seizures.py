"""The pages of exhibits and seizures."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from daymark.casework.access.gates import SignedInRequest, for_case_readers
from daymark.casework.cases.forms import posted
from daymark.casework.cases.queries import get_case_for
from daymark.casework.media import actions
from daymark.casework.media.forms import CustodyForm, ExhibitForm
from daymark.casework.media.models import Seizure
from daymark.casework.media.queries import (
    custody_of,
    get_exhibit_for,
    get_seizure_for,
    kinds_of,
    partly_seen,
    sums_of,
    time_left_of,
    troubled_files,
)
from daymark.casework.media.queries.grading import sweep_of
from daymark.casework.media.queries.pictures import warm
from daymark.casework.media.rules import BAR, State, in_one_sentence

ask = require_http_methods(["GET", "POST"])
PAGE = 50
MOST_PARTLY = 200  # shown on the page; the rest is in the same state


@ask
@for_case_readers
def add(request: SignedInRequest, reference: str) -> HttpResponse:
    """Adds an exhibit to a case."""
    at = timezone.now()
    case, form = get_case_for(request.user, reference, at=at), ExhibitForm(posted(request))
    if request.method == "POST" and form.is_valid():
        exhibit = actions.add_exhibit(case=case, by=request.user, at=at, **form.cleaned_data)
        messages.success(request, f"Exhibit {exhibit.name} is in the case.")
        return redirect("exhibit", exhibit.pk)
    status = 422 if form.errors else 200
    return render(request, "media/pages/add.html", {"case": case, "form": form}, status=status)


@ask
@for_case_readers
def exhibit(request: SignedInRequest, number: UUID) -> HttpResponse:
    """One exhibit: its seizures, and who held it."""
    at = timezone.now()
    shown = get_exhibit_for(request.user, number, at=at)
    form = CustodyForm(posted(request), by=request.user, at=at)
    if request.method == "POST" and form.is_valid():
        actions.sign_custody(exhibit=shown, by=request.user, at=at, **form.cleaned_data)
        messages.success(request, "The entry is signed.")
        return redirect("exhibit", number)
    seizures = [(each, in_one_sentence(sums_of(each))) for each in Seizure.objects.filter(exhibit=shown)]
    content = {"exhibit": shown, "seizures": seizures, "custody": list(custody_of(shown)), "form": form}
    return render(request, "media/pages/exhibit.html", content, status=422 if form.errors else 200)


@require_GET
@for_case_readers
def seizure(request: SignedInRequest, reference: str) -> HttpResponse:
    """One seizure: how much of it is different, how far its reading is, and what could not be read."""
    at = timezone.now()
    shown = get_seizure_for(request.user, reference, at=at)
    warm()
    sums, sweep = sums_of(shown), sweep_of(shown)
    content = {
        "seizure": shown,
        "sums": sums,
        "sentence": in_one_sentence(sums) if sums.waiting or not sums.read else sweep.in_one_sentence(),
        "sweep": sweep,
        "bar": BAR,
        "kinds": kinds_of(shown),
        "partly": partly_seen(shown, most=MOST_PARTLY),
        "page": Paginator(troubled_files(shown), PAGE).get_page(request.GET.get("page")),
        "is_read": shown.state == State.READING,
        "left": time_left_of(shown, at=at),
        "at": at,
    }
    return render(request, "media/pages/seizure.html", content)


@require_POST
@for_case_readers
def pause(request: SignedInRequest, reference: str) -> HttpResponse:
    """Stops the reading after the batch that is being read."""
    at = timezone.now()
    actions.pause(seizure=get_seizure_for(request.user, reference, at=at), by=request.user, at=at)
    messages.success(request, "Paused. The command that reads it stops after its batch; run it again to go on.")
    return redirect("seizure", reference)
