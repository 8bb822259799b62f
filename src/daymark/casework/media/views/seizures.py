"""The pages of exhibits and seizures."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from daymark.casework.access.gates import SignedInRequest, for_case_readers
from daymark.casework.access.models import Role
from daymark.casework.cases.forms import posted
from daymark.casework.cases.queries import get_case_for
from daymark.casework.media import actions
from daymark.casework.media.forms import CustodyForm, ExhibitForm
from daymark.casework.media.models import Seizure
from daymark.casework.media.queries import (
    TAKERS,
    custody_of,
    get_exhibit_for,
    get_seizure_for,
    kinds_of,
    partly_seen,
    sums_of,
    troubled_files,
)
from daymark.casework.media.queries.grading import new_parts_in, sweep_of
from daymark.casework.media.queries.pictures import warm
from daymark.casework.media.queries.progress import command_of, progress_of
from daymark.casework.media.queries.sealing import sealing_of_seizure
from daymark.casework.media.rules import BAR, State, Sums, Sweep, in_one_sentence
from daymark.casework.media.taking import shelves_of_centre

ask = require_http_methods(["GET", "POST"])
PAGE = 50
PAUSED = "Paused. It stops after the files that are being read, and goes on from there when somebody says so."
PAUSED_COMMAND = "Paused. The command that reads it stops after its batch; run it again to go on."
# A page that stays open goes on record again after so many seconds.
READ_AT, NOTED_EVERY = "seizure_read_at", 600
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
    content["may_take"] = request.user.has_role(*TAKERS)
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
        "sentence": _title(sums, sweep),
        "sweep": sweep,
        "new_parts": new_parts_in(shown, request.user),
        "bar": BAR,
        "kinds": kinds_of(shown),
        "partly": partly_seen(shown, most=MOST_PARTLY),
        "page": Paginator(troubled_files(shown), PAGE).get_page(request.GET.get("page")),
        "sealing": sealing_of_seizure(shown),
        "may_set_policy": request.user.has_role(Role.SUPERVISOR),
    }
    _note_reading(request, reference, at)
    return render(request, "media/pages/seizure.html", content | _going_on(request, shown, at))


@require_GET
@for_case_readers
def progress(request: SignedInRequest, reference: str) -> HttpResponse:
    """How far the reading is: what the page of the seizure fetches every few seconds while it is under way."""
    at = timezone.now()
    noted = request.session.get(READ_AT, {}).get(reference, 0)
    still_open = at.timestamp() - noted < NOTED_EVERY
    shown = get_seizure_for(request.user, reference, at=at, still_open=still_open)
    if not still_open:
        _note_reading(request, reference, at)
    now = progress_of(shown, at=at)
    answer = render(request, "media/parts/progress.html", {"now": now})
    if not now.is_under_way or (now.is_left_alone and not shown.on_server):
        answer["HX-Refresh"] = "true"  # the whole page has more to say now
    return answer


@require_POST
@for_case_readers
def pause(request: SignedInRequest, reference: str) -> HttpResponse:
    """Stops the reading after the batch that is being read."""
    at = timezone.now()
    shown = get_seizure_for(request.user, reference, at=at)
    actions.pause(seizure=shown, by=request.user, at=at)
    messages.success(request, PAUSED if shown.on_server else PAUSED_COMMAND)
    return redirect("seizure", reference)


def _title(sums: Sums, sweep: Sweep) -> str:
    """What an officer reads first."""
    if not sums.files:
        return "Nothing has been read yet"
    return in_one_sentence(sums) if sums.waiting or not sums.read else sweep.in_one_sentence()


def _note_reading(request: SignedInRequest, reference: str, at: datetime) -> None:
    """Remembers when this person's reading went on record, so that a page left open is not a reading every second."""
    request.session[READ_AT] = {reference: at.timestamp()}


def _going_on(request: SignedInRequest, shown: Seizure, at: datetime) -> dict[str, object]:
    """Where the reading stands, and what this person can do about it."""
    now = progress_of(shown, at=at)
    stands_still = not now.is_under_way or (now.is_left_alone and not shown.on_server)
    may = stands_still and request.user.has_role(*TAKERS)
    from_page = may and shelves_of_centre().holds(bytes(shown.folder))
    return {
        "now": now,
        "may_pause": now.is_under_way and not stands_still,
        "may_go_on": from_page,
        "command": command_of(shown) if may and not from_page and shown.state != State.DONE else "",
    }
