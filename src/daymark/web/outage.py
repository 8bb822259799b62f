"""The last net below the pages: a database that is away is said so, and no failure shows or logs what it was about."""

from __future__ import annotations

import sys
import uuid
from collections.abc import Callable, Iterable
from typing import Any

import psycopg
import structlog
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

from daymark.exchange.cybertip import report_response

log = structlog.get_logger()

HTML, XML = "text/html; charset=utf-8", "application/xml; charset=utf-8"
MACHINES = "/ispws/"  # the industry server
SERVER_ERROR = 1000  # its response code
RETRY_AFTER = "5"  # seconds: a killed database is back within two
AWAY = (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError)
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body><h1>{title}</h1><p>{words}</p>
<p>If a child is in danger now, call the police: 999 in the United Kingdom, 112 in the European Union.</p></body></html>
"""

Start = Callable[..., Any]
Application = Callable[[dict[str, Any], Start], Iterable[bytes]]


def is_away(error: BaseException | None) -> bool:
    """Whether this failure means that the database cannot be reached now, and so will mend itself."""
    while error is not None:
        if isinstance(error, AWAY):
            return True
        error = error.__cause__ or error.__context__
    return False


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's page for a failure: ours with a number to quote, or the plain one while the database is away."""
    from daymark.web import views

    error = sys.exc_info()[1]
    if not is_away(error):
        page = views.server_error(request)
        return _for_machines(page, "Nothing was stored. Send it again.") if _is_machine(request.path) else page
    status, title, words = words_for(error)
    answer = HttpResponse(PAGE.format(title=title, words=words), status=int(status[:3]))
    answer["Retry-After"] = RETRY_AFTER
    return _for_machines(answer, words) if _is_machine(request.path) else answer


def _is_machine(path: str) -> bool:
    """Whether a company's client asked: it reads the protocol's answer and no page."""
    return path.startswith(MACHINES)


def _for_machines(answer: HttpResponse, words: str) -> HttpResponse:
    answer.content = report_response(SERVER_ERROR, words)
    answer["Content-Type"] = XML
    return answer


def words_for(error: BaseException | None) -> tuple[str, str, str]:
    """Status line, title and what to do next."""
    if is_away(error):
        again = "The database cannot be reached for a moment. What you sent was not stored. Try again in a few seconds."
        return "503 Service Unavailable", "Please try again in a moment", again
    number = uuid.uuid4().hex[:12]
    log.error("request failed outside every page", error_number=number, exc_info=error)
    return (
        "500 Internal Server Error",
        "Something went wrong",
        f"Nothing was stored. Tell your administrator the number {number}.",
    )


def shielded(application: Application) -> Application:
    """The application with every exception that escapes it made a plain page; the server would print it whole."""

    def answer(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        try:
            return application(environ, start_response)
        except Exception as error:
            status, title, words = words_for(error)
            machine = _is_machine(str(environ.get("PATH_INFO", "")))
            headers = [("Content-Type", XML if machine else HTML), ("Cache-Control", "no-store")]
            headers += [("Content-Security-Policy", "default-src 'none'"), ("X-Content-Type-Options", "nosniff")]
            if status.startswith("503"):
                headers.append(("Retry-After", RETRY_AFTER))
            start_response(status, headers, sys.exc_info())
            page = PAGE.format(title=title, words=words).encode()
            return [report_response(SERVER_ERROR, words) if machine else page]

    return answer
