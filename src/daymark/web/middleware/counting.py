"""Counts how often public pages are seen: by page, day and language, and nothing else."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language

from daymark.casework.prevention.actions import count_view

# Pages of one's own, such as the talk about a report, are not counted. The report button counts itself.
COUNTED = {
    "home": "front",
    "report-start": "report",
    "report-question": "report/{name}",
    "report-files": "report/files",
    "report-check": "report/check",
    "report-sent": "report/sent",
    "help": "help",
    "help-for": "help/{audience}",
}


class CountPublicViews:
    """Runs inside the request's transaction, after the page is made: the row of the day is locked for a moment only."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "GET" and response.status_code == 200 and (page := _page(request)):
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL synchronous_commit TO off")  # a count is not worth waiting for the disk
            count_view(page=page, on=timezone.localdate(), language=get_language() or "")
        return response


def _page(request: HttpRequest) -> str:
    match = request.resolver_match
    if match is None or (match.url_name == "home" and request.user.is_authenticated):
        return ""
    return COUNTED.get(match.url_name or "", "").format(**match.kwargs)
