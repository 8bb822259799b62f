"""`daymark match`: which files stand on a hash list, by digest, by look, turned, or as a film. No database."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from daymark.cli.match_asking import Asked, answered, asked_of_entry, asked_of_file
from daymark.cli.match_line import NO_HIT, hit_line, no_hit_line, sentence
from daymark.cli.progress import progress
from daymark.engine.hashing import Wanted, hash_files
from daymark.engine.kinds import HEAD, Group, kind_of
from daymark.engine.known.sets import RADIUS, KnownSet
from daymark.engine.known.standing import Standing
from daymark.engine.sandbox.pool import Sandbox
from daymark.engine.walking import Found, find
from daymark.exchange.hashlist import SIGNAL_TYPES, BadRow, HashList, KnownEntry, UnreadableHashList, read_hash_list
from daymark.exchange.hashlist.loading import load
from daymark.problems import Problem

_STANDINGS = {"bad": Standing.KNOWN_BAD, "good": Standing.KNOWN_GOOD}
_COUNTED = {
    Standing.KNOWN_BAD.words: "known bad",
    Standing.UNKNOWN.words: "on a list that does not say what it means",
    Standing.KNOWN_GOOD.words: "known good",
    None: NO_HIT,
}
_SHOWN = 20  # bad rows of a list that are told one by one


class WrongMapping(Problem):
    """A column is named as OURS=THEIRS, for instance md5=\"Hash value\"."""


