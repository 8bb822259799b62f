"""What follows by itself when contents arrive, and when a stack is graded. Connected in `flow.py`."""

from __future__ import annotations

from datetime import datetime
from functools import cache

from daymark.casework.matching.actions.checking import check_contents
from daymark.casework.matching.actions.looking import Looker
from daymark.casework.matching.actions.own import note_graded
from daymark.casework.media.actions import Arrived, Graded
from daymark.casework.media.models import Content
from daymark.casework.media.rules import Standing, severity


def check_arrived(arrived: Arrived, /, *, at: datetime) -> None:
    """Matches what has just been stored with all lists, in the transaction that stores it."""
    check_contents(arrived.contents, _looker(), at=at, turned=arrived.turned)


def note_stack(graded: Graded, /, *, at: datetime) -> None:
    """Keeps the contents of a graded stack on this centre's own list, or off it when the grade no longer holds."""
    standing = Standing.NEW
    if graded.facts:
        standing = Standing.KNOWN_BAD if severity(graded.facts) else Standing.KNOWN_GOOD
    for content in Content.objects.filter(pk__in=graded.contents):
        note_graded(content=content, standing=standing, by=graded.by, at=at)


@cache
def _looker() -> Looker:
    """What this process searches by look; it takes in by itself what lists bring."""
    return Looker()
