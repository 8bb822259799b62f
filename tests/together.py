"""Acts of several people in the same moment, each over a connection of its own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connections

from daymark.problems import Problem


def at_once(*acts: Callable[[], object]) -> list[Any]:
    """Runs the acts in threads that start together; what each gave, or the Problem that it raised."""
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        try:
            start.wait(timeout=10)
            return act()
        except Problem as problem:
            return problem
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [each.result(60) for each in [pool.submit(run, act) for act in acts]]
