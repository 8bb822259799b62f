"""Holds the objects of a vault and the rows that name them against each other: each read whole, each owned by a row.

    for found in inspect(vault, rows, at=now, step=progress):
        print(found.kind, found.sha256, found.why, found.mend)

Rows are asked for in portions, so that neither memory nor a transaction grows with the vault; what looks wrong is asked
for once more, because a centre works on meanwhile.
"""

from __future__ import annotations

import hashlib
import heapq
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import islice
from typing import Protocol

from daymark.engine.digests import chunks
from daymark.problems import Problem
from daymark.vault.destruction import AlreadyDestroyed, Destroyed
from daymark.vault.labels import NotInVault, SealedObject
from daymark.vault.store import Vault

PORTION = 500  # objects whose rows are asked for at once
ARRIVING = timedelta(days=1)  # an object younger than this may still get its row


class HasRow(Problem):
    """A row names this object, so it stays."""


class Kind(StrEnum):
    """What is wrong."""

    DAMAGED = "damaged"  # an object that does not open, or is not what its address says
    SWAPPED = "swapped"  # row and object do not belong together
    LOST = "lost"  # a row without its object
    DESTROYED = "destroyed"  # a row whose object was destroyed without the row knowing
    ORPHAN = "orphan"  # an object that never had a row
    ROW_GONE = "row gone"  # an object whose row was taken away
    PROOF = "proof"  # a row that says it was destroyed, without a proof that holds


NO_ROW = "It lies in the vault, and no row says what it belongs to."
RESTORE = "Restore this file from a back-up, then run daymark vault verify again."
MENDS = {
    Kind.DAMAGED: RESTORE,
    Kind.SWAPPED: "Somebody changed the database or the vault. Keep both as they are, and restore from a back-up.",
    Kind.LOST: RESTORE,
    Kind.DESTROYED: "Destroy it once more on its page: that finishes what was interrupted and notes the proof.",
    Kind.ORPHAN: "Nothing was acknowledged that rests on it. daymark vault verify --remove-orphans destroys it.",
    Kind.ROW_GONE: "Somebody took its row out of the database. Keep the object; restore the database from a back-up.",
    Kind.PROOF: "The row was altered. Compare with a back-up, and with the .destroyed file in the vault.",
}


@dataclass(frozen=True, slots=True)
class Row:
    """What a row of the database says of an object. Digests that it does not keep are empty, a size None.

    `fault`: why the row itself cannot be believed.
    """

    sha256: str
    whose: str
    size: int | None = None
    md5: str = ""
    sha1: str = ""
    object_id: str = ""
    fault: str = ""


class Rows(Protocol):
    """The rows that name the objects of one vault."""

    def of(self, addresses: Collection[str]) -> Iterable[Row]:
        """Those that name one of these addresses."""

    def portions(self) -> Iterator[list[Row]]:
        """All of them, some at a time."""

    def promised(self, sha256: str) -> str:
        """What says that there must be a row for an object without one; empty when nothing does."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, in a sentence, and what mends it."""

    sha256: str
    kind: Kind
    why: str

    @property
    def mend(self) -> str:
        """What is to be done."""
        return MENDS[self.kind]


Step = Callable[[int], object]


def inspect(
    vault: Vault, rows: Rows, *, at: datetime, step: Step, only: Collection[str] | None = None
) -> Iterator[Finding]:
    """Reads every object whole, or those of `only`, and holds all rows against all objects. `step` gets bytes read."""
    for addresses in _portions(vault.addresses()):
        named = _by_address(rows, addresses)
        for sha256 in addresses:
            reads = step if only is None or sha256 in only else None
            yield from _of_object(vault, rows, sha256, named[sha256], at, reads)
    for portion in rows.portions():
        for row in portion:
            yield from _of_row(vault, rows, row)


def objects_only(vault: Vault, *, step: Step) -> Iterator[Finding]:
    """Reads every object of a vault whose rows are nobody's business: those of half-filled reports."""
    for sha256 in vault.addresses():
        yield from _unreadable(vault, sha256, step)


def sample(vault: Vault, *, seed: str, most: int, most_bytes: int) -> set[str]:
    """Up to so many addresses, others for each seed, whose content has no more bytes than this in all."""
    drawn = heapq.nsmallest(
        most, vault.addresses(), key=lambda each: hashlib.sha256(f"{seed} {each}".encode()).digest()
    )
    taken: set[str] = set()
    left = most_bytes
    for sha256 in drawn:
        left -= vault.stored_size(sha256)
        if left < 0 and taken:
            break
        taken.add(sha256)
    return taken


