"""`daymark hash`: digests, real type and perceptual hashes of files and folders, one JSON line each. No database."""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import click

from daymark.cli.contact_sheets import TILES, Sheets
from daymark.cli.hash_line import line_of, name_of
from daymark.cli.hash_state import State
from daymark.cli.progress import progress
from daymark.engine.hashing import Hashed, Wanted, hash_files
from daymark.engine.sandbox.pool import Sandbox
from daymark.engine.walking import Found, find


@click.command("hash")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@click.option(
    "--workers", default=None, type=click.IntRange(1, 64), help="Processes; one for each core when not given."
)
@click.option("--state", "state_file", type=click.Path(path_type=Path), help="Keep what is done here; go on from it.")
@click.option("--full", is_flag=True, help="Films at one frame a second; their keyframes when not given.")
@click.option("--turned", is_flag=True, help="Also the hashes of each picture turned and mirrored.")
@click.option("--facts", is_flag=True, help="Also what the file asserts of itself: times, camera, places, keys.")
@click.option(
    "--sheets",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Write a contact sheet of each film there: twenty small pictures with their times, named by SHA-256.",
)
@click.option("--json", "as_json", is_flag=True, help="What it does anyway: one JSON object a line.")
def command(
    paths: tuple[Path, ...],
    workers: int | None,
    state_file: Path | None,
    full: bool,
    turned: bool,
    facts: bool,
    sheets: Path | None,
    as_json: bool,
) -> None:
    """Hash files and everything in folders: one JSON object a line, in the order in which they are ready.

    MD5, SHA-1, SHA-256, size, the type by content, PDQ with its quality for pictures, the frames of animations and
    films. What could not be done stands in `error`, and the exit status is then 1. Files are opened in a sandbox.
    The output is a hash list: `daymark match OTHER --against OUTPUT` reads it.
    """
    wanted = Wanted(full=full, turned=turned, tags=facts, tiles=TILES if sheets else 0)
    options: dict[str, Any] = {"full": full, "turned": turned, "facts": facts}
    options |= {"sheets": name_of(sheets)} if sheets else {}
    run = Run(wanted, workers or os.cpu_count() or 1, Sheets(sheets) if sheets else None)
    kept = State(state_file, options) if state_file else contextlib.nullcontext()
    with kept as state:
        raise SystemExit(_hash_all(list(find(paths)), run, state))


class Run(NamedTuple):
    """What is asked of every file, with how many processes, and where the contact sheets of films go."""

    wanted: Wanted
    workers: int
    sheets: Sheets | None


def _hash_all(files: list[Found], run: Run, state: State | None) -> int:
    """Give every file's line; the exit status."""
    counted, todo = Counted(len(files)), {}
    for found in files:
        line = state.line_for(found) if state else None
        if line is None:
            todo[found.path] = found
        else:
            counted.give(line)
    with progress("Hashing", sum(found.size for found in todo.values()), counted.words) as step:
        for path, line in _lines(list(todo.values()), run, step):
            if state:
                state.keep(todo[path], line)
            counted.give(line)
    click.echo(counted.summary(), err=True)
    return 1 if counted.errors else 0


def _lines(files: list[Found], run: Run, step: Callable[[int], None]) -> Iterator[tuple[Path, dict[str, Any]]]:
    with Sandbox(min(run.workers, max(len(files), 1))) as sandbox:
        for hashed in hash_files(files, sandbox, run.wanted, step):
            line = line_of(hashed, run.wanted)
            yield hashed.path, line | _sheet(hashed, line, run.sheets) if run.sheets else line


def _sheet(hashed: Hashed, line: dict[str, Any], sheets: Sheets) -> dict[str, Any]:
    """Where the film's contact sheet is; a sheet that could not be written is the file's error unless it has one."""
    try:
        path = sheets.keep(hashed)
    except OSError as error:
        why = f"Its contact sheet cannot be written ({error.strerror}). Check the disk, then take it again."
        return {"sheet": None, "error": line["error"] or why}
    return {"sheet": name_of(path) if path else None}


class Counted:
    """Gives the lines and counts them."""

    def __init__(self, of: int) -> None:
        self.errors = 0
        self._of = of
        self._given = 0
        self._began = time.monotonic()

    def give(self, line: dict[str, Any]) -> None:
        """Print one file's line."""
        self._given += 1
        self.errors += line["error"] is not None
        click.echo(json.dumps(line, ensure_ascii=False))

    def words(self) -> str:
        """How many of how many, and how fast."""
        return f"{self._given:,} of {self._of:,} files, {self._rate():,.0f} a second"

    def summary(self) -> str:
        """The last sentence."""
        seconds = time.monotonic() - self._began
        with_errors = f" {self.errors:,} with an error: their lines say which." if self.errors else ""
        return f"{self._given:,} files in {seconds:.1f} s ({self._rate():,.0f} a second).{with_errors}"

    def _rate(self) -> float:
        return self._given / max(time.monotonic() - self._began, 0.001)
