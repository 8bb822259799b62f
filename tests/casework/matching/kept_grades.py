"""Runs the jobs by which grades are kept on this centre's own list, as the worker does."""

from __future__ import annotations

from procrastinate.contrib.django.models import ProcrastinateJob

from daymark.casework.matching import tasks
from daymark.casework.matching.actions.following import KEEP_GRADED


def jobs() -> list[list[int]]:
    """The contents of each job that waits, the first first."""
    waiting = ProcrastinateJob.objects.filter(task_name=KEEP_GRADED, status="todo").order_by("id")
    return [args["contents"] for args in waiting.values_list("args", flat=True)]


def keep() -> None:
    """Runs each of them once. They stay, because only the worker may end them; another run changes nothing."""
    for contents in jobs():
        tasks.keep_graded(contents=contents)
