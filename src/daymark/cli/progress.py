"""How far long work has come: on standard error, a bar on a terminal, else a line every five seconds."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

_LINE_EVERY = 5.0  # seconds between two lines where no bar can be drawn


@contextmanager
def progress(label: str, total: int, words: Callable[[], str]) -> Iterator[Callable[[int], None]]:
    """Call what is given with each portion of the `total`, from any thread; `words` says where things stand.

    The time left comes from the portions, so their unit should be what takes the time (bytes rather than files).
    """
    if sys.stderr.isatty():
        bar: ProgressBar[int]
        with click.progressbar(
            length=total, label=label, show_eta=True, item_show_func=lambda _: words(), file=sys.stderr
        ) as bar:
            yield _one_at_a_time(bar.update)
    else:
        yield _one_at_a_time(_Lines(label, total, words).step)


def in_words(seconds: float) -> str:
    """A time to wait, as short as its size allows: "12 s", "3 min 20 s", "5 h 10 min"."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600:,} h {whole % 3600 // 60} min"


class _Lines:
    def __init__(self, label: str, total: int, words: Callable[[], str]) -> None:
        self._label, self._total, self._words = label, total, words
        self._done = 0
        self._began = self._told_at = time.monotonic()

    def step(self, portion: int) -> None:
        self._done += portion
        now = time.monotonic()
        if now - self._told_at < _LINE_EVERY or not self._done:
            return
        self._told_at = now
        left = (self._total - self._done) * (now - self._began) / self._done
        click.echo(f"{self._label}: {self._words()}, {in_words(max(left, 0))} left", err=True)


def _one_at_a_time(step: Callable[[int], None]) -> Callable[[int], None]:
    lock = threading.Lock()

    def locked(portion: int) -> None:
        with lock:
            step(portion)

    return locked
