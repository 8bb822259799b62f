"""`daymark import FILE --sightings`: what a peer-to-peer monitoring tool saw, taken in and counted into persons."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from daymark.cli.progress import progress
from daymark.problems import Problem

if TYPE_CHECKING:
    from daymark.casework.monitoring.actions import Taken
    from daymark.casework.monitoring.models import Counting
    from daymark.exchange.sightings import Layout, SightingList

_SHOWN = 20  # refused rows that are told here; the page shows more


class NoPair(Problem):
    """A column is named as OURS=THEIRS, time=Seen for example."""


@dataclass(frozen=True)
class AskedOfSightings:
    """The options that speak of a tool's file."""

    layout: Path | None
    columns: tuple[str, ...]


def import_sightings(files: tuple[Path, ...], asked: AskedOfSightings, *, as_json: bool) -> int:
    """Takes the files in, counts once, and tells what became of them; the exit status: 1 when a row was refused."""
    layout = _layout(asked)
    status = 0
    for path in dict.fromkeys(files):
        began = time.monotonic()
        taken = _taken(path, layout, asked)
        click.echo(_as_json(taken) if as_json else _in_words(taken, time.monotonic() - began))
        status = max(status, int(taken.is_new and (taken.file.refused > 0)))
    counting = _counted()
    click.echo(json.dumps(_told(counting)) if as_json else _counted_in_words(counting))
    return status


def _layout(asked: AskedOfSightings) -> Layout:
    from daymark.exchange.sightings import Layout, layout_from_toml

    layout = layout_from_toml(asked.layout) if asked.layout else Layout()
    named: dict[str, str] = {}
    for pair in asked.columns:
        ours, equals, theirs = pair.partition("=")
        if not equals or not ours.strip() or not theirs.strip():
            raise NoPair(f"“{pair}” names no column. {NoPair.__doc__}")
        named[ours.strip()] = theirs.strip()
    return replace(layout, columns={**layout.columns, **named})


def _taken(path: Path, layout: Layout, asked: AskedOfSightings) -> Taken:
    from django.utils import timezone

    from daymark.casework.access.context import acting_as_system
    from daymark.casework.monitoring.actions import take_sightings

    telling = _Telling()
    size = path.stat().st_size if path.is_file() else 0
    with progress("Taking in", size, telling.words) as step, acting_as_system():
        return take_sightings(
            path=path,
            layout=layout,
            said=_said(asked),
            by=None,
            at=timezone.now(),
            step=lambda sightings: telling.at(sightings, step),
        )


def _said(asked: AskedOfSightings) -> dict[str, Any]:
    """What was said about the file, to be kept with it."""
    said: dict[str, Any] = {"columns": list(asked.columns)} if asked.columns else {}
    return said | {"layout": asked.layout.read_text(encoding="utf-8")} if asked.layout else said


def _counted() -> Counting:
    from django.utils import timezone

    from daymark.casework.access.context import acting_as_system
    from daymark.casework.monitoring.actions import count_chains

    with acting_as_system():
        return count_chains(at=timezone.now())


class _Telling:
    """Where the reading stands, told by bytes of the file."""

    def __init__(self) -> None:
        self._rows = self._position = 0

    def words(self) -> str:
        """How many rows were read."""
        return f"{self._rows:,} rows"

    def at(self, sightings: SightingList, step: Callable[[int], None]) -> None:
        """What came since the last time."""
        self._rows = sightings.tally.taken + sightings.tally.refused
        position = max(sightings.position, self._position)
        step(position - self._position)
        self._position = position


def _in_words(taken: Taken, seconds: float) -> str:
    file = taken.file
    if not taken.is_new:
        return f"{file.name}: this very file is here already. Nothing was changed."
    lines = [
        f"{file.name}: {file.form}. {file.taken:,} sightings taken in {seconds:.1f} s, {file.doubtful:,} of them with "
        f"a doubt; {file.refused:,} rows refused."
    ]
    lines += [f"Refused: {_refused(each)}" for each in file.refusals[:_SHOWN]]
    if file.refused > _SHOWN:
        lines.append(f"{_SHOWN} of {file.refused:,} refused rows are told here.")
    return "\n".join(lines)


def _refused(row: dict[str, Any]) -> str:
    means = f" It can mean {'; '.join(row['means'])}." if row["means"] else ""
    return f"row {row['where']}: {row['why']}{means}"


def _counted_in_words(counting: Counting) -> str:
    lines = [
        f"{counting.counted:,} of {counting.sightings:,} sightings are of files that known-bad lists name: "
        f"{counting.chains:,} persons."
    ]
    if counting.unknown:
        lines.append(f"{counting.unknown:,} are of files named by hashes that no list here has: unknown.")
    lines += [f"{each['sightings']:,} sightings stand for nobody. {each['reason']}" for each in counting.unplaced]
    lines += [each.get("sentence") or f"{each['method']}: {each['why_not']}" for each in counting.estimates]
    return "\n".join(lines)


def _as_json(taken: Taken) -> str:
    file = taken.file
    told = {
        "file": file.name,
        "sha256": file.sha256,
        "new": taken.is_new,
        "format": file.form,
        "taken": file.taken,
        "doubtful": file.doubtful,
        "refused": file.refused,
        "refusals": file.refusals,
        "whole": file.is_whole,
    }
    return json.dumps(told, ensure_ascii=False)


def _told(counting: Counting) -> dict[str, Any]:
    return {
        "sightings": counting.sightings,
        "counted": counting.counted,
        "unknown": counting.unknown,
        "doubled": counting.doubled,
        "persons": counting.chains,
        "unplaced": counting.unplaced,
        "estimates": counting.estimates,
    }
