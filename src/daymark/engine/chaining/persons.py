"""What was seen of each person, as columns with one row for each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from daymark.engine.chaining.chains import Chained
from daymark.engine.chaining.columns import OFFERED, SENT, Codes, Numbers, pairs, starts
from daymark.engine.chaining.conflicts import MICROSECONDS

_DAY = 86_400 * MICROSECONDS


@dataclass(frozen=True)
class Persons:
    """One row for each person.

    first, last: microseconds since 1970 in UTC. days: different days of the clock in UTC. files: different ones; sent
    and offered count those, and a file sent and offered counts as sent. lists: of all its files the most lists that
    name one. addresses: different ones; shared_addresses: those that many share. tools: different ones.
    """

    first: Numbers
    last: Numbers
    sightings: Numbers
    days: Numbers
    files: Numbers
    sent: Numbers
    offered: Numbers
    lists: Numbers
    addresses: Numbers
    shared_addresses: Numbers
    tools: Numbers
    by_identifier: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.first)


def persons_of(chained: Chained, *, lists: Codes | Numbers | None = None) -> Persons:
    """What was seen of each person. lists: for each file of the table how many lists name it; 1 when not given."""
    placed = chained.person >= 0
    person, seen, size = chained.person[placed], chained.seen, chained.persons
    at, file, act = seen.at[placed], seen.file[placed], seen.act[placed]
    address, tool = seen.address[placed], seen.tool[placed]
    first = np.full(size, np.iinfo(np.int64).max)
    last = np.full(size, np.iinfo(np.int64).min)
    np.minimum.at(first, person, at)
    np.maximum.at(last, person, at)
    named = np.ones(len(seen.files), np.int64) if lists is None else np.asarray(lists, np.int64)
    most = np.zeros(size, np.int64)
    np.maximum.at(most, person, named[file])
    sent = _different(person, file, size, act == SENT)
    sent_or_offered = _different(person, file, size, (act == SENT) | (act == OFFERED))
    at_shared = (address >= 0) & np.append(chained.shared, False)[address]
    return Persons(
        first=first,
        last=last,
        sightings=np.bincount(person, minlength=size),
        days=_different(person, at // _DAY, size),
        files=_different(person, file, size),
        sent=sent,
        offered=sent_or_offered - sent,
        lists=most,
        addresses=_different(person, address, size, address >= 0),
        shared_addresses=_different(person, address, size, at_shared),
        tools=_different(person, tool, size, tool >= 0),
        by_identifier=chained.by_identifier,
    )


def _different(person: Numbers, value: NDArray[Any], size: int, among: NDArray[np.bool_] | None = None) -> Numbers:
    """For each person how many different values it has, among some of the rows."""
    if among is not None:
        person, value = person[among], value[among]
    both = np.sort(pairs(person, value))
    return np.bincount(both[starts(both)] >> 32, minlength=size)


def neighbours(chained: Chained) -> tuple[Numbers, Numbers]:
    """Persons seen at one address within one lease of each other, the address not being one that many share.

    Two columns, each pair once, the lower number left: one household, one person with two programs, or one address
    passed on. They are told to people, and join nothing.
    """
    seen = chained.seen
    fit = (chained.person >= 0) & (seen.address >= 0)
    fit[fit] = ~chained.shared[seen.address[fit]]
    rows = np.flatnonzero(fit)
    rows = rows[np.lexsort((seen.at[rows], seen.address[rows]))]
    address, at, person = seen.address[rows], seen.at[rows], chained.person[rows]
    lease = round(chained.limits.lease.total_seconds() * MICROSECONDS)
    meet = (address[1:] == address[:-1]) & (np.diff(at) <= lease) & (person[1:] != person[:-1])
    one, other = person[:-1][meet], person[1:][meet]
    both = np.unique(pairs(np.minimum(one, other), np.maximum(one, other)))
    return both >> 32, both & 0xFFFFFFFF
