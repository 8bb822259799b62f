"""The front page, the search over everything, the health answer, and the pages for errors."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from daymark.casework.access.gates import SignedInRequest, for_everybody, for_signed_in
from daymark.casework.access.models import CASE_READING_ROLES, Role, User
from daymark.web.home import Shown, sections_for
from daymark.web.search import search_for

# Those for whom something can wait; others are sent to the page of their duty.
PEOPLE_WITH_WORK = CASE_READING_ROLES | {Role.ADMINISTRATOR}


@require_GET
@for_everybody
def front(request: HttpRequest) -> HttpResponse:
    """What waits for a signed-in person; for everybody else the way to report and the way to sign in."""
    if not request.user.is_authenticated:
        return render(request, "front.html")
    if own_page := _own_page(request.user):
        return redirect(own_page)
    at = timezone.now()
    sections = sections_for(request.user, at=at)
    return render(request, "home.html", {"sections": sections, "at": at, "headline": _headline(sections)})


def _own_page(user: User) -> str:
    """The one page that people with a single narrow duty come for; empty for everybody else."""
    if user.has_role(*PEOPLE_WITH_WORK):
        return ""
    return "partner-referrals" if user.has_role(Role.PARTNER) else "picture"


def _headline(sections: list[Shown]) -> str:
    if not sections:
        return "Nothing waits for you"
    first = sections[0]
    return f"{first.section.value}: {first.total:,}"


@require_GET
@for_signed_in
def search(request: SignedInRequest) -> HttpResponse:
    """Everything one may see that has the text as its reference, its identifier or its name."""
    text = request.GET.get("q", "").strip()[:200]
    found = search_for(request.user, text, at=timezone.now())
    headline = f"{found.total} found for “{text}”" if text else "Search"
    return render(
        request,
        "search.html",
        {"text": text, "groups": found.groups, "read_as": found.read_as, "headline": headline},
    )


@require_GET
@for_everybody
def health(request: HttpRequest) -> JsonResponse:
    """Whether the database answers; says nothing else."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """There is no such page, or none for this person: both are told alike."""
    return render(request, "error.html", {"status": 404}, status=404)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The request could not be read."""
    return render(request, "error.html", {"status": 400}, status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The page belongs to another duty."""
    return render(request, "error.html", {"status": 403}, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was too old, or came from another site."""
    return render(request, "error.html", {"status": 403, "csrf": True}, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """A bug: a number to quote, and no case content."""
    return render(request, "error.html", {"status": 500}, status=500)