@click.command("match")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@click.option("--against", required=True, multiple=True, type=click.Path(path_type=Path, exists=True), metavar="LIST")
@click.option("--radius", default=RADIUS, show_default=True, type=click.IntRange(0, 256), help="Bits, for looks.")
@click.option(
    "--standing", type=click.Choice(list(_STANDINGS)), help="What being on LIST means, where it does not say."
)
@click.option("--signal-type", type=click.Choice(SIGNAL_TYPES), help="What bare digits in LIST are, if not said.")
@click.option(
    "--column", "columns", multiple=True, metavar="OURS=THEIRS", help="Name a column of a table, e.g. md5=Hash."
)
@click.option("--full", is_flag=True, help="Films at one frame a second; their keyframes when not given.")
@click.option(
    "--workers", default=None, type=click.IntRange(1, 64), help="Processes; one for each core when not given."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object for each hit or file without one, nothing else.")
def command(
    paths: tuple[Path, ...],
    against: tuple[Path, ...],
    radius: int,
    standing: str | None,
    signal_type: str | None,
    columns: tuple[str, ...],
    full: bool,
    workers: int | None,
    as_json: bool,
) -> None:
    """Match files, folders, or the entries of a hash list given as PATH, against one or more hash lists.

    By digest first, then by look (PDQ within --radius bits), then turned and mirrored; films by the stretches that they
    share. A file without a hit gets a line too: checked, and nothing matched, is a result. A hit is a lead, not a
    proof: look at list, distance and quality. Exit status 1 when a file or a row of a list could not be read.
    """
    mapping = dict(_mapped(each) for each in columns)
    lists = [
        read_hash_list(path, columns=mapping, standing=_STANDINGS.get(standing or ""), signal_type=signal_type)
        for path in against
    ]
    known, faults = _loaded(lists)
    telling = Telling(as_json=as_json, known=known)
    for asked, answers in answered(_all_asked(paths, full, workers or os.cpu_count() or 1, telling), known, radius):
        lines = [hit_line(asked, answer, known) for answer in answers] or [no_hit_line(asked)]
        telling.give(asked, lines)
    click.echo(telling.summary(), err=True)
    raise SystemExit(1 if faults or telling.errors else 0)


def _mapped(column: str) -> tuple[str, str]:
    ours, equals, theirs = column.partition("=")
    if not (ours and equals and theirs):
        raise WrongMapping(
            f'--column takes OURS=THEIRS, for instance md5="Hash value"; {column!r} is not of that form.'
        )
    return ours, theirs


def _loaded(lists: list[HashList]) -> tuple[KnownSet, int]:
    """The lists in memory, after telling how each was read; how many rows could not be."""
    faults: Counter[Path] = Counter()

    def bad(hash_list: HashList, row: BadRow) -> None:
        faults[hash_list.path] += 1
        if faults[hash_list.path] <= _SHOWN:
            click.echo(f"{hash_list.path}, {hash_list.unit} {row.where}: {row.reason}", err=True)

    known = load(lists, bad)
    for each in lists:
        for line in _about(each, faults[each.path]):
            click.echo(f"{each.path}: {line}", err=True)
    return known, sum(faults.values())


def _about(hash_list: HashList, faults: int) -> Iterator[str]:
    tally = hash_list.tally
    yield f"{hash_list.format}, {tally.entries:,} entries, {hash_list.standing.words}. {hash_list.why}"
    if faults > _SHOWN:
        yield f"{faults:,} rows could not be read, of which {_SHOWN} are told above."
    if tally.never_matching:
        yield f"{tally.never_matching:,} entries hold a value that never matches (empty or featureless)."
    yield from hash_list.warnings


def _all_asked(paths: tuple[Path, ...], full: bool, workers: int, telling: Telling) -> Iterator[Asked]:
    lists, others = [], []
    for path in paths:
        hash_list = _as_list(path)
        lists += [hash_list] if hash_list else []
        others += [] if hash_list else [path]
    for each in lists:
        click.echo(f"{each.path} is a hash list ({each.format}): its entries are matched.", err=True)
        for row in each:
            if isinstance(row, BadRow):
                click.echo(f"{each.path}, {each.unit} {row.where}: {row.reason}", err=True)
                telling.errors += 1
            elif isinstance(row, KnownEntry):
                yield asked_of_entry(f"{each.path}:{row.where}", row)
    yield from _files(list(find(others)), full, workers, telling)


def _files(files: list[Found], full: bool, workers: int, telling: Telling) -> Iterator[Asked]:
    if not files:
        return
    telling.of = len(files)
    with telling.progress(sum(found.size for found in files)) as step, Sandbox(min(workers, len(files))) as sandbox:
        for hashed in hash_files(files, sandbox, Wanted(full=full), step):
            yield asked_of_file(hashed)


def _as_list(path: Path) -> HashList | None:
    """The hash list that a path names by itself, None for anything to be hashed."""
    if not path.is_file():
        return None
    with path.open("rb") as stream:
        if kind_of(stream.read(HEAD)).group is not Group.OTHER:
            return None
    try:
        return read_hash_list(path)
    except UnreadableHashList:
        return None


class Telling:
    """Gives the lines and counts them."""

    def __init__(self, *, as_json: bool, known: KnownSet) -> None:
        self.errors = 0
        self.of = 0
        self._as_json = as_json
        self._known = known
        self._counts: Counter[str] = Counter()
        self._done = 0

    def give(self, asked: Asked, lines: list[dict[str, Any]]) -> None:
        """Print what was found for one file."""
        self._done += 1
        self.errors += asked.error is not None
        self._counts[_COUNTED[lines[0].get("standing")]] += 1
        for line in lines:
            click.echo(json.dumps(line, ensure_ascii=False) if self._as_json else sentence(line))

    @contextmanager
    def progress(self, total: int) -> Iterator[Callable[[int], None]]:
        """Progress of the hashing, which is what takes the time."""
        with progress("Matching", total, lambda: f"{self._done:,} of {self.of:,} files") as step:
            yield step

    def summary(self) -> str:
        """How many, and what became of them."""
        parts = ", ".join(f"{self._counts[name]:,} {name}" for name in _COUNTED.values() if self._counts[name])
        errors = f" {self.errors:,} with an error: their lines say which." if self.errors else ""
        return f"{self._done:,} checked against {len(self._known):,} known: {parts or 'nothing to match'}.{errors}"
