"""The front page, the search over everything, the health answer, and the pages for errors."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET


@require_GET
def front(request: HttpRequest) -> HttpResponse:
    """What waits for a signed-in person; for everybody else the way to report and the way to sign in."""
    if not request.user.is_authenticated:
        return render(request, "front.html")
    return render(request, "home.html")


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    return render(request, "search.html")


@require_GET
def health(request: HttpRequest) -> JsonResponse:
    """Whether the database answers; says nothing else."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "error.html", {"status": 404}, status=404)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "error.html", {"status": 400}, status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "error.html", {"status": 403}, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "error.html", {"status": 403, "csrf": True}, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    return render(request, "error.html", {"status": 500}, status=500)
