"""Sightings for the tests, gathered from short words, and the rules of chaining written down a second time, slowly."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from daymark.engine.chaining import OFFERED, Gathering, Limits, Sightings
from daymark.engine.chaining.columns import packed

MINUTE = 60 * 1_000_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
START = 1_767_225_600 * 1_000_000  # 1 January 2026


class Seen(NamedTuple):
    at: int  # microseconds after START
    address: str | None
    client: str | None
    file: str = "f"
    act: int = OFFERED
    tool: str | None = None


def guid(number: int) -> str:
    """An identifier as a program draws it."""
    return f"{(number + 1) * 0x9E3779B97F4A7C15F39CC0605CEDC835 % 2**128:032x}"


def gathered(rows: Iterable[Seen]) -> Sightings:
    gathering = Gathering()
    for row in rows:
        gathering.add(
            at=START + row.at,
            address=packed(row.address) if row.address else None,
            client=("gnutella", row.client) if row.client else None,
            file=row.file,
            act=row.act,
            tool=row.tool,
        )
    return gathering.columns()


def slowly(rows: list[Seen], limits: Limits, common: set[str], shared: set[str]) -> set[frozenset[int]]:
    """Groups of rows by repeated joining of two: the rules of `chains` for given over-common and shared values."""
    groups = {number: {number} for number in range(len(rows))}
    lease = limits.lease.total_seconds() * 1_000_000

    def own(row: Seen) -> bool:
        return row.client is not None and row.client not in common

    def join(one: int, other: int) -> None:
        if groups[one] is not groups[other]:
            groups[one] |= groups[other]
            for each in groups[other]:
                groups[each] = groups[one]

    by_place: dict[tuple[str | None, str | None], list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        for earlier in range(number):
            if own(row) and rows[earlier].client == row.client:
                join(earlier, number)
        if not own(row) and row.address and row.address not in shared:
            by_place[row.client, row.address].append(number)
    for numbers in by_place.values():
        numbers.sort(key=lambda number: rows[number].at)
        for one, other in pairwise(numbers):
            if rows[other].at - rows[one].at <= lease:
                join(one, other)
    placed = [n for n, row in enumerate(rows) if own(row) or (row.address and row.address not in shared)]
    return {frozenset(groups[number]) for number in placed}
