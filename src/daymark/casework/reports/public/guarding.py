"""What every public view shares: open to everybody, forms read without a fault, forms of other sites refused.

These forms need no cross-site cookie: before the first answer no cookie is set at all. A browser says where a form
comes from (Sec-Fetch-Site, Origin), the session cookie never travels with another site's form (SameSite), and from the
first answer on each form carries the token of its session.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, QueryDict, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from daymark.casework.access.gates import for_everybody
from daymark.casework.access.uploads import SealedFile

View = Callable[..., HttpResponseBase]
LAST_FIELD = "whole"  # the last field of every form: without it, the end of the form never arrived
TRAP = "homepage"  # no person sees this field; programs that fill in every field do


class CannotRead(Exception):
    """The form cannot be used; the message says why, in words for the reader."""

    def __init__(self, words: str, status: int) -> None:
        super().__init__(words)
        self.status = status


@dataclass(frozen=True)
class Posted:
    """A form as it arrived. `whole` is False when its end is missing."""

    data: QueryDict
    files: list[SealedFile]
    whole: bool


def public_view(*methods: str) -> Callable[[View], View]:
    """Marks a view as open to the public and answers unreadable forms in words."""

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            try:
                return view(request, *args, **kwargs)
            except CannotRead as fault:
                return render(request, "reports/pages/public/unread.html", {"words": str(fault)}, status=fault.status)

        return require_http_methods([*methods])(csrf_exempt(for_everybody(guarded)))

    return mark


def read_form(request: HttpRequest) -> Posted:
    """The form of this request, or `CannotRead`."""
    if not from_our_pages(request):
        raise CannotRead(_("That form came from another site. Nothing was kept."), 403)
    try:
        data, files = request.POST, request.FILES
    except RequestDataTooBig:
        raise CannotRead(
            _("That was more text than we can take at once. Go back: your text should still be there."), 413
        ) from None
    except (TooManyFieldsSent, TooManyFilesSent):
        raise CannotRead(_("That form has more parts than ours. Nothing was kept."), 400) from None
    except (UnreadablePostError, MultiPartParserError):
        raise CannotRead(
            _("Only a part of it reached us, so nothing was kept. Go back and send it again."), 400
        ) from None
    sealed = [file for name in files for file in files.getlist(name) if isinstance(file, SealedFile)]
    return Posted(data, sealed, data.get(LAST_FIELD) == "yes")


def from_our_pages(request: HttpRequest) -> bool:
    """Whether the browser says that this form comes from our own pages; an old browser says nothing."""
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return not origin or origin == "null" or urlsplit(origin).netloc == request.get_host()
