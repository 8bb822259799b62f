"""A flood of the public pages stops here, before a session, a transaction or a page is made for it.

Two fences. Buckets say how many pages one address, and everybody together, may ask for. Places say how many public
requests a process works on at once: a slow upload, or one that never ends, takes a place of the public's and never the
last thread, which staff pages need. Who must wait is told so, with the emergency number, and gets back what was typed.

The figures are for each web process and the authors' choice: a class of thirty behind one address passes, a hundred
requests a second do not. `tests/browser/test_flood.py` measures what staff feel of it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from threading import BoundedSemaphore

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.template.loader import render_to_string
from django.utils.translation import get_language

from daymark.casework.reports.public.guarding import from_our_pages
from daymark.casework.reports.public.limits import address_digest, seconds
from daymark.casework.reports.rules.buckets import Limiter, Rate

PUBLIC = re.compile(r"/(?:[a-z]{2}/)?(?:report/|help/|$)")
FIRST_PAGE = re.compile(r"/(?:[a-z]{2}/)?$")
LEAVING = re.compile(r"/(?:[a-z]{2}/)?report/leave/$")
PAGES = Limiter(of_each=Rate(120, 5), of_all=Rate(100, 12))
# Of the eight threads of a process (cli/serve.py) two make public pages and four wait for files; two are the staff's.
PLACES, UPLOAD_PLACES = BoundedSemaphore(2), BoundedSemaphore(4)
PATIENCE = 0.25  # seconds to wait for a place
SOON = 15  # seconds after which to try again when all places are taken
GIVEN_BACK = 300_000  # bytes of a form that are given back to its writer; a longer one the browser still has


class Flood:
    """Lets public requests through as long as there is room for them; others it does not touch."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not PUBLIC.match(request.path) or LEAVING.match(request.path) or _is_at_home(request):
            return self.get_response(request)
        if wait := PAGES.take(address_digest(request), seconds()):
            return busy(request, wait)
        with _place(request) as free:
            return self.get_response(request) if free else busy(request, SOON)


def busy(request: HttpRequest, wait: float) -> HttpResponse:
    """What to do instead, when to try again, and the text that was typed in a form that sends it again."""
    minutes = max(math.ceil(wait / 60), 1)
    typed = tuple(_typed(request))
    make = _busy_page.__wrapped__ if typed else _busy_page
    page = make(get_language() or "", minutes, request.method == "POST", typed)
    return HttpResponse(page, status=429, headers={"Retry-After": str(math.ceil(wait))})


@lru_cache(maxsize=64)
def _busy_page(language: str, minutes: int, is_form: bool, typed: tuple[tuple[str, str], ...] = ()) -> bytes:
    """The page, remembered unless it carries somebody's words: refusing must cost less than answering."""
    context = {
        "minutes": minutes,
        "typed": typed,
        "is_form": is_form,
        "practice": settings.DAYMARK.practice,
        "centre": settings.DAYMARK.centre,
        "exit_url": settings.DAYMARK.exit_url,
    }
    return render_to_string("web/pages/busy.html", context).encode()


def _is_at_home(request: HttpRequest) -> bool:
    """Whether somebody who is signed in opens the first page, which is the staff's home too. One look-up, no page."""
    return FIRST_PAGE.match(request.path) is not None and has_session(request) and SESSION_KEY in request.session


def has_session(request: HttpRequest) -> bool:
    """Whether the browser sent a session cookie, true or invented."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES


@contextmanager
def _place(request: HttpRequest) -> Iterator[bool]:
    """A place for this request: forms with files, which may take minutes, have places of their own."""
    carries_files = (request.content_type or "").startswith("multipart/")
    places = UPLOAD_PLACES if carries_files else PLACES
    is_free = places.acquire(timeout=PATIENCE)
    try:
        yield is_free
    finally:
        if is_free:
            places.release()


def _typed(request: HttpRequest) -> Iterator[tuple[str, str]]:
    """The fields of a form of ours, to be sent again by one press. Before the first answer nothing is lost."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    is_form = request.content_type == "application/x-www-form-urlencoded" and from_our_pages(request)
    is_writing = request.method == "POST" and has_session(request)
    if not is_writing or not is_form or not length.isdigit() or int(length) > GIVEN_BACK:
        return
    try:
        fields = list(request.POST.items())
    except (UnreadablePostError, RequestDataTooBig, TooManyFieldsSent):
        return  # there is nothing whole to give back; the page says how to go on
    yield from ((name, str(value)) for name, value in fields)
