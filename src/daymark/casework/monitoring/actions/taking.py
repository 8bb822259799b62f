"""How a file of sightings comes in: sealed into the vault as it came, read as a stream, stored in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import transaction

from daymark.casework.access.keyring import vault
from daymark.casework.access.models import User
from daymark.casework.access.recording import record
from daymark.casework.access.rows import insert_rows, insert_values
from daymark.casework.monitoring.models import NAME_LENGTH, SeenFile, SightingBatch, SightingFile
from daymark.casework.monitoring.rules.packing import pack
from daymark.exchange.sightings import BadRow, Layout, Sighting, SightingList, file_of, read_sightings
from daymark.vault.labels import SealedObject

AT_ONCE = 20_000  # sightings in one block
SHOWN = 200  # refused rows that are kept with their reasons; all are counted, and all lie in the file
LARGEST = 64 * 1024**3  # bytes of one file


@dataclass(frozen=True)
class Taken:
    """What became of a file. `is_new` is False when this very file is here already."""

    file: SightingFile
    is_new: bool


@dataclass
class _Reading:
    """A file on its way in: what was refused so far."""

    sightings: SightingList
    refusals: list[dict[str, Any]]

    def blocks(self) -> Iterator[list[Sighting]]:
        """The sightings, some thousands at a time."""
        rows = self._kept()
        while block := list(islice(rows, AT_ONCE)):
            yield block

    def _kept(self) -> Iterator[Sighting]:
        for row in self.sightings:
            if isinstance(row, Sighting):
                yield row
            elif len(self.refusals) < SHOWN:
                self.refusals.append(_told(row))


@transaction.atomic
def take_sightings(
    *,
    path: Path,
    layout: Layout,
    said: dict[str, Any],
    by: User | None,
    at: datetime,
    step: Callable[[SightingList], None] = lambda _: None,
) -> Taken:
    """Keeps a file of a monitoring tool and takes its sightings in, all or none. `said` is the layout as it came.

    Nothing is counted yet: `count_chains` does that. Raises UnreadableSightings, WrongColumns.
    """
    reading = _Reading(read_sightings(path, layout, not_after=at), [])
    with path.open("rb") as stream:
        sealed = vault().put(stream, limit=LARGEST)
    file, is_new = _row(path, sealed, reading.sightings.form, said, by, at)
    if not is_new:
        return Taken(file, is_new=False)
    for number, block in enumerate(reading.blocks(), 1):
        insert_rows([SightingBatch(file=file, number=number, rows=len(block), packed=pack(block))])
        _note_files(block)
        step(reading.sightings)
    _complete(file, reading)
    detail = {"sha256": file.sha256, "taken": file.taken, "refused": file.refused, "form": file.form}
    record(act="sightings taken in", by=by, at=at, kind="sightings", reference=file.sha256[:12], detail=detail)
    return Taken(file, is_new=True)


def _row(
    path: Path, sealed: SealedObject, form: str, said: dict[str, Any], by: User | None, at: datetime
) -> tuple[SightingFile, bool]:
    """The row of the file, and whether it is new: who brings the same file at the same time waits and finds it here."""
    name = path.name.encode("utf-8", "replace").decode()[:NAME_LENGTH]
    about = {
        "sha1": sealed.sha1,
        "md5": sealed.md5,
        "size": sealed.size,
        "name": name,
        "form": form,
        "layout": said,
        "brought_at": at,
        "brought_by": by,
    }
    return SightingFile.objects.get_or_create(sha256=sealed.sha256, defaults=about)


def _complete(file: SightingFile, reading: _Reading) -> None:
    tally = reading.sightings.tally
    file.taken, file.doubtful, file.refused = tally.taken, tally.doubtful, tally.refused
    file.is_whole, file.refusals = tally.is_whole, reading.refusals
    file.save(update_fields=["taken", "doubtful", "refused", "is_whole", "refusals"])


def _note_files(block: list[Sighting]) -> None:
    """The files that these sightings name, each once."""
    found = {file_of(each): each for each in block}
    rows = [
        {"name": name, "md5": each.md5, "sha1": each.sha1, "sha256": each.sha256, "lists": None}
        for name, each in sorted(found.items())
    ]
    insert_values(SeenFile, rows, on_conflict="(name) DO NOTHING")


def _told(row: BadRow) -> dict[str, Any]:
    """A refused row without its text: that lies in the vault, and may name people."""
    means = [f"{reading.instant.isoformat()} {reading.supposing}".strip() for reading in row.readings]
    return {
        "where": row.where,
        "why": row.reason.replace("\0", "�").encode("utf-8", "replace").decode(),
        "means": means,
    }
