"""The grid on which a seizure is graded, and one stack of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.forms import model_to_dict
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from daymark.casework.access.gates import SignedInRequest, for_case_readers
from daymark.casework.access.models import Role
from daymark.casework.cases.forms import posted
from daymark.casework.media import actions
from daymark.casework.media.forms import FactsForm, TasteForm
from daymark.casework.media.models import Content, Seizure, Stack, StackVote
from daymark.casework.media.queries import get_seizure_for
from daymark.casework.media.queries.grading import (
    Place,
    left_out_in,
    new_parts_in,
    next_stacks,
    place_of,
    stacks_to_grade,
    sweep_of,
    taste_of,
)
from daymark.casework.media.queries.originals import with_originals
from daymark.casework.media.queries.pictures import warm
from daymark.casework.media.queries.scenes import film_of, film_shown, words_of
from daymark.casework.media.queries.stacks import (
    files_of,
    get_stack_for,
    grading_of,
    members_of,
    votes_of,
    waiting_members,
)
from daymark.casework.media.rules import Queue, Stage, whole_of, words_on
from daymark.casework.media.rules.scales import VERSION, derive_all
from daymark.casework.welfare.queries import allowance_of

ask = require_http_methods(["GET", "POST"])
MOST_FILES = 200  # named on the page of a stack


@require_GET
@for_case_readers
def grid(request: SignedInRequest, reference: str) -> HttpResponse:
    """The stacks of a seizure that wait for this person; `?part=1` brings the next ones alone."""
    at = timezone.now()
    seizure = get_seizure_for(request.user, reference, at=at)
    warm()
    queue, taste = _queue(request), taste_of(request.user)
    tiles = next_stacks(seizure, queue, request.user, after=_after(request, seizure), most=taste.tiles)
    content: dict[str, Any] = {"seizure": seizure, "queue": queue.value, "tiles": tiles, "taste": taste}
    if request.GET.get("part"):
        return render(request, "media/parts/tiles.html", content)
    sweep = sweep_of(seizure)
    waiting = sweep.new_stacks if queue is Queue.NEW else stacks_to_grade(seizure, queue, request.user).count()
    content |= {
        "sweep": sweep,
        "waiting": waiting,
        "queues": [
            {"label": words, "url": f"?queue={each.value}", "current": each is queue} for each, words in QUEUES.items()
        ],
        "facts": FactsForm(may_decide=_may_decide(request)),
        "taste_form": TasteForm(initial=model_to_dict(taste)),
        "allowance": allowance_of(request.user, at=at),
        "place": place_of(request.user, seizure),
        "new_parts": 0 if queue is Queue.PARTS else new_parts_in(seizure, request.user),
        "left_out": left_out_in(seizure, queue, request.user).count(),
    }
    return render(request, "media/pages/grid.html", content)


QUEUES = {
    Queue.NEW: "Never seen before",
    Queue.PARTS: "New parts of known films",
    Queue.PROPOSALS: "Look like known ones",
    Queue.JOINED: "Joined a graded stack since",
    Queue.SECOND: "For a second person",
    Queue.DISPUTED: "Disputed",
}


@require_POST
@for_case_readers
def choose_taste(request: SignedInRequest, reference: str) -> HttpResponse:
    """How the grid looks for this person from now on."""
    get_seizure_for(request.user, reference, at=timezone.now())
    form = TasteForm(request.POST)
    if form.is_valid():
        actions.choose_taste(user=request.user, **form.cleaned_data)
    else:
        messages.error(request, "Choose one of the sizes that are offered.")
    return redirect("grading", reference)


@ask
@for_case_readers
def stack(request: SignedInRequest, number: int) -> HttpResponse:
    """One stack: what is in it, who said what it shows, and what follows from that."""
    at = timezone.now()
    shown = get_stack_for(request.user, number, at=at)
    form = FactsForm(posted(request), may_decide=_may_decide(request) and shown.stage == Stage.DISPUTED)
    if request.method == "POST" and form.is_valid():
        return _graded(request, shown, form)
    return render(request, "media/pages/stack.html", _about(request, shown, form), status=422 if form.errors else 200)


def _graded(request: SignedInRequest, shown: Stack, form: FactsForm) -> HttpResponse:
    at, said = timezone.now(), form.cleaned_data
    now = actions.grade(
        stack=shown,
        facts=form.facts(),
        by=request.user,
        at=at,
        note=said["note"],
        as_senior=bool(said.get("as_senior")),
        stretch=form.stretch(),
    )
    if reference := request.POST.get("seizure"):
        seizure = get_seizure_for(request.user, reference, at=at)
        actions.remember_place(user=request.user, seizure=seizure, stack=now, at=at)
    if _wants_json(request):
        return JsonResponse(_now(now) | _left(request, now, form))
    messages.success(request, f"Stack {now.pk}: {now.get_stage_display().lower()}.")
    return redirect(_back(request, now))


def _now(stack: Stack) -> dict[str, object]:
    return {"stack": stack.pk, "stage": stack.stage, "words": stack.get_stage_display()}


def _left(request: SignedInRequest, now: Stack, form: FactsForm) -> dict[str, object]:
    """After a word on a stretch: how many scenes wait for one of this person, and whether the whole has hers."""
    if form.stretch() is None:
        return {}
    words, film = words_of(now, request.user), film_of(now.face)
    whole = whole_of(film.asked, words, film.known)
    return {"scenes_left": words_on(film.asked, words).count(None), "whole": whole is not None}


@require_GET
@for_case_readers
def scenes(request: SignedInRequest, number: int) -> HttpResponse:
    """The scenes of a film as the strip under the grid shows them, with what this person may read of each."""
    shown = get_stack_for(request.user, number, at=timezone.now(), act="scenes of a stack read")
    film = film_shown(shown, request.user, is_blind=_is_blind(request, shown, votes_of(shown)))
    return render(request, "media/parts/scenes.html", {"stack": shown, "film": film})


@require_POST
@for_case_readers
def undo(request: SignedInRequest, reference: str) -> HttpResponse:
    """Takes back what this person graded last in the case of this seizure."""
    at = timezone.now()
    seizure = get_seizure_for(request.user, reference, at=at)
    now = actions.undo(case=seizure.exhibit.case, by=request.user, at=at)
    if _wants_json(request):
        return JsonResponse(_now(now))
    messages.success(request, f"Taken back: stack {now.pk} is {now.get_stage_display().lower()}.")
    return redirect("stack", now.pk)


@require_POST
@for_case_readers
def joined(request: SignedInRequest, number: int) -> HttpResponse:
    """What joined a graded stack is the same (`act` confirm), or is not (`act` split)."""
    at = timezone.now()
    shown = get_stack_for(request.user, number, at=at)
    if request.POST.get("act") == "split":
        out = actions.split_joined(stack=shown, by=request.user, at=at)
        words = f"not the same: {len(out)} taken out, to be graded"
    else:
        actions.confirm_joined(stack=shown, by=request.user, at=at)
        words = "the same: the grade holds"
    if _wants_json(request):
        return JsonResponse({"stack": number, "stage": shown.stage, "words": words[0].upper() + words[1:]})
    messages.success(request, f"Stack {number}: {words}.")
    return redirect(_back(request, shown))


@require_POST
@for_case_readers
def split(request: SignedInRequest, number: int, content: int) -> HttpResponse:
    """Takes one content out of a stack, because it is not the same."""
    at = timezone.now()
    shown = get_stack_for(request.user, number, at=at)
    out = Content.objects.filter(pk=content).first()
    alone = actions.split(stack=shown, content=out, by=request.user, at=at) if out else None
    if alone is not None:
        messages.success(request, f"Taken out: it is stack {alone.pk} now, and nobody has graded it.")
    return redirect("stack", number)


def _about(request: SignedInRequest, shown: Stack, form: FactsForm) -> dict[str, Any]:
    """What the page of a stack says. A second person does not see what the first one said before she has said it."""
    grading, votes = grading_of(shown), votes_of(shown)
    is_blind = _is_blind(request, shown, votes)
    files = list(files_of(shown)[: MOST_FILES + 1])
    return {
        "stack": shown,
        "grading": grading,
        "votes": [] if is_blind else votes,
        "is_blind": is_blind,
        "scales": derive_all(grading.facts) if grading.facts and not is_blind else [],
        "members": members_of(shown),
        "joined": waiting_members(shown).count() if shown.stage == Stage.GRADED else 0,
        "files": with_originals(files[:MOST_FILES]),
        "more_files": len(files) > MOST_FILES,
        "film": film_shown(shown, request.user, is_blind=is_blind) if shown.group == "film" else None,
        "scales_version": VERSION,
        "form": form,
        "back": request.GET.get("seizure", ""),
        "allowance": allowance_of(request.user, at=timezone.now(), severity=shown.severity),
    }


def _is_blind(request: SignedInRequest, shown: Stack, votes: Sequence[StackVote]) -> bool:
    return shown.stage == Stage.SECOND and all(vote.by_id != request.user.pk for vote in votes)


def _queue(request: SignedInRequest) -> Queue:
    try:
        return Queue(request.GET.get("queue", Queue.NEW))
    except ValueError:
        return Queue.NEW


def _after(request: SignedInRequest, seizure: Seizure) -> Place:
    """The stack after which the grid begins: in the order of the seizure, from its first one unless asked."""
    number = request.GET.get("after", "")
    stack = Stack.objects.filter(pk=number, case=seizure.exhibit.case).first() if number.isdecimal() else None
    return Place(stack.cluster, stack.pk) if stack else Place()


def _may_decide(request: SignedInRequest) -> bool:
    return request.user.has_role(Role.SUPERVISOR)


def _wants_json(request: SignedInRequest) -> bool:
    return request.headers.get("Accept", "") == "application/json"


def _back(request: SignedInRequest, now: Stack) -> str:
    """Where the form was: the grid, or the page of the stack."""
    asked = request.POST.get("back", "")
    if asked and url_has_allowed_host_and_scheme(asked, allowed_hosts=None):
        return asked
    return f"/stacks/{now.pk}/"
