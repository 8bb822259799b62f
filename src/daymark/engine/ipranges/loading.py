"""Reads published tables into sorted columns. Rows that cannot be read are counted and told, with their lines."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path

from daymark.engine.ipranges.columns import Columns, Holders
from daymark.engine.ipranges.formats import LOOKED_AT, Format, is_heading, is_remark, recognised
from daymark.engine.ipranges.lines import Lines, NotReadable
from daymark.engine.ipranges.rows import BadRow, Gives

TOLD = 10  # bad rows of a file that are told; all are counted
_STEP_EVERY = 5000  # lines


class NotATable(NotReadable):
    """In no form of a table of address ranges that is known."""


@dataclass
class FileRead:
    """What became of one file. `silent` rows say nothing of who holds a range; `bad` could not be read."""

    name: str
    sha256: str
    form: str = ""
    gives: frozenset[Gives] = frozenset()
    built_on: date | None = None
    rows: int = 0
    silent: int = 0
    bad: int = 0
    told: list[tuple[int, str]] = field(default_factory=list)
    cut_off: str = ""

    def refuse(self, line: int, why: str) -> None:
        """Counts a row that cannot be read, and keeps the first few to be told."""
        self.bad += 1
        if len(self.told) < TOLD:
            self.told.append((line, why))


@dataclass(frozen=True)
class Loaded:
    """Files that say the same of addresses, as one table: its columns, and what became of each file."""

    files: tuple[FileRead, ...]
    gives: frozenset[Gives]
    columns: Columns


def load(paths: Sequence[Path], *, step: Callable[[int], None] = lambda size: None) -> list[Loaded]:
    """One table for each kind of answer among the files: countries, providers, or both from the same rows.

    `step` is told the bytes of each portion that was read. Raises NotReadable for a file that is no table.
    """
    holders: dict[frozenset[Gives], Holders] = {}
    files: dict[frozenset[Gives], list[FileRead]] = {}
    for path in paths:
        file, form, numbered = _opened(path)
        taken = holders.setdefault(form.gives, Holders())
        _read(numbered, form, file, taken, path, step)
        files.setdefault(form.gives, []).append(file)
    return [Loaded(tuple(read), gives, holders[gives].columns()) for gives, read in files.items()]


def _opened(path: Path) -> tuple[FileRead, Format, Lines]:
    lines = Lines(path)
    head = [text for _, text in islice(((n, text) for n, text in lines if not is_remark(text)), LOOKED_AT)]
    form = recognised(head)
    if form is None:
        raise NotATable(
            f"{path} is in no known form of a table of address ranges. Known are start,end,country and "
            "start,end,number,organisation as CSV, iptoasn's columns, and the registries' statistics."
        )
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return FileRead(path.name, digest, form.name, form.gives), form, Lines(path)


def _read(
    lines: Lines, form: Format, file: FileRead, holders: Holders, path: Path, step: Callable[[int], None]
) -> None:
    for number, text in _stepping(lines, step):
        if is_remark(text) or (number == 1 and is_heading(text)):
            continue
        file.built_on = file.built_on or form.built_on(text)
        try:
            row = form.read(text)
        except BadRow as fault:
            file.refuse(number, str(fault))
            continue
        if row is None:
            file.silent += 1
        else:
            file.rows += 1
            holders.add(row)
    file.cut_off = lines.cut_off
    if not file.rows:
        raise NotATable(f"{path} has no row that says who holds a range of addresses. Check what was fetched.")


def _stepping(lines: Lines, step: Callable[[int], None]) -> Iterator[tuple[int, str]]:
    told = 0
    for number, text in lines:
        if number % _STEP_EVERY == 0:
            step(lines.position - told)
            told = lines.position
        yield number, text
    step(lines.position - told)
