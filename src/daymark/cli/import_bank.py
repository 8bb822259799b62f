"""`daymark import LIST --bank NAME`: a hash list into the database, and everything that is here matched with it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from daymark.cli.progress import progress
from daymark.problems import Problem

if TYPE_CHECKING:
    from daymark.casework.matching.actions import Given, Imported
    from daymark.casework.matching.actions.rows import Reading

STANDINGS = {"bad": "BAD", "good": "GOOD", "disputed": "DISPUTED"}
_SHOWN = 20  # refused rows that are told here; the page of the list shows more


class NoWho(Problem):
    """Say who gave the list: --from WHO. Votes are counted by givers."""


class OneList(Problem):
    """Bring one list at a time, so that each is kept under its own name."""


@dataclass(frozen=True)
class Asked:
    """The options that speak of a list."""

    bank: str
    standing: str | None
    reference: str
    whole: bool
    although_good: bool


def import_bank(files: tuple[Path, ...], giver: str | None, asked: Asked, *, as_json: bool) -> int:
    """Takes the list in and tells what became of it; the exit status: 1 when a row was refused."""
    if giver is None:
        raise NoWho()
    if len(files) != 1:
        raise OneList()
    began = time.monotonic()
    imported = _imported(files[0], _given(giver, asked))
    click.echo(_as_json(imported) if as_json else _in_words(imported, time.monotonic() - began))
    return 1 if imported.edition.refused else 0


def _given(giver: str, asked: Asked) -> Given:
    from daymark.casework.matching.actions import Given
    from daymark.casework.matching.rules import Says

    standing = Says(STANDINGS[asked.standing]) if asked.standing else None
    return Given(asked.bank, giver, standing, asked.reference, asked.whole, asked.although_good)


def _imported(path: Path, given: Given) -> Imported:
    from django.utils import timezone

    from daymark.casework.access.context import acting_as_system
    from daymark.casework.matching.actions import import_list, opened

    hash_list, standing = opened(path, given)
    telling = _Telling()
    with progress("Importing", path.stat().st_size, telling.words) as step, acting_as_system():
        return import_list(
            hash_list=hash_list,
            standing=standing,
            given=given,
            by=None,
            at=timezone.now(),
            step=lambda reading: telling.at(reading, step),
        )


class _Telling:
    """Where the reading stands, told by bytes of the file."""

    def __init__(self) -> None:
        self._rows = self._position = 0

    def words(self) -> str:
        """How many rows were read."""
        return f"{self._rows:,} rows"

    def at(self, reading: Reading, step: Callable[[int], None]) -> None:
        """What came since the last time. A database is read in no order of bytes: only its rows are counted."""
        self._rows = reading.rows
        position = max(reading.hash_list.meter.position, self._position)
        step(position - self._position)
        self._position = position


def _in_words(imported: Imported, seconds: float) -> str:
    bank, edition = imported.bank, imported.edition
    if not imported.is_new:
        return f"“{bank.name}” has this very file already, as edition {edition.number}. Nothing was changed."
    lines = [
        f"“{bank.name}”, edition {edition.number}: {edition.format}, kept as {bank.get_standing_display().lower()}.",
        f"{edition.rows:,} rows in {seconds:.1f} s, {edition.added:,} of them new; {bank.entries:,} stand now.",
        f"{len(imported.changed):,} files that are here have another standing now.",
    ]
    lines += [f"Warning: {warning}" for warning in edition.warnings]
    lines += [f"Refused: row {each['where']}: {each['why']}." for each in edition.refusals[:_SHOWN]]
    if edition.refused > _SHOWN:
        lines.append(f"{edition.refused:,} rows were refused, of which {_SHOWN} are told here.")
    return "\n".join(lines)


def _as_json(imported: Imported) -> str:
    bank, edition = imported.bank, imported.edition
    told = {
        "list": bank.name,
        "standing": bank.standing,
        "edition": edition.number,
        "new": imported.is_new,
        "format": edition.format,
        "rows": edition.rows,
        "added": edition.added,
        "refused": edition.refused,
        "refusals": edition.refusals,
        "entries": bank.entries,
        "changed": len(imported.changed),
    }
    return json.dumps(told, ensure_ascii=False)
