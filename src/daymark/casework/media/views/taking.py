"""Taking files of the server in from a page: which folder, for which exhibit, and having a reading go on."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from daymark.casework.access.gates import SignedInRequest, for_roles
from daymark.casework.access.recording import record
from daymark.casework.cases.forms import posted
from daymark.casework.cases.models import Case
from daymark.casework.cases.queries import get_case_for
from daymark.casework.media import actions
from daymark.casework.media.forms import TakeForm
from daymark.casework.media.models import Exhibit, Seizure
from daymark.casework.media.queries import TAKERS, get_seizure_for
from daymark.casework.media.rules import IsRead
from daymark.casework.media.taking import Folder, NotListed, Shelves, shelves_of_centre
from daymark.casework.media.taking.folders import MOST_COUNTED, MOST_FOLDERS

ask = require_http_methods(["GET", "POST"])


@ask
@for_roles(*TAKERS)
def take(request: SignedInRequest, reference: str) -> HttpResponse:
    """Folders of the server, one level at a time, and the form that has the one that is open taken in."""
    at, shelves = timezone.now(), shelves_of_centre()
    case, token = get_case_for(request.user, reference, at=at), request.GET.get("in", "")
    folder = shelves.find(token) if token else None
    wanted = request.GET.get("exhibit", "")
    form = TakeForm(posted(request), exhibits=Exhibit.objects.filter(case=case), initial={"exhibit": wanted})
    if request.method == "POST" and folder and form.is_valid() and (begun := _begin(request, case, folder, form, at)):
        messages.success(request, "It waits for its turn, and is read without you: this page may be closed.")
        return redirect("seizure", begun.reference)
    if request.method == "GET":
        detail = {"folder": folder.whole_name if folder else ""}
        record(act="folders listed", by=request.user, at=at, kind="case", reference=case.reference, detail=detail)
    about = _folders(shelves, folder) | {"case": case, "folder": folder, "form": form, "exhibit": wanted}
    if folder:
        about["before"] = list(Seizure.objects.filter(exhibit__case=case, folder=folder.path))
    return render(request, "media/pages/take.html", about, status=422 if form.errors else 200)


@require_POST
@for_roles(*TAKERS)
def go_on(request: SignedInRequest, reference: str) -> HttpResponse:
    """Has the server read on where a seizure stopped, or look for what is new in one that was read."""
    at = timezone.now()
    seizure = get_seizure_for(request.user, reference, at=at)
    folder = bytes(seizure.folder)
    shelves_of_centre().refuse_others(folder)
    actions.ask(exhibit=seizure.exhibit, folder=folder, by=request.user, at=at)
    messages.success(request, "It goes on as soon as its turn has come.")
    return redirect("seizure", reference)


def _begin(request: SignedInRequest, case: Case, folder: Folder, form: TakeForm, at: datetime) -> Seizure | None:
    """The seizure that now waits; None when the form says what is in the way."""
    exhibit = form.chosen
    if exhibit is None:
        exhibit = actions.exhibit_named(case=case, name=form.cleaned_data["name"], by=request.user, at=at)
    try:
        return actions.ask(exhibit=exhibit, folder=folder.path, by=request.user, at=at)
    except IsRead as problem:
        form.add_error(None, problem.message)
        return None


def _folders(shelves: Shelves, folder: Folder | None) -> dict[str, object]:
    """What the page lists: the roots, or what lies in the open folder and the way to it."""
    about: dict[str, object] = {"shelves": shelves, "most": MOST_FOLDERS, "most_counted": MOST_COUNTED}
    if folder is None:
        return about | {"folders": shelves.roots(), "missing": shelves.missing()}
    try:
        folders = shelves.below(folder)
    except NotListed as problem:
        return about | {"folders": [], "why_not": problem.message, "trail": shelves.trail(folder)}
    return about | {
        "folders": folders[:MOST_FOLDERS],
        "are_more": len(folders) > MOST_FOLDERS,
        "trail": shelves.trail(folder),
    }
