"""Looking at a look-alike beside what is known: blurred tiles, and both as they are only as one counted look."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from daymark.casework.access.gates import SignedInRequest, for_roles
from daymark.casework.access.models import Role
from daymark.casework.matching import queries
from daymark.casework.matching.queries.pairs import Pair, pair_of, severity_of
from daymark.casework.media.actions import note_shown_from_vault
from daymark.casework.media.queries.grading import taste_of
from daymark.casework.media.queries.opening import note_of
from daymark.casework.media.queries.pictures import CannotShow, picture_of, tile_of
from daymark.casework.media.views.looking import png, said_why
from daymark.casework.welfare.actions import begin_look
from daymark.casework.welfare.queries import going_look, policy_now
from daymark.engine.sandbox.seen import Tile
from daymark.engine.showing import as_png
from daymark.engine.video.sheet import contact_sheet
from daymark.problems import NotForYou

for_deciders = for_roles(Role.INVESTIGATOR, Role.VICTIM_IDENTIFICATION_ANALYST, Role.SUPERVISOR)
BESIDE = 320  # pixels: the larger side of each of the two


@require_GET
@for_deciders
def tile(request: SignedInRequest, number: int, side: str) -> HttpResponse:
    """Light and dark of one of the two: nothing in it can be told, so it counts as no look."""
    shown = pair_of(queries.visible_proposal(request.user, number), request.user).side(side)
    if shown is None:
        raise NotForYou()
    try:
        return png(tile_of(shown.case, shown.content))
    except CannotShow as why:
        return said_why(why)


@require_POST
@for_deciders
def look(request: SignedInRequest, number: int) -> HttpResponse:
    """Begins a look at both: from now on it counts, until it is ended or its time is over."""
    at = timezone.now()
    hit = queries.get_proposal_for(request.user, number, at=at, act="look-alike looked at")
    pair = pair_of(hit, request.user)
    if not pair.sides:
        raise NotForYou()
    begun = begin_look(
        by=request.user,
        at=at,
        case_reference=pair.sides[0].case.reference,
        kind="strip" if hit.content.group == "film" else "file",
        number=hit.content_id,
        severity=severity_of(pair),
    )
    note = " ".join(_notes(request, pair))
    picture = reverse("look-alike-picture", args=[hit.pk, begun.look])
    if request.headers.get("Accept", "") == "application/json":
        return JsonResponse({"look": str(begun.look), "picture": picture, "for_ms": begun.limit_ms, "note": note})
    content = {"hit": hit, "pair": pair, "picture": picture, "look": begun, "seconds": begun.limit_ms // 1000}
    return render(request, "matching/pages/look.html", content | {"note": note})


@require_GET
@for_deciders
def picture(request: SignedInRequest, number: int, look: UUID) -> HttpResponse:
    """The two side by side while her look lasts; one alone when the other cannot be opened."""
    hit = queries.visible_proposal(request.user, number)
    going_look(request.user, look, hit.content_id, at=timezone.now())
    grey, longest = not taste_of(request.user).in_colour, min(BESIDE, policy_now().largest_side)
    tiles: list[Tile] = []
    why_not: list[CannotShow] = []
    for side in pair_of(hit, request.user).sides:
        try:
            tiles.append(picture_of(side.case, side.content, longest=longest, grey=grey, at_ms=side.at_ms))
        except CannotShow as why:
            why_not.append(why)
    if not tiles:
        return said_why(why_not[0]) if why_not else HttpResponse(status=404)
    sheet = as_png(tiles[0]) if len(tiles) == 1 else contact_sheet(tiles, times=False)
    return HttpResponse(sheet, content_type="image/png")


def _notes(request: SignedInRequest, pair: Pair) -> list[str]:
    """What she must be told of each side before she looks; what comes from the vault goes on record."""
    notes = []
    for side in pair.sides:
        if said := note_of(side.case, side.content):
            note_shown_from_vault(content=side.content, case=side.case, by=request.user, at=timezone.now())
            notes.append(f"The {side.name} one: {said}")
    return notes
