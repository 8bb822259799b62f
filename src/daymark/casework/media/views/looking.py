"""Looking at what a stack shows: a blurred tile for everybody who may see the case, more only as a counted look."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from daymark.casework.access.gates import SignedInRequest, for_case_readers
from daymark.casework.cases.models import Case
from daymark.casework.media import actions
from daymark.casework.media.models import Content, Stack
from daymark.casework.media.queries.grading import taste_of
from daymark.casework.media.queries.opening import note_of
from daymark.casework.media.queries.pictures import SCENE, CannotShow, picture_of, scene_row, strip_of, tile_of
from daymark.casework.media.queries.scenes import film_of
from daymark.casework.media.queries.stacks import get_stack_for, member_of, visible_stack, waiting_members
from daymark.casework.welfare.actions import begin_look, end_look
from daymark.casework.welfare.queries import going_look, policy_now
from daymark.engine.sandbox.seen import Tile
from daymark.engine.showing import as_png
from daymark.engine.video.sheet import contact_sheet

MOST_BESIDE = 11  # of what joined a stack, in one look beside its face
BESIDE = 240  # pixels: the larger side of each


@require_GET
@for_case_readers
def tile(request: SignedInRequest, number: int, content: int) -> HttpResponse:
    """Light and dark of one content of a stack: nothing in it can be told, so it counts as no look."""
    stack = visible_stack(request.user, number)
    try:
        return png(tile_of(stack.case, member_of(stack, content)))
    except CannotShow as why:
        return said_why(why)


@require_GET
@for_case_readers
def scene_tiles(request: SignedInRequest, number: int, content: int) -> HttpResponse:
    """Light and dark of each scene of a film in one row: like a tile, it counts as no look."""
    stack = visible_stack(request.user, number)
    film = member_of(stack, content)
    try:
        row = scene_row(stack.case, film, [scene.from_ms for scene in film_of(film).scenes])
    except CannotShow as why:
        return said_why(why)
    return HttpResponse(row, content_type="image/png")


@require_POST
@for_case_readers
def look(request: SignedInRequest, number: int, content: int) -> HttpResponse:
    """Begins a look: from now on it counts, until it is ended or its time is over."""
    at = timezone.now()
    stack = get_stack_for(request.user, number, at=at, act="stack looked at")
    shown = member_of(stack, content)
    begun = begin_look(
        by=request.user,
        at=at,
        case_reference=stack.case.reference,
        kind="strip" if shown.group == "film" else "stack",
        number=stack.pk,
        severity=stack.severity,
    )
    note = note_of(stack.case, shown)
    if note:
        actions.note_shown_from_vault(content=shown, case=stack.case, by=request.user, at=at)
    picture = f"/stacks/{stack.pk}/{shown.pk}/looks/{begun.look}.png"
    if request.headers.get("Accept", "") == "application/json":
        return JsonResponse({"look": str(begun.look), "picture": picture, "for_ms": begun.limit_ms, "note": note})
    return render(
        request,
        "media/pages/look.html",
        {"stack": stack, "picture": picture, "look": begun, "seconds": begun.limit_ms // 1000, "note": note},
    )


@require_GET
@for_case_readers
def picture(request: SignedInRequest, number: int, content: int, look: UUID) -> HttpResponse:
    """What the person has begun to look at, while her look lasts: a picture, or the scenes of a film."""
    stack = visible_stack(request.user, number)
    going_look(request.user, look, stack.pk, at=timezone.now())
    shown, grey = member_of(stack, content), not taste_of(request.user).in_colour
    try:
        beside = [member.content for member in waiting_members(stack).select_related("content")[:MOST_BESIDE]]
        if shown in beside and stack.group == "still":
            return joined_picture(stack, beside, grey=grey)
        return shown_picture(stack.case, shown, grey=grey)
    except CannotShow as why:
        return said_why(why)


@require_POST
@for_case_readers
def end(request: SignedInRequest, look: UUID) -> HttpResponse:
    """Ends a look, and goes back to the page of ours where it began."""
    ended = end_look(by=request.user, at=timezone.now(), look=look)
    if request.headers.get("Accept", "") == "application/json":
        return HttpResponse(status=204)
    back = request.POST.get("back", "")
    if back and url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return redirect(back)
    return redirect("stack", ended.number)


def shown_picture(case: Case, content: Content, *, grey: bool) -> HttpResponse:
    """A picture, or the scenes of a film in one, without those that a person confirmed as known. Raises CannotShow."""
    scenes = film_of(content).shown if content.group == "film" else []
    if len(scenes) > 1:
        tiles = strip_of(case, content, [scene.from_ms for scene in scenes], longest=SCENE, grey=grey)
        return HttpResponse(contact_sheet(tiles), content_type="image/png")
    at_ms = scenes[0].from_ms if scenes else 0
    return png(picture_of(case, content, longest=policy_now().largest_side, grey=grey, at_ms=at_ms))


def joined_picture(stack: Stack, joined: list[Content], *, grey: bool) -> HttpResponse:
    """What was graded, and beside it what looks the same and came later. Raises CannotShow."""
    together = [stack.face, *joined]
    tiles = [picture_of(stack.case, each, longest=BESIDE, grey=grey) for each in together]
    return HttpResponse(contact_sheet(tiles, times=False), content_type="image/png")


def said_why(why: CannotShow) -> HttpResponse:
    """Why it cannot be shown, as a sentence."""
    return HttpResponse(str(why), status=404, content_type="text/plain; charset=utf-8")


def png(tile: Tile) -> HttpResponse:
    """One picture."""
    return HttpResponse(as_png(tile), content_type="image/png")
