"""Coding a cohort: one item after the other, blurred until somebody looks, and never with another coder's answers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from daymark.casework.access.gates import SignedInRequest
from daymark.casework.cases.forms import posted
from daymark.casework.cases.models import Case
from daymark.casework.media.queries.grading import taste_of
from daymark.casework.media.queries.pictures import CannotShow, tile_of
from daymark.casework.media.research import actions
from daymark.casework.media.research.forms import CodingForm
from daymark.casework.media.research.models import Cohort, CohortItem
from daymark.casework.media.research.queries import (
    coded_by,
    dropped_out,
    get_cohort_for,
    get_item_for,
    last_coded_by,
    next_item_for,
    open_case_of,
    own_coding_of,
    severity_of,
    visible_item,
)
from daymark.casework.media.research.rules.form import CodedByTwo, DroppedOut
from daymark.casework.media.research.views.cohorts import for_coders
from daymark.casework.media.views.looking import png, said_why, shown_picture
from daymark.casework.welfare.actions import begin_look
from daymark.casework.welfare.queries import allowance_of, going_look
from daymark.problems import NotForYou


@require_http_methods(["GET", "POST"])
@for_coders
def code(request: SignedInRequest, reference: str) -> HttpResponse:
    """The next item for this person, or (`?item=`) one of hers to be corrected."""
    at = timezone.now()
    cohort = get_cohort_for(request.user, reference, at=at)
    try:
        item = _asked_for(request, cohort)
        form = _form(request, item)
        if request.method == "POST" and item is not None and form.is_valid():
            actions.code_item(item=item, answers=form.cleaned_data, by=request.user, at=at)
            messages.success(request, f"Item {item.number} is coded.")
            return redirect("cohort-code", reference)
    except (DroppedOut, CodedByTwo) as gone:
        messages.error(request, gone.message)
        return redirect("cohort-code", reference)
    status = 422 if form.errors else 200
    return render(request, "media/research/pages/code.html", _about(request, cohort, item, form), status=status)


@require_GET
@for_coders
def tile(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    """Light and dark of one item: nothing in it can be told, so it counts as no look."""
    item = visible_item(request.user, reference, number)
    try:
        return png(tile_of(_case_of(item), item.content))
    except CannotShow as why:
        return said_why(why)


@require_POST
@for_coders
def look(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    """Begins a look: from now on it counts, until it is ended or its time is over."""
    at = timezone.now()
    item = get_item_for(request.user, reference, number, at=at)
    case = _case_of(item)
    begun = begin_look(
        by=request.user,
        at=at,
        case_reference=case.reference,
        kind="strip" if item.content.group == "film" else "file",
        number=item.content.pk,
        severity=severity_of(item, case),
    )
    shown = reverse("cohort-picture", args=[reference, number, begun.look])
    if request.headers.get("Accept", "") == "application/json":
        return JsonResponse({"look": str(begun.look), "picture": shown, "for_ms": begun.limit_ms})
    about = {"item": item, "picture": shown, "look": begun, "seconds": begun.limit_ms // 1000}
    return render(request, "media/research/pages/look.html", about)


@require_GET
@for_coders
def picture(request: SignedInRequest, reference: str, number: int, look: UUID) -> HttpResponse:
    """What the person has begun to look at, while her look lasts."""
    item = visible_item(request.user, reference, number)
    going_look(request.user, look, item.content.pk, at=timezone.now())
    try:
        return shown_picture(_case_of(item), item.content, grey=not taste_of(request.user).in_colour)
    except CannotShow as why:
        return said_why(why)


def _asked_for(request: SignedInRequest, cohort: Cohort) -> CohortItem | None:
    """The item that the form is about, or one that was asked for, or the next; None when all is coded."""
    number = request.POST.get("item", "") or request.GET.get("item", "")
    if request.method == "POST" and not number.isdecimal():
        raise NotForYou()
    if number.isdecimal():
        return visible_item(request.user, cohort.reference, int(number))
    return next_item_for(request.user, cohort)


def _form(request: SignedInRequest, item: CohortItem | None) -> CodingForm:
    own = own_coding_of(item, request.user) if item else None
    return CodingForm(posted(request), said=own.answers if own else None)


def _about(request: SignedInRequest, cohort: Cohort, item: CohortItem | None, form: CodingForm) -> dict[str, Any]:
    last = last_coded_by(request.user, cohort)
    return {
        "cohort": cohort,
        "item": item,
        "form": form,
        "is_correction": bool(item and own_coding_of(item, request.user)),
        "last": last if last and last != item else None,
        "coded": coded_by(request.user, cohort),
        "dropped": dropped_out(cohort),
        "allowance": allowance_of(request.user, at=timezone.now()),
    }


def _case_of(item: CohortItem) -> Case:
    case = open_case_of(item)
    if case is None:
        raise DroppedOut()
    return case
