"""Rows of a hash list as rows of a bank: thousands at a time, a list of millions is never held."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import NamedTuple

from daymark.casework.matching.rules import Says, said_by_row
from daymark.engine.known.standing import Standing
from daymark.engine.known.unmatchable import why_never_by_look
from daymark.engine.sandbox.seen import FrameSeen
from daymark.engine.video.frames import FrameHash
from daymark.engine.video.packed import pack
from daymark.exchange.hashlist import BadRow, HashList, KnownEntry
from daymark.exchange.hashlist.entries import NO_FACTS, Piece

SHOWN = 200  # refused rows that are kept with their reasons; all are counted
TOGETHER = 20_000  # rows in one statement
_ROW_SAYS = {Standing.KNOWN_BAD: Says.BAD, Standing.KNOWN_GOOD: Says.GOOD, Standing.UNKNOWN: Says.UNSAID}
_MOST = 2**31 - 1  # that a column of votes holds


class Row(NamedTuple):
    """One row in the order of the columns of `matching_entry` that it fills."""

    key: str
    md5: bytes | None
    sha1: bytes | None
    sha256: bytes | None
    pdq: bytes | None
    quality: int | None
    says: str
    place: int
    category: str = ""
    series: str = ""
    votes_for: int | None = None
    votes_against: int | None = None
    identity: str | None = None
    remarks: str = ""


@dataclass
class Portion:
    """Some thousands of rows, after what they took back; `frames` are those of films, by the key of the row."""

    rows: dict[str, Row] = field(default_factory=dict)
    frames: dict[str, bytes] = field(default_factory=dict)
    taken_back: set[str] = field(default_factory=set)  # identities

    def take_back(self, identity: str) -> None:
        """Whatever of this identity came before, here or earlier, no longer stands."""
        self.taken_back.add(identity)
        for key in [key for key, row in self.rows.items() if row.identity == identity]:
            del self.rows[key]
            self.frames.pop(key, None)


@dataclass
class Reading:
    """A list on its way into a bank: what was read so far and what was refused."""

    hash_list: HashList
    standing: Says
    rows: int = 0
    refused: int = 0
    took_back: int = 0
    refusals: list[dict[str, object]] = field(default_factory=list)
    profile: str = ""

    def portions(self) -> Iterator[Portion]:
        """The rows, some thousands at a time; a row that comes twice comes once in a portion."""
        portion, read = Portion(), 0
        for row in self.hash_list.pieces():
            if isinstance(row, BadRow):
                self._refuse(row)
                continue
            for entry in row.entries() if isinstance(row, Piece) else (row,):
                self._take(entry, portion)
            if self.rows - read >= TOGETHER:
                yield portion
                portion, read = Portion(), self.rows
        yield portion

    def _refuse(self, row: BadRow) -> None:
        self.refused += 1
        if len(self.refusals) < SHOWN:
            self.refusals.append({"where": row.where, "why": row.reason.replace("\0", "�")})

    def _take(self, entry: KnownEntry, portion: Portion) -> None:
        self.rows += 1
        facts = entry.facts
        if facts is NO_FACTS and not entry.never_matches and not entry.frames:
            row = self._bare(entry)
            portion.rows[row.key] = row
        elif facts.deleted:
            self.took_back += 1
            portion.take_back(_identity(entry))
        else:
            self.profile = self.profile or facts.profile or ""
            row, packed = _whole(entry, self._says(entry))
            portion.rows[row.key] = row
            if packed:
                portion.frames[row.key] = packed

    def _bare(self, entry: KnownEntry) -> Row:
        """A row that is nothing but its hashes: most rows of the longest lists."""
        where, md5, sha1, sha256, pdq, quality, *_ = entry
        says = self._says(entry)
        identity = _identity(entry) if self.hash_list.description.takes_back else None
        return Row(key_of(entry, says), md5, sha1, sha256, pdq, quality, says, where, identity=identity)

    def _says(self, entry: KnownEntry) -> Says:
        facts = entry.facts
        return said_by_row(self.standing, _ROW_SAYS[entry.standing], facts.votes_for, facts.votes_against)


def key_of(entry: KnownEntry, says: Says, more: bytes = b"") -> str:
    """What tells this row from every other of its list; the same row has it again in the next edition."""
    _, md5, sha1, sha256, pdq, quality, *_ = entry
    said = b"%b|%b|%b|%b|%d|%b|%b" % (
        md5 or b"", sha1 or b"", sha256 or b"", pdq or b"", -1 if quality is None else quality, says.encode(), more
    )  # fmt: skip
    return blake2b(said, digest_size=16).hexdigest()


def _whole(entry: KnownEntry, says: Says) -> tuple[Row, bytes]:
    facts = entry.facts
    packed = pack(_seen(frame) for frame in entry.frames if why_never_by_look(frame.hash, frame.quality) is None)
    told = facts._replace(date=None)  # a new date alone makes no new row
    row = Row(
        key_of(entry, says, told.as_json() + packed),
        entry.md5,
        entry.sha1,
        entry.sha256,
        None if "pdq" in entry.never_matches else entry.pdq,
        entry.quality,
        says,
        entry.where,
        _plain(facts.category),
        _plain(facts.series),
        _bounded(facts.votes_for),
        _bounded(facts.votes_against),
        _identity(entry),
        facts.as_json().decode("utf-8", "replace"),
    )
    return row, packed


def _identity(entry: KnownEntry) -> str:
    """Member and id, by which a list takes a row back; the first digest on a list without ids."""
    digest = entry.sha256 or entry.sha1 or entry.md5 or entry.pdq or b""
    named = f"{entry.facts.member or ''}\0{entry.facts.external_id or digest.hex()}"
    return blake2b(named.encode("utf-8", "replace"), digest_size=16).hexdigest()


def _seen(frame: FrameHash) -> FrameSeen:
    return FrameSeen(frame.number, round(frame.seconds * 1000), frame.quality, (frame.hash,))


def _plain(text: str | None) -> str:
    """As the database takes it: no zero byte, no half a character."""
    return (text or "").replace("\0", "�").encode("utf-8", "replace").decode()


def _bounded(value: int | None) -> int | None:
    return None if value is None else max(min(value, _MOST), -_MOST)
