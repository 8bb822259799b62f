"""What every page knows: the centre, the navigation for this person's roles, the theme."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from daymark.web.navigation import navigation_for


def page(request: HttpRequest) -> dict[str, Any]:
    """Template variables for every page."""
    user = getattr(request, "user", None)
    signed_in = bool(user and user.is_authenticated)
    return {
        "centre": settings.DAYMARK.centre,
        "practice": settings.DAYMARK.practice,
        "exit_url": settings.DAYMARK.exit_url,
        "navigation": navigation_for(user, request.path) if signed_in else [],
        "theme": user.theme if signed_in else "system",
        "error_number": getattr(request, "error_number", ""),
    }
