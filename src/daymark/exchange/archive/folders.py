"""The files of a folder from outside. Links are never followed, and only plain files are opened."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from daymark.exchange.archive.limits import Limits
from daymark.exchange.archive.members import Entry, UnreadableArchive


def folder_entries(root: Path, limits: Limits) -> Iterator[Entry]:
    """Every file below a folder, with names relative to it; what is no plain file carries its fault."""
    seen = 0
    waiting = [str(root)]
    beyond = len(os.path.join(root, ""))  # of each path, what leads to the folder itself
    while waiting:
        folder = waiting.pop()
        try:
            found = list(os.scandir(folder))
        except OSError as error:
            yield _unread(folder[beyond:] or ".", f"the folder cannot be read ({error.strerror}).")
            continue
        seen += len(found)
        if seen > limits.members:
            raise UnreadableArchive(f"The folder has more than {limits.members:,} files. Split it.")
        for item in found:
            status = item.stat(follow_symlinks=False)
            if stat.S_ISDIR(status.st_mode):
                waiting.append(item.path)
            else:
                yield _entry(item.path[beyond:], item.path, status)


def _entry(name: str, path: str, status: os.stat_result) -> Entry:
    if stat.S_ISLNK(status.st_mode):
        return _unread(name, "it is a link; links are never followed. Copy the file itself.")
    if not stat.S_ISREG(status.st_mode):
        return _unread(name, "it is a device, pipe or socket, not a file.")
    return Entry(name, status.st_size, lambda: _open_same_file(path, status))


def _unread(name: str, fault: str) -> Entry:
    def never() -> IO[bytes]:
        raise OSError(fault)

    return Entry(name, 0, never, fault)


def _open_same_file(path: str, listed: os.stat_result) -> IO[bytes]:
    """Open what was listed, and not what somebody put in its place since."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    if _identity(os.fstat(descriptor)) != _identity(listed):
        os.close(descriptor)
        raise OSError("it was changed or exchanged since the folder was listed")
    return os.fdopen(descriptor, "rb")


def _identity(status: os.stat_result) -> tuple[int, ...]:
    # A file system gives the number of a deleted file to the next one, so size and time belong to it.
    return stat.S_IFMT(status.st_mode), status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns
