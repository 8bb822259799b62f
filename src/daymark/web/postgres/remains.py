"""What an earlier server of the same data may have left: processes still ending, and files that name dead processes.

Called with the supervisor's lock held, so nobody else looks after those processes.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

from daymark.problems import Problem
from daymark.web.postgres.locations import Location

Tell = Callable[[str], None]

FAST_STOP_SECONDS = 60.0  # a fast stop writes a checkpoint first
QUICK_STOP_SECONDS = 15.0  # on SIGQUIT the postmaster itself kills what still lives after 5 s
PROGRESS_SECONDS = 3.0


class EarlierServerStays(Problem):
    """An earlier database server of the same data does not end."""

    exit_status = 3


def server_processes(data: Path) -> list[int]:
    """The living processes that work in this data folder. A zombie works nowhere, so it is not among them."""
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit() and _works_in(entry, data)]


def _works_in(process: Path, data: Path) -> bool:
    try:
        program = (process / "exe").readlink().name
        return program.startswith("postgres") and (process / "cwd").readlink() == data
    except OSError:  # it has just ended, or belongs to somebody else
        return False


def clear_remains(location: Location, sockets: Path, tell: Tell) -> None:
    """Wait until no earlier server works on the data, asking it to end; then remove the files that name its process.

    The server would refuse to start for ever when the number in postmaster.pid is a zombie or was given out again.
    """
    _end_earlier(location.data, tell)
    (location.data / "postmaster.pid").unlink(missing_ok=True)
    if sockets.is_dir():
        for name in (".s.PGSQL.5432", ".s.PGSQL.5432.lock"):
            (sockets / name).unlink(missing_ok=True)


def _end_earlier(data: Path, tell: Tell) -> None:
    if not (found := server_processes(data)):
        return
    tell("An earlier database server is still ending. Waiting for it.")
    postmaster = _postmaster(data)
    if postmaster in found:
        _signal([postmaster], signal.SIGINT)
        if _all_gone(data, FAST_STOP_SECONDS):
            return
        tell("The earlier database server does not end. Ending it at once; the data will be recovered at the start.")
    _signal(server_processes(data), signal.SIGQUIT)
    if not _all_gone(data, QUICK_STOP_SECONDS):
        raise EarlierServerStays(
            f"An earlier database server still works on {data} (processes {server_processes(data)}) and does not end. "
            "End those processes, then start again."
        )


def _postmaster(data: Path) -> int | None:
    try:
        return int((data / "postmaster.pid").read_text().split()[0])
    except (FileNotFoundError, IndexError, ValueError):
        return None


def _signal(processes: list[int], number: signal.Signals) -> None:
    for process in processes:
        try:
            os.kill(process, number)
        except ProcessLookupError:
            continue


def _all_gone(data: Path, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while server_processes(data):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
