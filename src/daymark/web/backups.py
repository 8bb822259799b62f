"""Back-ups: everything needed to stand up the centre again on an empty machine, with a manifest that proves it whole.

A back-up folder holds the database (custom-format dump), the vault, the checkpoints and, unless left out, the keys.
Sealed values stay sealed in it; without the keys it cannot be read.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from daymark.problems import OutsideProblem, Problem
from daymark.web.postgres import DATABASE, SUPERUSER, ServerAddress

MANIFEST = "manifest.json"
DUMP = "database.dump"
FOLDERS = ("vault", "checkpoints", "keys")


class BackupExists(Problem):
    """The folder for the back-up is not empty. Name another one: an old back-up is never written over."""


class BackupDamaged(Problem):
    """This back-up is not whole. Use another one; nothing was restored."""


class HomeNotEmpty(Problem):
    """There is an installation in DAYMARK_HOME already. Restore into an empty home, so that nothing is written over."""


class DatabaseToolFailed(OutsideProblem):
    """PostgreSQL's own back-up program failed."""


@dataclass(frozen=True)
class Summary:
    """What a back-up holds."""

    files: int
    size: int
    rows: dict[str, int]
    with_keys: bool


def write_backup(
    *, home: Path, address: ServerAddress, folder: Path, with_keys: bool, at: datetime, tell: Callable[[str], object]
) -> Summary:
    """Writes a back-up into an empty folder; the manifest comes last, so an interrupted one is never taken for whole."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if any(folder.iterdir()):
        raise BackupExists(f"{folder} is not empty. Name another folder: an old back-up is never written over.")
    folder.chmod(0o700)
    tell("Writing the database.")
    rows = row_counts(address)
    _dump(address, folder / DUMP)
    for name in FOLDERS:
        if (home / name).is_dir() and (with_keys or name != "keys"):
            tell(f"Copying {name}.")
            shutil.copytree(home / name, folder / name, copy_function=_copy_durably)
    files = {str(path.relative_to(folder)): _digest(path) for path in _files(folder)}
    manifest = {"daymark_backup": 1, "made_at": at.isoformat(), "with_keys": with_keys, "rows": rows, "files": files}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1, sort_keys=True), encoding="utf-8")
    size = sum(path.stat().st_size for path in _files(folder))
    return Summary(len(files), size, rows, with_keys)


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a back-up whose every file has been compared with it."""
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BackupDamaged(f"{folder} holds no {MANIFEST}: it is no back-up, or its writing was interrupted.") from None
    except ValueError:
        raise BackupDamaged(f"The {MANIFEST} in {folder} cannot be read. Use another back-up.") from None
    for name, digest in manifest["files"].items():
        path = folder / name
        if not path.is_file() or _digest(path) != digest:
            raise BackupDamaged(f"{name} is missing or altered in {folder}. Use another back-up; nothing was restored.")
    return manifest


def restore_files(*, home: Path, folder: Path, keys_from: Path | None) -> None:
    """Puts vault, checkpoints and keys into an empty home."""
    for name in FOLDERS:
        source = keys_from if name == "keys" and keys_from else folder / name
        if (home / name).exists():
            raise HomeNotEmpty(f"{home / name} exists. Restore into an empty home, so that nothing is written over.")
        if source.is_dir():
            shutil.copytree(source, home / name, copy_function=_copy_durably)
            (home / name).chmod(0o700)
    if not (home / "keys").is_dir():
        raise BackupDamaged("The back-up holds no keys. Name their folder with --keys: nothing can be read without them.")


def restore_database(*, address: ServerAddress, folder: Path) -> None:
    """Fills the empty database from the dump; owners and rights come with it."""
    arguments = ["--exit-on-error", "--dbname", DATABASE, "--jobs", "2", str(folder / DUMP)]
    _run(address, "pg_restore", arguments)


def row_counts(address: ServerAddress) -> dict[str, int]:
    """Rows of every table of ours, as the superuser sees them: row-level security hides none."""
    import psycopg

    with psycopg.connect(address.dsn(SUPERUSER, DATABASE)) as connection:
        names = [name for (name,) in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
        counts = {}
        for name in sorted(names):
            row = connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()  # noqa: S608 - name from the catalogue
            counts[name] = int(row[0]) if row else 0
    return counts


def _dump(address: ServerAddress, path: Path) -> None:
    path.touch(mode=0o600)
    _run(address, "pg_dump", ["--format", "custom", "--compress", "gzip:6", "--file", str(path), DATABASE])


def _run(address: ServerAddress, program: str, arguments: list[str]) -> None:
    environment = {**os.environ, **address.environment(SUPERUSER, DATABASE)}
    done = subprocess.run([address.binary(program), *arguments], env=environment, capture_output=True, text=True)
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or ["it gave no reason"]
        raise DatabaseToolFailed(f"{program} ended with {done.returncode}: {last[0]}")


def _copy_durably(source: str, target: str) -> str:
    shutil.copy2(source, target)
    descriptor = os.open(target, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return target


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != MANIFEST)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


