"""Puts hash lists into a set to match against, and takes what a list said out of it again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

import orjson

from daymark.engine.known.builder import KnownBuilder
from daymark.engine.known.sets import KnownSet
from daymark.exchange.hashlist.entries import BadRow, Facts, KnownEntry, Piece
from daymark.exchange.hashlist.lists import HashList
from daymark.exchange.moments import read_moment


def load(lists: Iterable[HashList], bad: Callable[[HashList, BadRow], None]) -> KnownSet:
    """A set of all entries of these lists, in which those taken back by their own list do not stand.

    `bad` is called with each row that could not be read: somebody must be told.
    """
    builder = KnownBuilder()
    for each in lists:
        number = builder.open_list(each.name, {"format": each.format, "sha256": each.sha256, "path": str(each.path)})
        for row in each.pieces():
            if type(row) is Piece:
                each.tally.never_matching += builder.add_many(number, row.first, row.standing, row.hashes, row.kind)
            elif type(row) is KnownEntry:
                _add(builder, number, row, named=each.description.takes_back)
            elif type(row) is BadRow:
                bad(each, row)
    return builder.build()


def entry_again(known: KnownSet, number: int) -> KnownEntry:
    """What the list says of an entry of the set, without its hashes: place, standing, quality and facts."""
    held = known.entry(number)
    said = orjson.loads(held.facts) if held.facts else {}
    quality = said.pop("quality", None)
    return KnownEntry(held.where, quality=quality, standing=held.standing, facts=Facts.from_said(said))


def _add(builder: KnownBuilder, number: int, entry: KnownEntry, *, named: bool) -> None:
    facts = entry.facts
    if facts.deleted:
        builder.delete(number, _identity(entry), _seconds(facts.date))
        return
    added = builder.add(
        number,
        entry.where,
        entry.standing,
        md5=entry.md5,
        sha1=entry.sha1,
        sha256=entry.sha256,
        pdq=entry.pdq,
        quality=entry.quality,
        frames=entry.frames,
        facts=facts.as_json() if entry.quality is None else _with_quality(facts, entry.quality),
    )
    if named:
        builder.name(added, _identity(entry), _seconds(facts.date))


def _with_quality(facts: Facts, quality: int) -> bytes:
    said = facts.as_json()
    return b'{"quality":%d' % quality + (b"," + said[1:] if said else b"}")


def _identity(entry: KnownEntry) -> bytes:
    """Member and id, by which a list takes an entry back; the entry's first digest on a list without ids."""
    digest = entry.sha256 or entry.sha1 or entry.md5 or entry.pdq or b""
    return f"{entry.facts.member or ''}\0{entry.facts.external_id or digest.hex()}".encode()


def _seconds(date: str | None) -> int | None:
    """The second of a date that says its offset; None for any other, which cannot be put in order."""
    instant: datetime | None = read_moment(date).instant if date else None
    return int(instant.timestamp()) if instant else None
