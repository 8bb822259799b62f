"""A flood of the public pages stops here, before a session, a transaction or a page is made for it.

Two fences. Buckets say how many pages one address, and everybody together, may ask for. Places say how many public
requests a process works on at once: a slow upload, or one that never ends, takes a place of the public's and never the
last thread, which staff pages need. Who must wait is told so, with the emergency number, and gets back what was typed.

The figures are for each web process and the authors' choice: a class of thirty behind one address passes, a hundred
requests a second do not. `tests/deep/test_flood.py` measures what staff feel of it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.template.loader import render_to_string

from daymark.casework.reports.public.guarding import from_our_pages
from daymark.casework.reports.public.limits import address_digest, seconds
from daymark.casework.reports.rules.buckets import Limiter, Rate

PUBLIC = re.compile(r"/(?:[a-z]{2}/)?(?:report/|help/|$)")
LEAVING = re.compile(r"/(?:[a-z]{2}/)?report/leave/$")
PAGES = Limiter(of_each=Rate(120, 5), of_all=Rate(200, 25))
# The first page is the staff's home too. Who carries a session cookie there is counted by address alone.
HOME = Limiter(of_each=Rate(120, 10), of_all=Rate(1e9, 1e9))
# Of the four threads of a process (cli/serve.py) one is left to the staff, and one to public pages without files.
PLACES, UPLOAD_PLACES = BoundedSemaphore(3), BoundedSemaphore(2)
PATIENCE = 0.25  # seconds to wait for a place
SOON = 15  # seconds after which to try again when all places are taken
GIVEN_BACK = 300_000  # bytes of a form that are given back to its writer; a longer one the browser still has


class Flood:
    """Lets public requests through as long as there is room for them; others it does not touch."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not PUBLIC.match(request.path) or LEAVING.match(request.path):
            return self.get_response(request)
        if wait := _limiter(request).take(address_digest(request), seconds()):
            return busy(request, wait)
        with _place(request) as free:
            return self.get_response(request) if free else busy(request, SOON)


def busy(request: HttpRequest, wait: float) -> HttpResponse:
    """What to do instead, when to try again, and the text that was typed in a form that sends it again."""
    context = {
        "minutes": max(math.ceil(wait / 60), 1),
        "typed": list(_typed(request)),
        "address": request.get_full_path(),
        "is_form": request.method == "POST",
        "practice": settings.DAYMARK.practice,
        "centre": settings.DAYMARK.centre,
        "exit_url": settings.DAYMARK.exit_url,
    }
    page = render_to_string("web/pages/busy.html", context)
    return HttpResponse(page, status=429, headers={"Retry-After": str(math.ceil(wait))})


def _limiter(request: HttpRequest) -> Limiter:
    return HOME if request.path == "/" and settings.SESSION_COOKIE_NAME in request.COOKIES else PAGES


@contextmanager
def _place(request: HttpRequest) -> Iterator[bool]:
    """A place for this request; for one that carries files also one of the places for those."""
    wanted = [PLACES]
    if (request.content_type or "").startswith("multipart/"):
        wanted.insert(0, UPLOAD_PLACES)
    held = []
    try:
        for places in wanted:
            if not places.acquire(timeout=PATIENCE):
                break
            held.append(places)
        yield len(held) == len(wanted)
    finally:
        for places in held:
            places.release()


def _typed(request: HttpRequest) -> Iterator[tuple[str, str]]:
    """The fields of a form of ours, to be sent again by one press."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    is_form = request.content_type == "application/x-www-form-urlencoded" and from_our_pages(request)
    if request.method != "POST" or not is_form or not length.isdigit() or int(length) > GIVEN_BACK:
        return
    try:
        fields = list(request.POST.items())
    except (UnreadablePostError, RequestDataTooBig, TooManyFieldsSent):
        return  # there is nothing whole to give back; the page says how to go on
    yield from ((name, str(value)) for name, value in fields)
