"""What follows by itself when contents arrive, and when a stack is graded. Connected in `flow.py`."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import cache

from django.db import transaction
from procrastinate.contrib.django import app

from daymark.casework.matching.actions.checking import check_contents
from daymark.casework.matching.actions.looking import Looker
from daymark.casework.matching.actions.own import note_graded
from daymark.casework.matching.actions.settling import Changed
from daymark.casework.matching.queries.claims import graded_here
from daymark.casework.matching.rules import standing_here
from daymark.casework.media.actions import Arrived, Graded
from daymark.casework.media.models import Content

KEEP_GRADED = "matching.keep_graded"  # the job's name; `tasks` defines it


def check_arrived(arrived: Arrived, /, *, at: datetime) -> None:
    """Matches what has just been stored with all lists, in the transaction that stores it."""
    check_contents(arrived.contents, looker(), at=at, turned=arrived.turned)


def note_stack(graded: Graded, /, *, at: datetime) -> None:
    """Has the worker keep the contents of a graded stack on this centre's own list, or off it when no grade holds.

    The job is stored with the grade or not at all. Grading itself never waits for what is being matched meanwhile.
    """
    app.configure_task(KEEP_GRADED).defer(contents=list(graded.contents))


@transaction.atomic
def keep_graded(*, contents: Collection[int], at: datetime) -> list[Changed]:
    """Puts right what this centre's own list says of these contents, by the stacks as they stand now: however often
    it is done, and in whatever order, the last grades hold."""
    said = graded_here(contents)
    rows = Content.objects.filter(pk__in=contents).order_by("id")
    return [
        each
        for row in rows
        for each in note_graded(content=row, standing=standing_here(said.get(row.pk, ())), by=None, at=at)
    ]


@cache
def looker() -> Looker:
    """What this process searches by look, loaded when it is first asked for; it takes in by itself what lists bring."""
    return Looker()
