"""How much processor time a piece of work took, and how much memory is held, in all processes that had a part in it.

On a machine that does other things as well, processor time still tells what a report costs; the clock does not.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


@contextmanager
def on_one_core() -> Iterator[None]:
    """Hold this thread, and the threads and processes that it starts, to one core; those already there stay free."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def seconds_of(*roots: int) -> float:
    """Processor seconds of these processes, all their descendants, and those of them that have ended."""
    return sum(_seconds(number) for number in _families(roots))


def megabytes_of(*roots: int) -> float:
    """Memory of these processes and all their descendants; what several share counts once (PSS, proc(5))."""
    return sum(_kilobytes(number) for number in _families(roots)) / 1024


def database_process(home: Path) -> int:
    """The number of the database server of a home."""
    return int((home / "postgres" / "data" / "postmaster.pid").read_text().splitlines()[0])


def _families(roots: tuple[int, ...]) -> set[int]:
    parents = _parents()
    family = set(roots)
    while more := {number for number, parent in parents.items() if parent in family} - family:
        family |= more
    return family


def _parents() -> dict[int, int]:
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (fields := _fields(int(entry.name))):
            found[int(entry.name)] = int(fields[1])
    return found


def _seconds(number: int) -> float:
    fields = _fields(number)
    return sum(int(ticks) for ticks in fields[11:15]) / _TICKS if fields else 0.0


def _kilobytes(number: int) -> int:
    try:
        told = re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{number}/smaps_rollup").read_text(), re.MULTILINE)
    except (FileNotFoundError, ProcessLookupError):  # it ended meanwhile
        return 0
    return int(told[1]) if told else 0


def _fields(number: int) -> list[str]:
    try:
        return Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()
    except (OSError, IndexError):
        return []
