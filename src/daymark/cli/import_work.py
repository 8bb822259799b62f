"""The processes that import side by side: each with its own connection, its own transactions and its own open files."""

from __future__ import annotations

import ctypes
import gc
import multiprocessing
import random
import signal
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from daymark.cli.import_sources import Source, opened_source
from daymark.exchange.lepackage import Package
from daymark.problems import OutsideProblem, Problem

if TYPE_CHECKING:
    from daymark.casework.partners.models import Agency
    from daymark.casework.reports.actions.packages import Outcome

# Reports of one transaction: beyond some hundreds a larger batch gains nothing and loses more when it is interrupted.
BATCH = 200
BATCH_BYTES = 32 * 1024**2  # of documents, so that a batch of large ones stays small in memory
_PR_SET_PDEATHSIG = 1  # prctl(2)

_GARBAGE = (50_000, 20, 20)  # a batch makes many objects and keeps them until its end: looking at them earlier is waste
_NOBODY = UUID(int=0)

Batch = tuple[tuple[Path, str], ...]


class WorkerLost(OutsideProblem):
    """A process of the import was ended from outside. What it had finished is stored; run the same command again."""


class DatabaseLost(OutsideProblem):
    """The database stopped answering. What was told as taken is stored; run the same command again when it is back."""


@dataclass(frozen=True)
class Result:
    """What became of one package; `copy_of` is the report whose row of the queue it joined."""

    source: Path
    outcome: Outcome
    copy_of: str = ""


def batches(sources: Sequence[Source]) -> Iterator[Batch]:
    """The packages of all sources in portions for one transaction each."""
    batch: list[tuple[Path, str]] = []
    size = 0
    for source in sources:
        for name, document_bytes in source.packages:
            if batch and (len(batch) == BATCH or size + document_bytes > BATCH_BYTES):
                yield tuple(batch)
                batch, size = [], 0
            batch.append((source.path, name))
            size += document_bytes
    if batch:
        yield tuple(batch)


def work_through(portions: Sequence[Batch], agency: Agency, workers: int) -> Iterator[list[Result]]:
    """Imports every portion and gives its results when its transaction has committed, in no particular order."""
    if workers == 1 or len(portions) < 2:
        yield from (import_batch(portion, agency) for portion in portions)
        return
    pool = ProcessPoolExecutor(
        min(workers, len(portions)), mp_context=multiprocessing.get_context("fork"), initializer=_begin
    )
    try:
        yield from _results(pool, portions, agency, ahead=2 * workers)
    except BrokenProcessPool as error:
        raise WorkerLost from error
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _results(
    pool: ProcessPoolExecutor, portions: Sequence[Batch], agency: Agency, *, ahead: int
) -> Iterator[list[Result]]:
    waiting: set[Future[list[Result]]] = set()
    for portion in portions:
        waiting.add(pool.submit(import_batch, portion, agency))
        while len(waiting) >= ahead:
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            yield from (future.result() for future in done)
    while waiting:
        done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
        yield from (future.result() for future in done)


def _begin() -> None:
    """In a new process: it ends with its parent, lets the parent handle Ctrl-C, and rolls its own dice."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    random.seed()
    gc.freeze()  # what the parent loaded never becomes garbage here
    gc.set_threshold(*_GARBAGE)


def import_batch(batch: Batch, agency: Agency) -> list[Result]:
    """Imports one portion in this process."""
    from django.db import InterfaceError, OperationalError
    from django.utils import timezone

    from daymark.casework.reports.actions.packages import take_packages

    with ExitStack() as held:
        packages = {name: _package(path, name, held) for path, name in batch}
        try:
            found = [package for package in packages.values() if package]
            outcomes = take_packages(packages=found, agency=agency, at=timezone.now())
            outcomes += [_moved(name) for name, package in packages.items() if package is None]
            leads = _leads(outcomes)
        except (OperationalError, InterfaceError) as error:
            raise DatabaseLost from error
    lies_in = {name: path for path, name in batch}
    return [Result(lies_in[each.package], each, leads.get(each.report_id or _NOBODY, "")) for each in outcomes]


def _leads(outcomes: Sequence[Outcome]) -> Mapping[UUID, str]:
    from daymark.casework.access.context import acting_as_system
    from daymark.casework.reports.actions.packages import Fate
    from daymark.casework.triage.queries.copies import leads_of_copies

    taken = [each.report_id for each in outcomes if each.fate is Fate.TAKEN and each.report_id]
    with acting_as_system():
        return leads_of_copies(taken)


def _moved(name: str) -> Outcome:
    from daymark.casework.reports.actions.packages import Fate, Outcome

    return Outcome(name, Fate.REFUSED, why="It was moved or changed while the import ran. Run the same command again.")


class _LastArchive:
    """The archive that a process read last, kept open: a zip file of thousands is listed once, not for each batch."""

    def __init__(self) -> None:
        self.path: Path | None = None
        self.stack = ExitStack()
        self.packages: dict[str, Package] = {}

    def open(self, path: Path, held: ExitStack) -> dict[str, Package]:
        """The packages of a source by name. The one that was open before stays open as long as `held`."""
        if self.path != path:
            held.push(self.stack)
            self.stack = ExitStack()
            _, packages = self.stack.enter_context(opened_source(path))
            self.path, self.packages = path, {package.name: package for package in packages}
        return self.packages


_last = _LastArchive()


def _package(path: Path, name: str, held: ExitStack) -> Package | None:
    try:
        return _last.open(path, held).get(name)
    except Problem:  # it was there when the import began
        return None