def is_orphan(vault: Vault, rows: Rows, sha256: str, *, at: datetime) -> bool:
    """Whether no row names it, and nobody has stored it for a day."""
    return vault.stored_at(sha256) < at - ARRIVING and not list(rows.of([sha256]))


def remove_orphan(vault: Vault, rows: Rows, sha256: str, *, at: datetime) -> Destroyed:
    """Destroys an object that never had a row, with the proof. Raises StoredLately, HasRow."""
    if list(rows.of([sha256])) or rows.promised(sha256):
        raise HasRow
    # Whoever stores it from now on makes it young, and then it stays: see Vault.stored_at.
    return vault.destroy(sha256, at=at, by="daymark vault verify", why=NO_ROW, unless_stored_since=at - ARRIVING)


def _portions(addresses: Iterator[str]) -> Iterator[list[str]]:
    while portion := list(islice(addresses, PORTION)):
        yield portion


def _by_address(rows: Rows, addresses: Collection[str]) -> defaultdict[str, list[Row]]:
    named: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows.of(addresses):
        named[row.sha256].append(row)
    return named


def _of_object(
    vault: Vault, rows: Rows, sha256: str, named: list[Row], at: datetime, step: Step | None
) -> Iterator[Finding]:
    if named and not vault.has_content(sha256):
        return  # told with its row
    wrong = list(_unreadable(vault, sha256, step) if step else _cut_off(vault, sha256))
    yield from wrong
    if wrong:
        return
    try:
        sealed, object_id = vault.describe(sha256), vault.object_id(sha256)
        stray = not named and is_orphan(vault, rows, sha256, at=at)
    except (NotInVault, AlreadyDestroyed):  # destroyed this moment, or its content is gone: its row tells
        return
    except Problem as problem:
        yield Finding(sha256, Kind.DAMAGED, problem.message)
        return
    if stray:
        promised = rows.promised(sha256)
        yield Finding(sha256, Kind.ROW_GONE if promised else Kind.ORPHAN, promised or NO_ROW)
    for row in (each for each in named if not each.fault):
        if why := _differs(row, sealed, object_id):
            yield Finding(sha256, Kind.SWAPPED, f"{row.whose}: {why}.")


def _unreadable(vault: Vault, sha256: str, step: Step) -> Iterator[Finding]:
    try:
        with vault.open(sha256) as stream:
            for chunk in chunks(stream):
                step(len(chunk))
    except (NotInVault, AlreadyDestroyed):
        return
    except Problem as problem:
        yield Finding(sha256, Kind.DAMAGED, problem.message)
    except OSError as error:
        yield Finding(sha256, Kind.DAMAGED, f"Its content cannot be read from the disk ({error.strerror}).")


def _cut_off(vault: Vault, sha256: str) -> Iterator[Finding]:
    """What can be told without reading the content."""
    try:
        vault.describe(sha256)
        if not vault.exists(sha256):
            yield Finding(sha256, Kind.DAMAGED, "Its content is gone or has another length.")
    except (NotInVault, AlreadyDestroyed):
        return
    except Problem as problem:
        yield Finding(sha256, Kind.DAMAGED, problem.message)


def _differs(row: Row, sealed: SealedObject, object_id: str) -> str:
    for name in ("size", "md5", "sha1"):
        said, is_so = getattr(row, name), getattr(sealed, name)
        if said not in (None, "", is_so):
            return f"its {name} is not that of the object"
    if row.object_id not in ("", object_id):
        return "what lies there is not what was stored for this row"
    return ""


def _of_row(vault: Vault, rows: Rows, row: Row) -> Iterator[Finding]:
    found = _fault_of(vault, row)
    if found is not None and row in rows.of([row.sha256]):  # it may have been destroyed or changed meanwhile
        yield found


def _fault_of(vault: Vault, row: Row) -> Finding | None:
    if row.fault:
        return Finding(row.sha256, Kind.SWAPPED, f"{row.whose}: {row.fault}")
    try:
        vault.describe(row.sha256)
    except AlreadyDestroyed:
        return Finding(
            row.sha256, Kind.DESTROYED, f"{row.whose}: its object was destroyed, and the row does not say so."
        )
    except NotInVault:
        return Finding(row.sha256, Kind.LOST, f"{row.whose}: there is no such object in the vault.")
    except Problem:
        return None  # told with the object
    if not vault.has_content(row.sha256):
        return Finding(row.sha256, Kind.LOST, f"{row.whose}: its content is gone from the vault.")
    return None
