"""A hash list that was recognised: what it says about itself, and its entries as a stream."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from daymark.engine.known.kinds import SIZES
from daymark.engine.known.standing import Standing
from daymark.exchange.hashlist.entries import NO_FACTS, BadRow, KnownEntry, Piece
from daymark.exchange.hashlist.opening import Meter
from daymark.exchange.hashlist.problems import BrokeOff, UnreadableHashList
from daymark.exchange.remarks import Preserved, Remarks

Rows = Iterator[KnownEntry | BadRow | Piece]


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a list comes from, in the list's own words: none of it is checked."""

    context: str | None = None  # VICS's data model, an XML namespace, a database's schema
    region: str | None = None  # VICS: whose profile of categories
    source_application: str | None = None
    organisation: str | None = None
    date: str | None = None
    more: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Description:
    """What is known of a list before its entries are read. `why` explains the standing to a person."""

    format: str
    rows: Callable[[Remarks], Rows]
    standing: Standing
    why: str
    version: str | None = None
    name: str | None = None
    unit: str = "line"
    provenance: Provenance = field(default_factory=Provenance)
    warnings: tuple[str, ...] = ()
    takes_back: bool = False  # whether its rows can delete earlier ones


@dataclass(slots=True)
class Tally:
    """What the last reading of a list gave. `complete` is False when it broke off before its end."""

    entries: int = 0
    bad_rows: int = 0
    deletions: int = 0
    never_matching: int = 0
    complete: bool = False


class HashList:
    """One list. Iterating reads the file anew and gives `KnownEntry` and `BadRow` in the list's order.

    `warnings` and `not_understood` are those of the last reading, `tally` its counts.
    """

    def __init__(self, path: Path, name: str, description: Description, meter: Meter | None = None) -> None:
        self.path = path
        self.meter = meter or Meter()
        self.name = description.name or name
        self.description = description
        self.tally = Tally()
        self._remarks = Remarks()

    @property
    def format(self) -> str:
        """The format's name for a person."""
        return self.description.format

    @property
    def version(self) -> str | None:
        """The version of the format or of the list, as it says."""
        return self.description.version

    @property
    def unit(self) -> str:
        """What `where` counts: line, row, entry."""
        return self.description.unit

    @property
    def standing(self) -> Standing:
        """What being on this list means; an entry may differ."""
        return self.description.standing

    @property
    def why(self) -> str:
        """Who says so, or what a person must say first."""
        return self.description.why

    @property
    def provenance(self) -> Provenance:
        """Where the list says that it comes from."""
        return self.description.provenance

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a person should know about the list and its last reading."""
        return (*self.description.warnings, *self._remarks.warnings)

    @property
    def not_understood(self) -> tuple[Preserved, ...]:
        """What the last reading found and has no place for."""
        return self._remarks.unknown

    @cached_property
    def sha256(self) -> str:
        """The SHA-256 of the list's file in lower-case hex, by which it is told from another state of the same list."""
        try:
            with self.path.open("rb") as stream:
                return hashlib.file_digest(stream, "sha256").hexdigest()
        except OSError as error:
            raise UnreadableHashList(f"{self.path} cannot be read ({error.strerror or error}).") from None

    def __iter__(self) -> Iterator[KnownEntry | BadRow]:
        for row in self.pieces():
            if type(row) is Piece:
                for entry in row.entries():
                    self.tally.never_matching += bool(entry.never_matches)
                    yield entry
            else:
                yield row  # type: ignore[misc]  # a Piece has no subclass

    def pieces(self) -> Rows:
        """The same, but plain lists come in a `Piece` for every thousands of lines, which is many times faster.

        The entries of a piece that never match are not counted in the tally: whoever takes it apart knows them.
        """
        self.tally, self._remarks = Tally(), Remarks()
        tally, last = self.tally, 0
        try:
            for row in self.description.rows(self._remarks):
                last = row[0]
                if type(row) is KnownEntry:
                    tally.entries += 1
                    if row.never_matches:
                        tally.never_matching += 1
                    if row.facts is not NO_FACTS and row.facts.deleted:
                        tally.deletions += 1
                elif type(row) is Piece:
                    tally.entries += len(row.hashes) // SIZES[row.kind]
                    last += len(row.hashes) // SIZES[row.kind] - 1
                else:
                    tally.bad_rows += 1
                yield row
        except (BrokeOff, OSError) as error:
            tally.bad_rows += 1
            yield BadRow(last + 1, f"nothing from here on could be read: {error}")
            return
        tally.complete = True
