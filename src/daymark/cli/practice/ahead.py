"""A second process that writes the reports of the days to come while this one files those of today."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager

from daymark.casework.reports.actions import Arrival
from daymark.cli.practice.planning import Planned
from daymark.cli.practice.reporting import Writer

_writers: list[Writer] = []  # in the second process: the one that it was started with


class Ahead:
    """Reports that are being written. Nothing here reads or writes the database."""

    def __init__(self, pool: ProcessPoolExecutor) -> None:
        self._pool = pool

    def begin(self, batch: Sequence[Planned]) -> Future[list[Arrival]]:
        """Has a batch written when those before it are; each report as received at its own moment."""
        return self._pool.submit(_written, batch)


@contextmanager
def ahead(writer: Writer) -> Iterator[Ahead]:
    """The process, until the block ends. It inherits the writer, and this process's connection, which it never uses."""
    with ProcessPoolExecutor(
        1, mp_context=multiprocessing.get_context("fork"), initializer=_start, initargs=(writer,)
    ) as pool:
        try:
            yield Ahead(pool)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _start(writer: Writer) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is this process's parent's to answer
    _writers.append(writer)


def _written(batch: Sequence[Planned]) -> list[Arrival]:
    return [_writers[0].arrival(each, each.at) for each in batch]
