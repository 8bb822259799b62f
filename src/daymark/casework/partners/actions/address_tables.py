"""Tables of address ranges: put among those that are kept, each with its source, its date and a line on record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from daymark.casework.access.actions import record
from daymark.casework.access.models import User
from daymark.engine.ipranges.kept import ENDING, FOLDER, name_of
from daymark.engine.ipranges.layout import About, Source, packed
from daymark.engine.ipranges.loading import FileRead, Loaded
from daymark.engine.ipranges.table import RangeTable, TableDamaged
from daymark.problems import Problem
from daymark.vault.durable import private_folder, replace_file


class WhenBuilt(Problem):
    """The file does not say when its table was built. Say it: --built YYYY-MM-DD, as its publisher gives it."""


class BuiltLater(Problem):
    """A table cannot have been built after today. Check --built."""


@dataclass(frozen=True)
class KeptTable:
    """A table that is kept. `is_new` is false where it was here already and nothing was changed."""

    name: str
    about: About
    is_new: bool


@transaction.atomic
def keep_address_table(
    *,
    loaded: Loaded,
    built_on: date | None,
    licence: str,
    by: User | None,
    at: datetime,
    machine_user: str = "",
    for_examples: bool = False,
) -> KeptTable:
    """Keeps a table beside the older ones. `built_on` goes before the date that the files give of themselves."""
    about = _about(loaded, built_on, licence, at, for_examples)
    name = name_of(about)
    path = settings.DAYMARK.home / FOLDER / f"{name}{ENDING}"
    if _stands_so(path, licence):
        return KeptTable(name, about, is_new=False)
    detail = about.as_json() | {"rows": about.rows, "machine_user": machine_user}
    record(act="address table loaded", by=by, at=at, kind="address table", reference=name, detail=detail)
    _write(path, packed(about, loaded.columns))
    return KeptTable(name, about, is_new=True)


def _about(loaded: Loaded, built_on: date | None, licence: str, at: datetime, for_examples: bool) -> About:
    own = [file.built_on for file in loaded.files]
    if built_on is None and None in own:
        missing = next(file.name for file in loaded.files if file.built_on is None)
        raise WhenBuilt(f"{missing} does not say when its table was built. Say it: --built YYYY-MM-DD.")
    built = built_on or min(day for day in own if day)  # of several files the oldest: all of them are at least so new
    if built > at.date():
        raise BuiltLater(f"{built} is after today: a table cannot have been built then. Check --built.")
    return About(
        gives=loaded.gives,
        built_on=built,
        built_by="who loaded it" if built_on else "the file itself",
        licence=licence,
        loaded_at=at,
        sources=tuple(map(_source, loaded.files)),
        for_examples=for_examples,
    )


def _source(file: FileRead) -> Source:
    return Source(file.name, file.sha256, file.form, file.rows, file.bad, file.cut_off)


def _stands_so(path: Path, licence: str) -> bool:
    """Whether this very table is kept whole. A damaged one is written anew, as is one whose licence is now given."""
    if not path.exists():
        return False
    try:
        return licence in ("", RangeTable(path).about.licence)
    except TableDamaged:
        return False


def _write(path: Path, data: bytes) -> None:
    private_folder(path.parent)
    replace_file(path, data)
