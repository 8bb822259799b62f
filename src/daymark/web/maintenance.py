"""Work on the whole installation, one at a time: a back-up taken while keys are rotated could not be read."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from daymark.problems import Problem


class OtherWorkRuns(Problem):
    """A back-up or a rotation of keys runs. Wait until it has ended, then start again."""


@contextmanager
def alone(home: Path, what: str) -> Iterator[None]:
    """Holds the installation for `what`; refused with the name of who holds it. Freed when the holder dies."""
    handle = os.open(home / "maintenance.lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(handle, 100).decode(errors="replace").strip() or "Other work"
            raise OtherWorkRuns(f"{holder} runs in {home}. Wait until it has ended, then start again.") from None
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{what} (process {os.getpid()})\n".encode(), 0)
        yield
        os.ftruncate(handle, 0)
    finally:
        os.close(handle)
