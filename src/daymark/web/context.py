"""What every page knows: the centre, the navigation for this person's roles, the theme."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language

from daymark.casework.access.models import User
from daymark.web.middleware.flood import PUBLIC
from daymark.web.navigation import navigation_for


def page(request: HttpRequest) -> dict[str, Any]:
    """Template variables for every page."""
    user = getattr(request, "user", None)
    person = user if isinstance(user, User) else None
    return {
        "centre": settings.DAYMARK.centre,
        "practice": settings.DAYMARK.practice,
        "exit_url": settings.DAYMARK.exit_url,
        "navigation": navigation_for(person, request.path) if person else [],
        "theme": person.theme if person else "system",
        "error_number": getattr(request, "error_number", ""),
        "languages": lambda: languages_of(request),
        "frame": f"web/pages/{'public' if PUBLIC.match(request.path) and not person else 'base'}.html",
    }


def languages_of(request: HttpRequest) -> list[dict[str, Any]]:
    """The same page in each language; answers stay, because they do not hang on the address."""
    here = get_language()
    return [
        {"code": code, "label": label, "url": translate_url(request.get_full_path(), code), "current": code == here}
        for code, label in settings.LANGUAGES
    ]
