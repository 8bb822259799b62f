"""Files that survive a power cut and that nobody else can read."""

from __future__ import annotations

import ctypes
import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

_LIBC = ctypes.CDLL(None, use_errno=True)

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700


def private_folder(folder: Path) -> Path:
    """Make a folder (and those above it) for the owner alone, and see it safely on the disk."""
    if not folder.is_dir():
        private_folder(folder.parent)
        folder.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
        sync_folder(folder.parent)
    return folder


def sync_folder(folder: Path) -> None:
    """See that names added to or removed from a folder are on the disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_all(folder: Path) -> None:
    """See everything that was written to the file system of a folder on the disk: one call for any number of files.

    `OSError` when the disk could not take it (syncfs(2); Linux 5.8 or later reports that).
    """
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        if _LIBC.syncfs(handle):
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number), str(folder))
    finally:
        os.close(handle)


def create_private(path: Path) -> BinaryIO:
    """Open a new file for the owner alone; `FileExistsError` when there is one. The caller closes it."""
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, PRIVATE_FILE), "w+b")


def temporary_beside(path: Path) -> Path:
    """A fresh name in the same folder, for a file that will be renamed to `path` when it is whole."""
    return path.with_name(f".{path.name}.{secrets.token_hex(8)}.part")


def replace_file(path: Path, data: bytes) -> None:
    """Put `data` at `path` in one step: after a crash there is the old file or the new one, never half of one."""
    temporary = temporary_beside(path)
    try:
        with create_private(temporary) as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a folder for oneself, against other threads and other processes; freed when the holder dies."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def wipe(path: Path) -> None:
    """Overwrite a small file with random bytes and remove it; nothing happens when it is not there.

    On file systems that copy on write, and inside flash drives, the old bytes may stay: encrypt the disk as well.
    """
    try:
        with path.open("r+b") as file:
            file.write(secrets.token_bytes(os.fstat(file.fileno()).st_size))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
    except FileNotFoundError:
        return
