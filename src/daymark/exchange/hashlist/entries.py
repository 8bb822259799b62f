"""What a hash list says: one entry for each known file, whatever the format, and a sentence for each bad row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import orjson

from daymark.engine.known.kinds import SIZES
from daymark.engine.known.standing import Standing
from daymark.engine.known.unmatchable import NEVER_EXACT, why_never_by_look, why_never_exact
from daymark.engine.video.frames import FrameHash
from daymark.exchange.remarks import shortened

STORED_NOT_MATCHED = "stored, not matched"  # the label of every value in `Facts.stored`
NOTHING: Mapping[str, str] = MappingProxyType({})


class Facts(NamedTuple):
    """What the list says about the file besides its hashes. Everything is the list's assertion, as received.

    `profile` is the scale of `category`: a category without it means nothing. `date` is text, because most lists do
    not say its offset (`daymark.exchange.moments.read_moment`). `stored` holds values of kinds that are not matched
    here (PhotoDNA and others) by kind; `fields` holds what has no place of its own, by the list's own names.
    """

    size: int | None = None  # bytes
    external_id: str | None = None
    member: str | None = None  # who put it on the list
    kind: str | None = None  # image, video
    category: str | None = None
    profile: str | None = None
    series: str | None = None
    votes_for: int | None = None
    votes_against: int | None = None
    date: str | None = None
    deleted: bool = False
    tags: tuple[str, ...] = ()
    stored: Mapping[str, str] = NOTHING
    fields: Mapping[str, str] = NOTHING

    def as_json(self) -> bytes:
        """The facts as one JSON object without what is empty; `b""` when there are none."""
        said = {name: value for name, value in self._asdict().items() if value != self._field_defaults[name]}
        return orjson.dumps(said, default=dict) if said else b""

    @classmethod
    def from_said(cls, said: Mapping[str, Any]) -> Facts:
        """The facts of the object that `as_json` wrote."""
        return cls(**{**said, "tags": tuple(said.get("tags", ()))})


NO_FACTS = Facts()


class KnownEntry(NamedTuple):
    """One known file: where it stands in the list, its hashes as bytes, and what is said about it.

    `where` counts from 1 in the unit that the list names (line, entry). A list of 64 digits without a word about their
    kind gives entries whose `sha256` and `pdq` are the same bytes: they match as either (docs/operators/hash-lists.md).
    `never_matches` says for md5, sha1, sha256, pdq or video why this value must not match.
    """

    where: int
    md5: bytes | None = None  # 16 bytes
    sha1: bytes | None = None  # 20 bytes
    sha256: bytes | None = None  # 32 bytes
    pdq: bytes | None = None  # 32 bytes
    quality: int | None = None  # of the PDQ, 0-100, None when the list does not tell
    frames: tuple[FrameHash, ...] = ()
    standing: Standing = Standing.UNKNOWN
    never_matches: Mapping[str, str] = NOTHING
    facts: Facts = NO_FACTS

    @property
    def undecided(self) -> bool:
        """Whether the list does not say if the value is a SHA-256 or a PDQ hash."""
        return self.sha256 is not None and self.sha256 == self.pdq


class Piece(NamedTuple):
    """Entries of a plain list that are nothing but one hash each, all of one kind and on lines that follow each other.

    `kind` is one of `known.kinds.SIZES`; `hashes` are end to end.
    """

    first: int
    kind: str
    hashes: bytes
    standing: Standing

    def entries(self) -> Iterator[KnownEntry]:
        """The entries one by one."""
        size, kind, standing = SIZES[self.kind], self.kind, self.standing
        for where, start in enumerate(range(0, len(self.hashes), size), self.first):
            yield judged(entry_of(where, kind, self.hashes[start : start + size], standing))


def entry_of(where: int, kind: str, value: bytes, standing: Standing) -> KnownEntry:
    """The entry of one bare value of one of the kinds in `SIZES`."""
    if kind == "md5":
        return KnownEntry(where, value, None, None, None, None, (), standing)
    if kind == "sha1":
        return KnownEntry(where, None, value, None, None, None, (), standing)
    sha256 = None if kind == "pdq" else value
    return KnownEntry(where, None, None, sha256, None if kind == "sha256" else value, None, (), standing)


class BadRow(NamedTuple):
    """A row that could not be read: where it stands, why not in words, and its beginning as received."""

    where: int
    reason: str
    text: str = ""


def judged(entry: KnownEntry) -> KnownEntry:
    """The entry with `never_matches` filled in."""
    _, md5, sha1, sha256, pdq, quality, frames, *_ = entry
    if not (
        (md5 is not None and md5 in NEVER_EXACT)
        or (sha1 is not None and sha1 in NEVER_EXACT)
        or (sha256 is not None and sha256 in NEVER_EXACT)
        or (pdq is not None and why_never_by_look(pdq, quality) is not None)
        or frames
    ):
        return entry
    why = _reasons(entry)
    return entry._replace(never_matches=why) if why else entry


def _reasons(entry: KnownEntry) -> dict[str, str]:
    why: dict[str, str] = {}
    for kind, digest in (("md5", entry.md5), ("sha1", entry.sha1), ("sha256", entry.sha256)):
        if digest is not None and (reason := why_never_exact(digest)):
            why[kind] = reason
    if entry.pdq is not None and (reason := _why_never_pdq(entry, why)):
        why["pdq"] = reason
    if entry.frames and all(why_never_by_look(frame.hash, frame.quality) for frame in entry.frames):
        why["video"] = "none of its frames has enough features to be compared by look"
    return why


def _why_never_pdq(entry: KnownEntry, why: Mapping[str, str]) -> str | None:
    if entry.pdq is None:
        return None
    return why.get("sha256") if entry.undecided and "sha256" in why else why_never_by_look(entry.pdq, entry.quality)


def bad_row(where: int, reason: str, text: str | bytes = "") -> BadRow:
    """A bad row with the beginning of its text."""
    if isinstance(text, bytes):
        text = text[:240].decode("utf-8", "replace")
    return BadRow(where, reason, shortened(text))
