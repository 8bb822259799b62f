"""Transactions of a long reading: tried again while the database does not answer, under a lock that one process holds.

What is done twice counts once: every act that is handed in here has to bear that.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from django.db import InterfaceError, OperationalError, connection
from psycopg.errors import DiskFull

from daymark.casework.access.context import acting_as_system
from daymark.problems import OutsideProblem, Problem

PATIENCE, PAUSE = 300.0, 2.0  # seconds for which a database that does not answer is asked again, and between two tries

Answer = TypeVar("Answer")


class OtherProcess(Problem):
    """Another process is reading this seizure. Wait for it, or pause it on the page of the seizure."""


class DatabaseLost(OutsideProblem):
    """The database has not answered for five minutes. What was told as read is stored; run the same command again."""


class DatabaseFull(OutsideProblem):
    """The disk of the database is full. What was told as read is stored; make room, and run the same command again."""


class Patience:
    """The database, as one reading asks it. `lock`: the number of the lock that keeps others from the same seizure."""

    def __init__(self, lock: int, tell: Callable[[str], None]) -> None:
        self._lock, self._tell = lock, tell

    def begin(self) -> None:
        """Take the lock. Raises OtherProcess."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [self._lock])
            (taken,) = cursor.fetchone()
        if not taken:
            raise OtherProcess()

    def end(self) -> None:
        """Give the connection back, and with it the lock."""
        connection.close()

    def store(self, act: Callable[[], Answer]) -> Answer:
        """One transaction. Raises DatabaseLost, DatabaseFull."""
        ends_at = time.monotonic() + PATIENCE
        while True:
            try:
                with acting_as_system():
                    return act()
            except (OperationalError, InterfaceError) as error:
                if isinstance(error.__cause__, DiskFull):
                    raise DatabaseFull from error
                if time.monotonic() > ends_at:
                    raise DatabaseLost from error
                self._tell("The database does not answer; trying again.")
                self._wait(ends_at)

    def _wait(self, ends_at: float) -> None:
        """Connect anew, which takes the lock again."""
        while True:
            time.sleep(PAUSE)
            connection.close()
            try:
                self.begin()
            except (OperationalError, InterfaceError):
                if time.monotonic() > ends_at:
                    raise DatabaseLost from None
            else:
                return
