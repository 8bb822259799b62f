"""The thread that the server process hangs on."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import threading
from pathlib import Path

from daymark.web.postgres import logs
from daymark.web.postgres.configuration import LOG_BYTES_KEPT
from daymark.web.postgres.locations import Location
from daymark.web.postgres.server_user import ServerUser

log = logging.getLogger(__name__)

ROUND_SECONDS = 30.0


class Keeper:
    """Starts the server from a thread of its own and keeps that thread alive as long as the server lives.

    The kernel ends a child with the *thread* that started it, and the caller's thread may be short-lived.
    """

    process: subprocess.Popen[bytes]

    def __init__(self, location: Location, program: Path, user: ServerUser) -> None:
        self._location = location
        self._command = [str(program), "-D", str(location.data), "-c", f"config_file={location.configuration}"]
        self._user = user
        self._started = threading.Event()
        self._finished = threading.Event()
        self._failure: Exception | None = None
        self._thread = threading.Thread(target=self._keep, name="daymark-postgres", daemon=True)
        self._thread.start()
        self._started.wait()
        if self._failure:
            raise self._failure

    def finish(self) -> None:
        """End the thread. Only after the server has ended."""
        self._finished.set()
        self._thread.join()

    def _keep(self) -> None:
        try:
            self.process = self._start()
        except Exception as error:  # shown to the thread that waits for us
            self._failure = error
            return
        finally:
            self._started.set()
        while self.process.poll() is None:
            self._tidy()
            self._finished.wait(ROUND_SECONDS)
        if not self._finished.is_set():
            log.error("The database server ended by itself (status %s).", self.process.returncode)
            self._finished.wait()

    def _tidy(self) -> None:
        try:
            logs.keep_small(self._location.log, LOG_BYTES_KEPT)
        except Exception:  # were this thread to end, the kernel would stop the server
            log.exception("The database server's old log files could not be removed.")

    def _start(self) -> subprocess.Popen[bytes]:
        # on the death of this process a fast stop: sessions end, data files are written
        options = self._user.child_options(on_parent_death=signal.SIGINT)
        said = os.open(self._location.start_log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            return subprocess.Popen(self._command, **options, stdout=said, stderr=said)
        finally:
            os.close(said)
