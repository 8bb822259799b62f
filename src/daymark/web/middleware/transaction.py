"""One request, one transaction, under the context of the one who asks."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import structlog
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from daymark.casework.access import context
from daymark.problems import Problem

log = structlog.get_logger()
# To htmx: whatever part of the page was asked for, show this answer where the page's content stands.
IN_PLACE_OF_THE_PAGE = {"HX-Retarget": "#main", "HX-Reselect": "#main", "HX-Reswap": "outerHTML show:window:top"}


class OneTransaction:
    """Runs the view in a transaction with the row-level context set; a failed answer rolls everything back.

    A Problem becomes a page that says what happened and what to do; anything else a page with an error number.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asking = context.context_of(request.user if request.user.is_authenticated else None)
        is_fresh = not connection.in_atomic_block
        with transaction.atomic():
            if not is_fresh or asking != context.NOBODY:  # a fresh transaction is nobody's
                context.apply(asking)
            response = self.get_response(request)
            if response.status_code >= 500 or getattr(request, "problem", None):
                transaction.set_rollback(True)
        if request.headers.get("HX-Request") and _says_why_not(request, response):
            for name, value in IN_PLACE_OF_THE_PAGE.items():
                response[name] = value
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Problem):
            request.problem = exception  # type: ignore[attr-defined]
            return problem_page(request, exception)
        number = uuid.uuid4().hex[:12]
        route = request.resolver_match.route if request.resolver_match else ""
        log.error("request failed", error_number=number, method=request.method, route=route, exc_info=exception)
        request.error_number = number  # type: ignore[attr-defined]
        return None


def _says_why_not(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether the answer is a page about what went wrong, and not the view's own with a form to correct."""
    return hasattr(request, "problem") or (response.status_code >= 400 and response.status_code != 422)


def problem_page(request: HttpRequest, problem: Problem) -> HttpResponse:
    """The page that shows a Problem in words."""
    return render(request, "problem.html", {"problem": problem, "back": _own_page(request)}, status=problem.http_status)


def _own_page(request: HttpRequest) -> str:
    """The page of ours that the person came from, or nothing."""
    if request.method == "GET":
        return ""
    return request.path if request.headers.get("Sec-Fetch-Site") == "same-origin" else ""
