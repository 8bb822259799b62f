"""Back-ups: everything needed to stand up the centre again on an empty machine, with a manifest that proves it whole.

A back-up folder holds the database (custom-format dump), the vault, the checkpoints and, unless left out, the keys.
Sealed values stay sealed in it; without the keys it cannot be read. What is written when matters: checkpoints before
the database, so that none covers a record that the dump lacks; the vaults after it, so that no row lacks its original.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

import psycopg

from daymark.problems import OutsideProblem, Problem
from daymark.vault.durable import create_private, private_folder, replace_file, sync_folder
from daymark.web.postgres import DATABASE, SUPERUSER, ServerAddress

MANIFEST = "manifest.json"
DUMP = "database.dump"
LAST = "last-backup.json"  # in the home: when the newest back-up was made, for `daymark doctor`
FORMAT = 1
SECRET = ("keys", "tls")
BEFORE_DUMP = (*SECRET, "checkpoints", "practice.json", "address-tables")
AFTER_DUMP = ("vault", "originals")
EVERYTHING = (*BEFORE_DUMP, *AFTER_DUMP)


class BackupExists(Problem):
    """The folder for the back-up is not empty. Name another one: an old back-up is never written over."""


class BackupDamaged(Problem):
    """This back-up is not whole. Use another one; nothing was restored."""


class KeysNotThere(Problem):
    """The back-up holds no keys, and nothing can be read without them. Name their folder with --keys."""


class HomeNotEmpty(Problem):
    """There is an installation in DAYMARK_HOME already. Restore into an empty home, so that nothing is written over."""


class DatabaseToolFailed(OutsideProblem):
    """PostgreSQL's own back-up program failed."""


@dataclass(frozen=True)
class Manifest:
    """What a back-up holds: SHA-256 of every file by its name, rows by table."""

    made_at: datetime
    with_keys: bool
    rows: Mapping[str, int]
    files: Mapping[str, str]
    size: int
    postgresql: str = ""
    folders: tuple[str, ...] = field(default=())

    def to_json(self) -> bytes:
        """The manifest as its file holds it."""
        content = {**vars(self), "daymark_backup": FORMAT, "made_at": self.made_at.isoformat()}
        return json.dumps(content, indent=1, sort_keys=True).encode()

    @classmethod
    def from_json(cls, text: str) -> Manifest:
        """Reads the file back; `ValueError` or `KeyError` when it is not one of ours."""
        content = json.loads(text)
        if content.pop("daymark_backup") != FORMAT:
            raise ValueError("another format")
        made_at = datetime.fromisoformat(content.pop("made_at"))
        return cls(made_at=made_at, folders=tuple(content.pop("folders")), **content)


@dataclass(frozen=True)
class Places:
    """Where a centre's data lie: each name in a back-up and its place outside."""

    home: Path
    checkpoints: Path

    def of(self, name: str) -> Path:
        """The place of one entry."""
        return self.checkpoints if name == "checkpoints" else self.home / name


def write_backup(
    *,
    places: Places,
    address: ServerAddress,
    folder: Path,
    with_keys: bool,
    at: datetime,
    tell: Callable[[str], object],
) -> Manifest:
    """Writes a back-up into the folder that `make_empty` made. The manifest comes last: without it, it is not whole."""
    wanted = [name for name in EVERYTHING if with_keys or name not in SECRET]
    for name in (each for each in BEFORE_DUMP if each in wanted):
        _copy(places.of(name), folder / name)
    tell("Writing the database.")
    rows, version = _dump(address, folder / DUMP)
    for name in (each for each in AFTER_DUMP if each in wanted):
        tell(f"Copying the {name}.")
        _copy(places.of(name), folder / name)
    paths = list(_files(folder))
    manifest = Manifest(
        made_at=at,
        with_keys=with_keys,
        rows=rows,
        files={path.relative_to(folder).as_posix(): _digest(path) for path in paths},
        size=sum(path.stat().st_size for path in paths),
        postgresql=version,
        folders=tuple(name for name in wanted if (folder / name).is_dir()),
    )
    replace_file(folder / MANIFEST, manifest.to_json())
    sync_folder(folder)
    return manifest


def note_backup(home: Path, manifest: Manifest) -> None:
    """Leaves word in the home of when it was last backed up."""
    note = {"made_at": manifest.made_at.isoformat(), "with_keys": manifest.with_keys}
    replace_file(home / LAST, json.dumps(note).encode())


