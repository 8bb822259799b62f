"""What people set for themselves."""

from __future__ import annotations

from daymark.casework.access.models import User
from daymark.problems import Problem

THEMES = ("system", "light", "dark")


class NoSuchTheme(Problem):
    """There is no such theme. Choose system, light or dark."""


def choose_theme(*, person: User, theme: str) -> None:
    """Sets how pages look for this person; nothing that belongs on record."""
    if theme not in THEMES:
        raise NoSuchTheme()
    person.theme = theme
    person.save(update_fields=["theme"])
