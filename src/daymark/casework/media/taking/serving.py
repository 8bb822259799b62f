"""The server's own reading of a seizure that was asked for on a page: what the job of `tasks` does."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

import structlog
from django.utils import timezone

from daymark.casework.access.context import acting_as_system
from daymark.casework.media import actions
from daymark.casework.media.models import Seizure
from daymark.casework.media.queries import left_alone
from daymark.casework.media.rules import MOST_STARTS, NotAsked
from daymark.casework.media.taking.folders import Shelves
from daymark.casework.media.taking.patience import DatabaseLost, OtherProcess
from daymark.casework.media.taking.readers import Here
from daymark.casework.media.taking.work import Work
from daymark.problems import Problem

log = structlog.get_logger()
NOT_ALLOWED = (
    "The folder {folder} is not there, or its operator no longer allows it to be taken in from a page. "
    "Mount it again, then have the reading go on."
)
ENDED_AGAIN = (
    f"The process that reads it ended {MOST_STARTS} times without having read one more file. "
    "The log of `daymark serve` says why; memory that ran out is the usual reason."
)
UNFORESEEN = "A fault that nobody foresaw ({name}) stopped it. The log of `daymark serve` has it in full."


def take(reference: str, shelves: Shelves, *, workers: int, stop: Callable[[], bool]) -> None:
    """Read a seizure that waits to be read, or that a process left which ended; nothing when it is none any more.

    `stop` is asked whether the process has to end: then the reading is left where it is, and `go_on` queues it again.
    Every fault ends on the seizure's page, but a database that is gone: then the reading is as if it had been left.
    """
    with acting_as_system():
        seizure = Seizure.objects.select_related("exhibit__case").filter(reference=reference).first()
    if seizure is None or not seizure.on_server:
        return
    try:
        _read(seizure, shelves, workers, stop)
    except (OtherProcess, NotAsked) as why_not:
        log.info("seizure not taken up", reference=reference, kind=type(why_not).__name__)
    except DatabaseLost:
        raise
    except Problem as problem:
        _fail(seizure, problem.message)
    except Exception as fault:
        log.exception("seizure stopped by a fault", reference=reference)
        _fail(seizure, UNFORESEEN.format(name=type(fault).__name__))


def go_on() -> int:
    """Queue what was asked for and nobody reads any more; how many."""
    with acting_as_system():
        left = left_alone()
        for seizure in left:
            actions.queue(reference=seizure.reference)
    return len(left)


def _read(seizure: Seizure, shelves: Shelves, workers: int, stop: Callable[[], bool]) -> None:
    if seizure.starts >= MOST_STARTS:
        raise Problem(ENDED_AGAIN)
    folder = _folder_of(seizure, shelves)
    work = Work(seizure.exhibit, folder, tell=partial(_say, reference=seizure.reference), stop=stop)
    with Here(workers) as readers, work.begun(lambda: actions.take_up(seizure=seizure, at=timezone.now())):
        work.list_folder()
        work.read(readers, lambda _: None)
        if stop():
            with acting_as_system():
                actions.lay_down(seizure=seizure)


def _say(words: str, *, reference: str) -> None:
    log.debug(words, reference=reference)


def _folder_of(seizure: Seizure, shelves: Shelves) -> Path:
    path = bytes(seizure.folder)
    if not shelves.holds(path):
        raise Problem(NOT_ALLOWED.format(folder=seizure.folder_name))
    return Path(os.fsdecode(path))


def _fail(seizure: Seizure, problem: str) -> None:
    with acting_as_system():
        actions.fail(seizure=seizure, problem=problem, at=timezone.now())