def last_backup_at(home: Path) -> datetime | None:
    """When this home was last backed up; None when never."""
    try:
        return datetime.fromisoformat(json.loads((home / LAST).read_text())["made_at"])
    except (FileNotFoundError, ValueError, KeyError):
        return None


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a back-up whose every file has been compared with it."""
    try:
        manifest = Manifest.from_json((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BackupDamaged(
            f"{folder} holds no {MANIFEST}: it is no back-up, or its writing was interrupted. Use another one."
        ) from None
    except (ValueError, KeyError, TypeError):
        raise BackupDamaged(f"The {MANIFEST} in {folder} cannot be read. Use another back-up.") from None
    for name, digest in manifest.files.items():
        path = folder / inside(name)
        if path.is_symlink() or not path.is_file() or _digest(path) != digest:
            raise BackupDamaged(f"{name} is missing or altered in {folder}. Use another back-up; nothing was restored.")
    return manifest


def refuse_unrestorable(*, places: Places, folder: Path, keys_from: Path | None) -> None:
    """Stops before anything is written when the home is in use or the keys are nowhere.

    Checkpoints on another disk stay where they are: they know of what came after the back-up.
    """
    names = (*EVERYTHING, "postgres", "postgres-location", "django-secret")
    in_use = [places.home / name for name in names if (places.home / name).exists()]
    if in_use:
        raise HomeNotEmpty(f"{in_use[0]} exists. Restore into an empty home, so that nothing is written over.")
    if not (keys_from or folder / "keys").is_dir():
        raise KeysNotThere()


def restore_files(*, places: Places, folder: Path, manifest: Manifest, keys_from: Path | None) -> None:
    """Puts everything but the database in its place: what the manifest names, and nothing else."""
    for name in manifest.folders:
        private_folder(places.of(name))
    for name in manifest.files:
        part, *rest = PurePosixPath(name).parts
        target = places.of(part).joinpath(*rest)
        if part in EVERYTHING and not (part == "keys" and keys_from) and not target.exists():
            private_folder(target.parent)
            _copy_file(folder / name, target)
    if keys_from:
        _copy(keys_from, places.home / "keys")


def restore_database(*, address: ServerAddress, folder: Path) -> None:
    """Fills the empty database from the dump; owners and rights come with it."""
    _run(address, "pg_restore", ["--exit-on-error", "--dbname", DATABASE, "--jobs", "2", str(folder / DUMP)])


def row_counts(address: ServerAddress) -> dict[str, int]:
    """Rows of every table of ours, as the superuser sees them: row-level security hides none."""
    with psycopg.connect(address.dsn(SUPERUSER, DATABASE)) as connection:
        return _counts(connection)


def _counts(connection: psycopg.Connection) -> dict[str, int]:
    names = [name for (name,) in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
    counts = {}
    for name in sorted(names):
        row = connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()  # noqa: S608 - name from the catalogue
        counts[name] = int(row[0]) if row else 0
    return counts


def _dump(address: ServerAddress, path: Path) -> tuple[dict[str, int], str]:
    """Dumps and counts one and the same moment, however much is written meanwhile."""
    create_private(path).close()
    with psycopg.connect(address.dsn(SUPERUSER, DATABASE)) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        row = connection.execute("SELECT pg_export_snapshot(), current_setting('server_version')").fetchone()
        snapshot, version = row if row else ("", "")
        arguments = ["--format", "custom", "--compress", "gzip:6", "--snapshot", snapshot, "--file", str(path)]
        _run(address, "pg_dump", [*arguments, DATABASE])
        return _counts(connection), version


def _run(address: ServerAddress, program: str, arguments: list[str]) -> None:
    environment = {**os.environ, **address.environment(SUPERUSER, DATABASE)}
    done = subprocess.run([address.binary(program), *arguments], env=environment, capture_output=True, text=True)
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or ["it gave no reason"]
        raise DatabaseToolFailed(f"{program} ended with {done.returncode}: {last[0]}")


def make_empty(folder: Path) -> None:
    """Makes the folder for a back-up; refuses one that holds anything."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if any(folder.iterdir()):
        raise BackupExists(f"{folder} is not empty. Name another folder: an old back-up is never written over.")
    folder.chmod(0o700)


def _copy(source: Path, target: Path) -> None:
    """Copies a file or a folder, without what is just arriving and what vanishes meanwhile."""
    if source.is_file():
        _copy_file(source, target)
    elif source.is_dir():
        private_folder(target)
        for entry in sorted(source.iterdir()):
            if not entry.name.endswith(".part") and entry.name != ".arriving" and not entry.is_symlink():
                _copy(entry, target / entry.name)


def _copy_file(source: Path, target: Path) -> None:
    try:
        readable = source.open("rb")
    except FileNotFoundError:  # destroyed or swept since the folder was listed
        return
    with readable, create_private(target) as writable:
        while block := readable.read(1 << 20):
            writable.write(block)
        writable.flush()
        os.fsync(writable.fileno())


def inside(name: str) -> PurePosixPath:
    """A name in a back-up, refused when it leads out of it."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts:
        raise BackupDamaged(f"The {MANIFEST} names {name!r}, which lies outside the back-up. Do not use it.")
    return path


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != MANIFEST)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def as_words(manifest: Manifest) -> dict[str, Any]:
    """What `--json` prints about a back-up."""
    return {
        "made_at": manifest.made_at.isoformat(),
        "files": len(manifest.files),
        "bytes": manifest.size,
        "rows": sum(manifest.rows.values()),
        "with_keys": manifest.with_keys,
    }
