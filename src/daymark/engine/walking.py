"""Finds the files of folders, always in the same order, without following links."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Found:
    """A name in a folder, or one that was asked for. `size` in bytes; `why_not`: why there is nothing to read."""

    path: Path
    size: int = 0
    changed_ns: int = 0  # time of the last change of the content, nanoseconds since 1970
    why_not: str | None = None


def find(paths: Iterable[Path]) -> Iterator[Found]:
    """Every file at or under the paths, folders in the order of their names, each file once.

    Links to files are reported and not followed, and so is everything that is neither file nor folder: the file itself
    is found where it lies. A folder that cannot be listed is reported; the walk goes on.
    """
    seen: set[str] = set()
    for path in paths:
        for found in _under(path):
            name = os.path.abspath(found.path)
            if name not in seen:
                seen.add(name)
                yield found


def _under(asked_for: Path) -> Iterator[Found]:
    """Everything at or under a path. Without recursion: a folder may lie two thousand folders deep."""
    waiting = [asked_for]
    while waiting:
        path = waiting.pop()
        try:
            facts = path.stat() if path is asked_for else path.lstat()
            names = sorted(os.listdir(path), reverse=True) if stat.S_ISDIR(facts.st_mode) else []
        except OSError as error:
            yield Found(path, why_not=_unlisted(error))
            continue
        if stat.S_ISDIR(facts.st_mode):
            waiting.extend(path / name for name in names)
        elif stat.S_ISREG(facts.st_mode):
            yield Found(path, facts.st_size, facts.st_mtime_ns)
        else:
            yield Found(path, why_not=_WHAT_ELSE.get(stat.S_IFMT(facts.st_mode), "It is no ordinary file."))


def _unlisted(error: OSError) -> str:
    if error.errno == errno.ENAMETOOLONG:
        return "Its path is longer than the system opens (4,095 bytes). Mount a folder further down, and take that."
    return f"It cannot be read ({error.strerror}). Check the path and your rights."


_WHAT_ELSE = {
    stat.S_IFLNK: "It is a link, which is not followed.",
    stat.S_IFIFO: "It is a pipe, not a file.",
    stat.S_IFSOCK: "It is a socket, not a file.",
    stat.S_IFBLK: "It is a device, not a file. Make an image of it, or mount it read-only and name the folder.",
    stat.S_IFCHR: "It is a device, not a file.",
}
