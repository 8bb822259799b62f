"""Start, watch and stop the embedded PostgreSQL server of one home."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import time
from pathlib import Path
from types import TracebackType

from psycopg.pq import Ping

from daymark.problems import Problem
from daymark.web.postgres import binaries, configuration, lock, logs
from daymark.web.postgres.address import ROLES, ServerAddress
from daymark.web.postgres.keeper import Keeper
from daymark.web.postgres.locations import Location, make_private_folder, socket_folder, take_location
from daymark.web.postgres.remains import FAST_STOP_SECONDS, PROGRESS_SECONDS, QUICK_STOP_SECONDS, Tell, clear_remains
from daymark.web.postgres.server_user import ServerUser, choose_server_user

log = logging.getLogger(__name__)


class ServerDidNotStart(Problem):
    """The database server ended while it was starting."""

    http_status = 503
    exit_status = 3


class NotReadyYet(Problem):
    """The database server lives, but takes no connections yet. Give it more time."""

    http_status = 503
    exit_status = 3


class ServerDidNotStop(Problem):
    """The database server did not stop."""

    exit_status = 3


class EmbeddedServer:
    """The supervisor of one home's server. It lives in one process; the server ends when that process ends.

    `tell` gets a sentence for the person who waits, every few seconds while something takes long.
    """

    def __init__(self, home: Path, *, tell: Tell = log.info) -> None:
        self._home = home
        self._tell = tell
        self._lock: int | None = None
        self._keeper: Keeper | None = None
        self._started_by = 0
        self._location: Location
        self._address: ServerAddress

    def __enter__(self) -> ServerAddress:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> ServerAddress:
        """Start the server, making its data first when there is none, and return when it takes connections."""
        if self.is_running():
            return self._address
        self.stop()
        user = choose_server_user()
        self._location = take_location(self._home, user)
        self._lock = lock.hold(self._location.lock)
        self._started_by = os.getpid()
        try:
            self._launch(user)
            self.wait_ready()
        except BaseException:
            self.stop()
            raise
        binaries.remove_replaced(self._location)
        return self._address

    def is_running(self) -> bool:
        """True while the server process that this supervisor started lives."""
        return self._keeper is not None and self._mine() and self._keeper.process.poll() is None

    def wait_ready(self, timeout: float | None = None) -> None:
        """Wait until the server takes connections: as long as its process lives, or for `timeout` seconds.

        After an unclean end the server replays its log first, which may take minutes and must not be cut short.
        """
        began = told = time.monotonic()
        while self._address.ping() != Ping.OK:
            self._refuse_dead()
            now = time.monotonic()
            if timeout is not None and now - began > timeout:
                raise NotReadyYet(f"The database takes no connections after {timeout:.0f} s. Give it more time.")
            if now - told >= PROGRESS_SECONDS:
                told = now
                self._tell(
                    f"The database takes no connections yet, after {now - began:.0f} s. "
                    "When it did not end cleanly, it first brings its data in order."
                )
            time.sleep(0.05)

    def stop(self) -> None:
        """Stop the server: end its sessions, write everything to the data files, and give the lock back."""
        if not self._mine():
            return
        if self._keeper is not None:
            self._end(self._keeper.process)
            self._keeper.finish()
            self._keeper = None
        if self._lock is not None:
            lock.release(self._lock)
            self._lock = None

    def _mine(self) -> bool:
        """False in a fork of the supervising process, which must not touch its parent's server."""
        return self._started_by == os.getpid()

    def _launch(self, user: ServerUser) -> None:
        location, sockets = self._location, socket_folder(self._location, self._home)
        programs = binaries.install(location)
        configuration.ensure_passwords(location)
        if configuration.ensure_data(location, programs, user):
            self._tell(f"Made an empty database in {location.data}.")
        clear_remains(location, sockets, self._tell)
        for folder in (location.log, sockets):
            make_private_folder(folder, user)
        configuration.write_configuration(location, sockets, user)
        passwords = {role: location.password(role).read_text().strip() for role in ROLES}
        self._address = ServerAddress(sockets, programs, passwords)
        self._address.record(location)
        self._keeper = Keeper(location, programs / "bin" / "postgres", user)

    def _refuse_dead(self) -> None:
        if not self.is_running():
            raise ServerDidNotStart(
                f"The database server ended while it was starting. It said:\n{logs.last_words(self._location)}\n"
                f"More is in {self._location.log}. If the disk is full, make room and start again."
            )

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        if self._ended(process, signal.SIGINT, FAST_STOP_SECONDS):
            return
        complaint = (
            f"The database did not stop within {FAST_STOP_SECONDS:.0f} s. It is ended at once now: nothing that was "
            "acknowledged is lost, but the next start must first bring the data in order."
        )
        log.error(complaint)
        self._tell(complaint)
        if not self._ended(process, signal.SIGQUIT, QUICK_STOP_SECONDS):
            raise ServerDidNotStop(f"The database server (process {process.pid}) does not stop. The disk may hang.")

    @staticmethod
    def _ended(process: subprocess.Popen[bytes], number: signal.Signals, seconds: float) -> bool:
        process.send_signal(number)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True
