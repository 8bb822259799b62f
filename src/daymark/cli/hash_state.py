"""The state of a run that was interrupted: what was done, so that it is neither lost nor done twice."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from daymark.engine.walking import Found
from daymark.problems import Problem

_VERSION = 1
_SYNC_EVERY = 2.0  # seconds; what was done after the last one is done again when the machine fails


class OtherRun(Problem):
    """The state file belongs to a run with other options. Give another file, or remove it to begin anew."""


class NoState(Problem):
    """The state file cannot be used."""


class State:
    """One JSON object a line: first the options of the run, then each finished file with the line given for it.

    A file counts as finished when path, size and time of change are what they were, and nothing went wrong with it.
    """

    def __init__(self, path: Path, options: dict[str, Any]) -> None:
        self._path = path
        self._head = {"daymark_hash_state": _VERSION, **options}
        self._done: dict[str, tuple[int, int, dict[str, Any]]] = {}
        end = self._read() if path.exists() else 0
        try:
            self._stream = path.open("r+b" if end else "wb")
        except OSError as error:
            raise NoState(f"The state file {path} cannot be written ({error.strerror}). Give another.") from None
        self._stream.seek(end)
        self._stream.truncate()  # a line that was cut in the middle
        if not end:
            self._write(self._head)
        self._synced_at = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._sync()
        self._stream.close()

    def line_for(self, found: Found) -> dict[str, Any] | None:
        """What was given for this file before, None when it has to be done (again)."""
        size, changed_ns, line = self._done.get(os.fsencode(found.path).hex(), (-1, -1, {}))
        return line if (size, changed_ns) == (found.size, found.changed_ns) else None

    def keep(self, found: Found, line: dict[str, Any]) -> None:
        """Note a finished file; one with an error is not finished."""
        if line["error"] is None:
            name = os.fsencode(found.path).hex()
            self._write({"name": name, "size": found.size, "changed_ns": found.changed_ns, "line": line})
        if time.monotonic() - self._synced_at > _SYNC_EVERY:
            self._sync()

    def _read(self) -> int:
        """Take in what was done; returns where the last whole line ends."""
        end = 0
        with self._path.open("rb") as stream:
            for raw in stream:
                said = _object(raw)
                if said is None:
                    break
                self._take(said, first=end == 0)
                end += len(raw)
        if end == 0 and self._path.stat().st_size:
            raise NoState(f"{self._path} is not a state file of `daymark hash`: it was left as it is. Give another.")
        return end

    def _take(self, said: dict[str, Any], *, first: bool) -> None:
        if first and "daymark_hash_state" not in said:
            raise NoState(f"{self._path} is not a state file of `daymark hash`: it was left as it is. Give another.")
        if first and said != self._head:
            raise OtherRun(
                f"The state file {self._path} belongs to a run with other options. Give the same options, or another "
                "file, or remove it to begin anew."
            )
        if not first:
            self._done[said["name"]] = (said["size"], said["changed_ns"], said["line"])

    def _write(self, content: dict[str, Any]) -> None:
        self._stream.write(json.dumps(content).encode() + b"\n")

    def _sync(self) -> None:
        self._stream.flush()
        os.fsync(self._stream.fileno())
        self._synced_at = time.monotonic()


def _object(raw: bytes) -> dict[str, Any] | None:
    """A whole line's object, None for one that was cut."""
    if not raw.endswith(b"\n"):
        return None
    try:
        said = json.loads(raw)
    except ValueError:
        return None
    return said if isinstance(said, dict) else None
