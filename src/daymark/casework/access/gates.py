"""Who may open which page. Every view carries exactly one of these marks; a test reads them against a table."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from daymark.casework.access.models import CASE_READING_ROLES, Role, User
from daymark.problems import NotForYou

View = Callable[..., HttpResponseBase]


class SignedInRequest(HttpRequest):
    """What a view behind a mark other than `for_everybody` is given: somebody is signed in."""

    user: User


EVERYBODY = "everybody"  # also without signing in


def for_roles(*roles: Role) -> Callable[[View], View]:
    """The page is for people who hold one of these roles. Others get the same answer as for a page that isn't there."""

    def mark(view: View) -> View:
        @wraps(view)
        def gated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not request.user.has_role(*roles):
                raise NotForYou()
            return view(request, *args, **kwargs)

        gated.open_to = frozenset(roles)  # type: ignore[attr-defined]
        return gated

    return mark


def for_everybody(view: View) -> View:
    """The page is open to the public, signed in or not."""
    view.open_to = EVERYBODY  # type: ignore[attr-defined]
    return view


for_case_readers = for_roles(*sorted(CASE_READING_ROLES))
for_signed_in = for_roles(*Role)
