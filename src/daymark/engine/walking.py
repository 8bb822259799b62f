"""Finds the files of folders, always in the same order, without following links."""

from __future__ import annotations

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
        for found in _under(path, asked_for=True):
            name = os.path.abspath(found.path)
            if name not in seen:
                seen.add(name)
                yield found


def _under(path: Path, *, asked_for: bool = False) -> Iterator[Found]:
    try:
        facts = path.stat() if asked_for else path.lstat()
        names = sorted(os.listdir(path)) if stat.S_ISDIR(facts.st_mode) else []
    except OSError as error:
        yield Found(path, why_not=f"It cannot be read ({error.strerror}). Check the path and your rights.")
        return
    if stat.S_ISDIR(facts.st_mode):
        for name in names:
            yield from _under(path / name)
    elif stat.S_ISREG(facts.st_mode):
        yield Found(path, facts.st_size, facts.st_mtime_ns)
    else:
        yield Found(path, why_not=_WHAT_ELSE.get(stat.S_IFMT(facts.st_mode), "It is no ordinary file."))


_WHAT_ELSE = {
    stat.S_IFLNK: "It is a link, which is not followed.",
    stat.S_IFIFO: "It is a pipe, not a file.",
    stat.S_IFSOCK: "It is a socket, not a file.",
    stat.S_IFBLK: "It is a device, not a file. Make an image of it, or mount it read-only and name the folder.",
    stat.S_IFCHR: "It is a device, not a file.",
}
