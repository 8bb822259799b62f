"""The key files of a centre on the disk: `DAYMARK_HOME/keys/`, for the owner alone, locked by the master key if any."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from daymark.problems import Problem
from daymark.vault.durable import replace_file
from daymark.vault.masterkey import MasterKey

Parsed = TypeVar("Parsed")
LOCKED = b"daymark locked key file 1\n"  # what a file begins with when a master key locked it


class KeysMissing(Problem):
    """There are no keys here. Run `daymark init`, or restore the keys folder from back-up."""

    http_status = 503
    exit_status = 2


class KeyFileOpenToOthers(Problem):
    """A key file can be read by others. Make it private, and ask who could have read it."""

    http_status = 503


class KeyFileDamaged(Problem):
    """A key file cannot be understood. Restore it from back-up."""

    http_status = 503


class KeyFileLocked(Problem):
    """The key files are locked with a master key. Set DAYMARK_MASTER_KEY_FILE to the file that holds it."""

    http_status = 503


@dataclass(frozen=True, slots=True)
class KeyFile:
    """One key file and how it is locked."""

    path: Path
    master: MasterKey | None

    def read(self) -> bytes:
        """The keys in the file, unlocked; refuses a file that others may read or a link."""
        content = _read_private(self.path)
        if not content.startswith(LOCKED):
            return content
        if self.master is None:
            raise KeyFileLocked
        return self.master.unlock(content[len(LOCKED) :], self.path.name)

    def write(self, content: bytes) -> None:
        """Put new content in place of the old in one step, locked if there is a master key."""
        replace_file(self.path, self.encoded(content))

    def encoded(self, content: bytes) -> bytes:
        """The bytes to be stored for this content."""
        return content if self.master is None else LOCKED + self.master.lock(content, self.path.name)

    def stamp(self) -> tuple[int, int, int]:
        """What changes whenever the file is replaced."""
        try:
            state = os.stat(self.path)
        except FileNotFoundError:
            raise _missing(self.path) from None
        return state.st_mtime_ns, state.st_ino, state.st_size


class Cached(Generic[Parsed]):
    """The parsed content of a key file, read again when another process has replaced the file.

    Without the check a web process would go on sealing with a key that the command line has since dropped.
    """

    def __init__(self, file: KeyFile, parse: Callable[[bytes], Parsed]) -> None:
        self._file, self._parse = file, parse
        self._lock = threading.Lock()
        self._held: tuple[tuple[int, int, int], Parsed] | None = None

    def get(self) -> Parsed:
        """The keys as the file holds them now."""
        stamp = self._file.stamp()
        held = self._held
        if held is None or held[0] != stamp:
            with self._lock:
                held = self._held
                if held is None or held[0] != stamp:
                    held = self._held = (stamp, self._parse(self._file.read()))
        return held[1]


def _read_private(path: Path) -> bytes:
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        raise _missing(path) from None
    except OSError as error:
        raise KeyFileDamaged(f"The key file {path} cannot be opened: {error.strerror}.") from error
    with os.fdopen(handle, "rb") as file:
        if os.fstat(handle).st_mode & 0o077:
            raise KeyFileOpenToOthers(
                f"The key file {path} can be read by others. Run `chmod 600 {path}`, and ask who could have read it."
            )
        return file.read()


def _missing(path: Path) -> KeysMissing:
    return KeysMissing(
        f"The key file {path} is not there. On a new centre run `daymark init`; otherwise restore the keys folder "
        "from back-up: new keys cannot read old data."
    )
