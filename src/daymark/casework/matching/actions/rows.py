"""Rows of a hash list as lines that the database copies in: a million at a time, none of them held."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import blake2b

from daymark.casework.matching.rules import Says, said_by_row
from daymark.engine.known.standing import Standing
from daymark.engine.known.unmatchable import why_never_by_look
from daymark.engine.sandbox.seen import FrameSeen
from daymark.engine.video.frames import FrameHash
from daymark.engine.video.packed import pack
from daymark.exchange.hashlist import BadRow, HashList, KnownEntry
from daymark.exchange.hashlist.entries import NO_FACTS, Facts, Piece

TYPES = {  # of the columns, in the order in which a line holds them
    "key": "uuid",
    **dict.fromkeys(("md5", "sha1", "sha256", "pdq"), "bytea"),
    "quality": "smallint",
    **dict.fromkeys(("says", "category", "series"), "text"),
    **dict.fromkeys(("votes_for", "votes_against"), "int"),
    "identity": "uuid",
    "place": "bigint",
    "remarks": "text",
    "gone": "boolean",
    "frames": "bytea",
}
SHOWN = 200  # refused rows that are kept with their reasons; all are counted
_PIECE = 256 * 1024  # bytes handed on at once
_NULL = "\\N"
_ROW_SAYS = {Standing.KNOWN_BAD: Says.BAD, Standing.KNOWN_GOOD: Says.GOOD, Standing.UNKNOWN: Says.UNSAID}
_MOST_VOTES = 2**31 - 1
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": "�"})


@dataclass
class Reading:
    """A list on its way into a bank: what was read so far and what was refused."""

    hash_list: HashList
    standing: Says
    rows: int = 0
    refused: int = 0
    refusals: list[dict[str, object]] = field(default_factory=list)
    profile: str = ""

    def lines(self) -> Iterator[bytes]:
        """The rows for COPY, some thousands at a time."""
        held: list[str] = []
        size = 0
        for row in self.hash_list.pieces():
            if isinstance(row, BadRow):
                self._refuse(row)
                continue
            line = "".join(self._of_piece(row)) if type(row) is Piece else self._of_entry(row)  # type: ignore[arg-type]
            held.append(line)
            size += len(line)
            if size > _PIECE:
                yield "".join(held).encode("utf-8", "replace")
                held, size = [], 0
        if held:
            yield "".join(held).encode("utf-8", "replace")

    def _refuse(self, row: BadRow) -> None:
        self.refused += 1
        if len(self.refusals) < SHOWN:
            self.refusals.append({"where": row.where, "why": row.reason.replace("\0", "�")})

    def _of_piece(self, piece: Piece) -> Iterator[str]:
        for entry in piece.entries():
            yield self._of_entry(entry)

    def _of_entry(self, entry: KnownEntry) -> str:
        self.rows += 1
        facts = entry.facts
        says = said_by_row(self.standing, _ROW_SAYS[entry.standing], facts.votes_for, facts.votes_against)
        takes_back = self.hash_list.description.takes_back
        if facts is NO_FACTS and not entry.never_matches and not entry.frames and not takes_back:
            return _bare(entry, says)
        self.profile = self.profile or facts.profile or ""
        return _whole(entry, facts, says)


def key_of(entry: KnownEntry, says: Says, more: bytes = b"") -> str:
    """What tells this row from every other of its list; the same row has it again in the next edition."""
    _, md5, sha1, sha256, pdq, quality, *_ = entry
    parts = (md5 or b"", sha1 or b"", sha256 or b"", pdq or b"")
    said = b"%s|%d|%s|%s" % (b"|".join(parts), -1 if quality is None else quality, says.encode(), more)
    return blake2b(said, digest_size=16).hexdigest()


def _bare(entry: KnownEntry, says: Says) -> str:
    """A row that is nothing but its hashes: most rows of the longest lists."""
    where, md5, sha1, sha256, pdq, quality, *_ = entry
    hashes = f"{_hex(md5)}\t{_hex(sha1)}\t{_hex(sha256)}\t{_hex(pdq)}\t{_number(quality)}"
    return f"{key_of(entry, says)}\t{hashes}\t{says}\t\t\t\\N\t\\N\t\\N\t{where}\t\tf\t\\N\n"


def _whole(entry: KnownEntry, facts: Facts, says: Says) -> str:
    pdq = entry.pdq if entry.pdq and why_never_by_look(entry.pdq, entry.quality) is None else None
    pdq = None if "pdq" in entry.never_matches else pdq
    packed = pack(_seen(frame) for frame in entry.frames if why_never_by_look(frame.hash, frame.quality) is None)
    told = facts._replace(deleted=False, date=None)  # a new date alone makes no new row
    identity = _identity(entry)
    values = (
        key_of(entry, says, told.as_json() + packed) if not facts.deleted else identity,
        *(_hex(value) for value in (entry.md5, entry.sha1, entry.sha256, pdq)),
        _number(entry.quality),
        says.value,
        (facts.category or "").translate(_ESCAPES),
        (facts.series or "").translate(_ESCAPES),
        _number(facts.votes_for),
        _number(facts.votes_against),
        identity,
        str(entry.where),
        facts.as_json().decode("utf-8", "replace").translate(_ESCAPES),
        "t" if facts.deleted else "f",
        _hex(packed or None),
    )
    return "\t".join(values) + "\n"


def _identity(entry: KnownEntry) -> str:
    """Member and id, by which a list takes a row back; the first digest on a list without ids."""
    digest = entry.sha256 or entry.sha1 or entry.md5 or entry.pdq or b""
    named = f"{entry.facts.member or ''}\0{entry.facts.external_id or digest.hex()}"
    return blake2b(named.encode("utf-8", "replace"), digest_size=16).hexdigest()


def _seen(frame: FrameHash) -> FrameSeen:
    return FrameSeen(frame.number, round(frame.seconds * 1000), min(max(frame.quality, 0), 255), (frame.hash,))


def _hex(value: bytes | None) -> str:
    return _NULL if value is None else f"\\\\x{value.hex()}"


def _number(value: int | None) -> str:
    return _NULL if value is None else str(max(min(value, _MOST_VOTES), -_MOST_VOTES))
