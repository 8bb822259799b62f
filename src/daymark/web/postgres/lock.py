"""One supervisor for each server: a lock that dies with the process that holds it."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from daymark.problems import Problem

_held: set[int] = set()


class AlreadySupervised(Problem):
    """Another Daymark process already runs the database of this home."""


def hold(path: Path) -> int:
    """Take the lock and return its handle for `release`; a Problem that names the holder when there is one."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = os.read(handle, 32).decode().strip() or "unknown"
        os.close(handle)
        raise AlreadySupervised(
            f"Another Daymark (process {holder}) already runs the database in {path.parent}. "
            "Stop it first; or connect to it: any number of processes may."
        ) from error
    os.ftruncate(handle, 0)
    os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
    _held.add(handle)
    return handle


def release(handle: int) -> None:
    """Give the lock back."""
    _held.discard(handle)
    os.close(handle)


def _let_go_in_a_fork() -> None:
    """A forked web process must not keep the lock alive after its supervisor is dead."""
    for handle in list(_held):
        release(handle)


os.register_at_fork(after_in_child=_let_go_in_a_fork)
