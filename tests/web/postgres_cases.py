"""What the tests of the embedded server share. Every server here is a real one."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

from daymark.web.postgres import APP, DATABASE, OWNER, EmbeddedServer, ServerAddress, ensure_roles_and_database
from daymark.web.postgres.locations import Location, find_location, short_name
from daymark.web.postgres.remains import server_processes

SOURCES = Path(__file__).parents[2] / "src"
NOBODY = 65534
AS_ROOT = os.geteuid() == 0


@contextmanager
def a_home(parent: Path | None = None) -> Iterator[Path]:
    """A home that the server's user can enter, removed afterwards with everything that was kept elsewhere for it."""
    home = Path(tempfile.mkdtemp(prefix="daymark-pgtest-", dir=parent)).resolve()
    home.chmod(0o711)
    try:
        yield home
    finally:
        for place in (home, Path("/var/lib/daymark") / short_name(home), Path("/run") / f"daymark-{short_name(home)}"):
            shutil.rmtree(place, ignore_errors=True)


@contextmanager
def a_server() -> Iterator[tuple[Path, ServerAddress]]:
    """A running server with its roles and its database."""
    with a_home() as home, EmbeddedServer(home) as address:
        ensure_roles_and_database(address)
        yield home, address


def location_of(home: Path) -> Location:
    """Where the server of a home keeps its files; it must have one."""
    location = find_location(home)
    assert location is not None
    return location


def ask(address: ServerAddress, question: str, role: str = APP, database: str = DATABASE) -> list[tuple]:
    """The rows of one statement in a connection of its own."""
    with psycopg.connect(address.dsn(role, database), autocommit=True) as connection:
        answer = connection.execute(question)
        return answer.fetchall() if answer.description else []


def make_reports_table(address: ServerAddress) -> None:
    """A table as a migration makes it: by the owner, for the application."""
    ask(address, "CREATE TABLE report (number bigint PRIMARY KEY, told text)", role=OWNER)


def kill_everything(home: Path) -> None:
    """kill -9 of every process of the server, as near to a power cut as a test gets, and wait until all are dead."""
    data = location_of(home).data
    for process in server_processes(data):
        with suppress(ProcessLookupError):  # it ended by itself when its postmaster died
            os.kill(process, signal.SIGKILL)
    assert until(lambda: not server_processes(data)), "a killed server process is still there"


def until(true: Callable[[], bool], seconds: float = 10.0) -> bool:
    """Whether it became true in time."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def outsider(*command: str) -> subprocess.CompletedProcess[str]:
    """The command, run by a system user that has nothing to do with Daymark."""
    options = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if AS_ROOT else {}
    return subprocess.run(command, **options, cwd="/", capture_output=True, text=True, check=False)


def python_for_outsiders() -> list[str] | None:
    """A Python with psycopg that `nobody` may run; None where root's own folder hides the only one."""
    paths = ":".join(str(path) for path in (SOURCES, Path(psycopg.__file__).parents[1]))
    for program in (sys.executable, "/usr/bin/python3"):
        command = ["env", "-i", f"PYTHONPATH={paths}", program]
        if outsider(*command, "-c", "import psycopg, daymark.web.postgres").returncode == 0:
            return command
    return None
