"""From sightings to persons. Two rules join, everything else keeps apart:

1. the same identifier in the same network is one person, at whatever addresses;
2. sightings without an identifier of one client's own are one person while they have the same address, the same (or no)
   identifier, and come again within one lease.

No rule joins two identifiers, so no chain of coincidences joins two people; who shares an address is told beside
(`persons.neighbours`). Doubled rows count once, and the order of arrival changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from daymark.engine.chaining.columns import Numbers, Sightings, pairs, starts
from daymark.engine.chaining.conflicts import MICROSECONDS, Conflict, conflicts_in
from daymark.engine.chaining.limits import Limits
from daymark.engine.chaining.unplaced import NO_ADDRESS, REASONS, SHARED_ADDRESS, Unplaced


@dataclass(frozen=True)
class Chained:
    """The result of one chaining.

    seen: each different sighting once, sorted by client, address and time. person: for each of them the number of its
    person, the one seen first being 0, or a code below 0 of `unplaced`. row: for each sighting as gathered its place in
    `seen`. persons: how many. by_identifier: for each person whether an identifier holds it together, or an address.
    shared: for each address of the table whether many share it. limits: as they were.
    """

    seen: Sightings
    person: Numbers
    row: Numbers
    persons: int
    by_identifier: NDArray[np.bool_]
    shared: NDArray[np.bool_]
    conflicts: tuple[Conflict, ...]
    limits: Limits

    @property
    def doubled(self) -> int:
        """How many rows said what another had said."""
        return len(self.row) - len(self.seen)

    @property
    def unplaced(self) -> tuple[Unplaced, ...]:
        """Sightings that stand for nobody, by the reason."""
        counted = ((int(np.count_nonzero(self.person == code)), reason) for code, reason in REASONS.items())
        return tuple(Unplaced(count, reason) for count, reason in counted if count)

    @property
    def person_of_rows(self) -> Numbers:
        """The person of each sighting as it was gathered, doubled ones with the rest."""
        return self.person[self.row]


def chain(gathered: Sightings, limits: Limits | None = None) -> Chained:
    """Chain sightings into persons."""
    limits = limits or Limits()
    seen, row = _once(gathered)
    found = conflicts_in(seen, limits)
    common = found.stopped(found.clients, len(seen.clients))
    shared = found.stopped(found.addresses, len(seen.addresses))
    own = ~common[seen.client]
    group = np.where(own, seen.client.astype(np.int64), len(seen.clients) + _stays(seen, limits))
    code = np.where(seen.address < 0, NO_ADDRESS, np.where(shared[seen.address], SHARED_ADDRESS, 0))
    nobody = ~own & (code < 0)
    person, by_identifier = _numbered(group, own, nobody, seen.at)
    person[nobody] = code[nobody]
    return Chained(
        seen=seen,
        person=person,
        row=row,
        persons=len(by_identifier),
        by_identifier=by_identifier,
        shared=shared[:-1],
        conflicts=found.listed(seen),
        limits=limits,
    )


def _once(gathered: Sightings) -> tuple[Sightings, Numbers]:
    """Each different sighting once, sorted by client, address, time and the rest; and the place of every row there."""
    detail = pairs(gathered.file, gathered.tool.astype(np.int64) * 4 + gathered.act)
    owner = pairs(gathered.client, gathered.address)
    order = np.lexsort((detail, gathered.at, owner))
    begins = starts(owner[order], gathered.at[order], detail[order])
    row = np.empty(len(order), np.int64)
    row[order] = np.cumsum(begins) - 1
    kept = order[begins]
    seen = replace(
        gathered,
        **{name: getattr(gathered, name)[kept] for name in ("at", "address", "client", "file", "tool", "act")},
    )
    return seen, row


def _stays(seen: Sightings, limits: Limits) -> Numbers:
    """For each sighting the number of its stay: one client at one address, seen again within each lease."""
    if not len(seen):
        return np.zeros(0, np.int64)
    begins = starts(seen.client, seen.address)
    lease = round(limits.lease.total_seconds() * MICROSECONDS)
    begins[1:] |= np.diff(seen.at) > lease
    return np.cumsum(begins) - 1


def _numbered(
    group: Numbers, own: NDArray[np.bool_], nobody: NDArray[np.bool_], at: Numbers
) -> tuple[Numbers, NDArray[np.bool_]]:
    """Persons numbered by when they were first seen; among equals by their place in the sorted sightings."""
    person = np.full(len(group), NO_ADDRESS, np.int64)
    placed = np.flatnonzero(~nobody)
    groups, first_row, flat = np.unique(group[placed], return_index=True, return_inverse=True)
    first = np.full(len(groups), np.iinfo(np.int64).max)
    np.minimum.at(first, flat, at[placed])
    order = np.lexsort((first_row, first))
    number = np.empty(len(groups), np.int64)
    number[order] = np.arange(len(groups))
    person[placed] = number[flat]
    return person, own[placed][first_row][order]
