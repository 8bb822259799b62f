"""Takes the entries of known lists, one by one or by the thousand, and makes a `KnownSet` of them.

What must never match is left out of the columns here, whatever a list says: the floor lies in the engine.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from daymark.engine.known.digest_column import DigestColumn
from daymark.engine.known.fact_store import FactStore
from daymark.engine.known.films import FilmColumn
from daymark.engine.known.kinds import EITHER, SIZES
from daymark.engine.known.looks import LookColumn
from daymark.engine.known.sets import GIVEN, UNDECIDED, Entries, KnownList, KnownSet
from daymark.engine.known.standing import Standing
from daymark.engine.known.taken_back import TakenBack
from daymark.engine.known.unmatchable import why_never_by_look, why_never_exact
from daymark.engine.known.values import GrowingColumn, may_match_by_look, may_match_exactly
from daymark.engine.video.frames import FrameHash

_SHORT = ("md5", "sha1")
_WIDE = 32  # bytes of a SHA-256 and of a PDQ hash, which share a column: some lists do not say which they carry
_AS_DIGEST, _AS_PDQ = 1, 2  # marks: how a value can be found; one that may be either is found in the PDQ column
_GIVES = {**GIVEN, "pdq": 0, EITHER: UNDECIDED}


class KnownBuilder:
    """Collects known entries, then builds. An entry's number is its place in the order of adding, from 0."""

    def __init__(self) -> None:
        self._lists: list[KnownList] = []
        self._list_of, self._where = array("H"), array("Q")
        self._standings, self._given = bytearray(), bytearray()
        self._digests = {kind: GrowingColumn(SIZES[kind]) for kind in _SHORT}
        self._wide = GrowingColumn(_WIDE)
        self._frames, self._seconds = GrowingColumn(_WIDE), array("d")
        self._facts = FactStore()
        self._taken_back = TakenBack()

    def __len__(self) -> int:
        return len(self._where)

    def open_list(self, name: str, about: Mapping[str, str] | None = None) -> int:
        """Begin a list, and give the number by which its entries name it."""
        self._lists.append(KnownList(name, dict(about or {})))
        return len(self._lists) - 1

    def add(
        self,
        list_number: int,
        where: int,
        standing: Standing,
        *,
        md5: bytes | None = None,
        sha1: bytes | None = None,
        sha256: bytes | None = None,
        pdq: bytes | None = None,
        quality: int | None = None,
        frames: Sequence[FrameHash] = (),
        facts: bytes = b"",
    ) -> int:
        """Add one entry and give its number. `where` is its line or row; `facts` is kept as it comes.

        The same 32 bytes as `sha256` and as `pdq` are a value of which the list does not say what it is.
        """
        entry = len(self._where)
        self._list_of.append(list_number)
        self._where.append(where)
        self._standings.append(standing)
        given = 0
        for kind, digest in (("md5", md5), ("sha1", sha1)):
            if digest:
                given |= GIVEN[kind]
                if why_never_exact(digest) is None:
                    self._digests[kind].add(entry, digest)
        if sha256 or pdq:
            given |= self._add_wide(entry, sha256, pdq, quality)
        self._given.append(given)
        for frame in frames:
            self._add_frame(entry, frame)
        if facts:
            self._facts.add(entry, facts)
        return entry

    def add_many(self, list_number: int, first: int, standing: Standing, hashes: bytes, kind: str) -> int:
        """Add entries of nothing but one hash each, end to end in `hashes`, from line `first` on.

        `kind` is one of `kinds.SIZES`. Gives the number of entries of which something must never match.
        """
        size = SIZES[kind]
        values = np.frombuffer(hashes, np.uint8).reshape(-1, size)
        entries = np.arange(len(self), len(self) + len(values), dtype=np.uint32)
        self._list_of.frombytes(np.full(len(values), list_number, np.uint16).tobytes())
        self._where.frombytes(np.arange(first, first + len(values), dtype=np.uint64).tobytes())
        self._standings += bytes([standing]) * len(values)
        self._given += bytes([_GIVES[kind]]) * len(values)
        wanted = _AS_PDQ if kind in ("pdq", EITHER) else _AS_DIGEST
        marks = np.full(len(values), wanted, np.uint8)
        if wanted == _AS_PDQ:  # what is too constant for a picture may still be a digest, where nobody says what it is
            marks[~may_match_by_look(values)] = 0 if kind == "pdq" else _AS_DIGEST
        if kind != "pdq":
            marks[~may_match_exactly(values)] = 0
        column = self._wide if size == _WIDE else self._digests[kind]
        matching = marks > 0
        if matching.all():
            column.add_many(entries, values, marks)
        else:
            column.add_many(entries[matching], values[matching], marks[matching])
        return int(np.count_nonzero(marks != wanted))

    def name(self, entry: int, identity: bytes, at: int | None = None) -> None:
        """Say under which identity (member and id) its list could take an entry back, and since when it stands.

        `at` is in seconds since 1970, None when the list does not say.
        """
        self._taken_back.name(entry, self._list_of[entry], identity, at)

    def delete(self, list_number: int, identity: bytes, at: int | None = None) -> None:
        """Take back what the list named so before: in time where both say one, else in the order of adding."""
        self._taken_back.delete(len(self), list_number, identity, at)

    def build(self) -> KnownSet:
        """The set of all that was added, once: nothing can be added afterwards."""
        stands = self._taken_back.standing(len(self))
        columns = {kind: _column(column, stands, 0) for kind, column in self._digests.items()}
        columns["sha256"] = _column(self._wide, stands, _AS_DIGEST)
        entries = Entries(
            np.frombuffer(self._list_of, np.uint16),
            np.frombuffer(self._where, np.uint64),
            np.frombuffer(self._standings, np.uint8),
            np.frombuffer(self._given, np.uint8),
            stands,
        )
        looks = LookColumn(*_chosen(self._wide, stands, _AS_PDQ))
        chosen = stands[self._frames.entries()]
        films = FilmColumn(*_chosen(self._frames, stands, 0), np.frombuffer(self._seconds, np.float64)[chosen])
        return KnownSet(tuple(self._lists), entries, columns, looks, films, self._facts)

    def _add_wide(self, entry: int, sha256: bytes | None, pdq: bytes | None, quality: int | None) -> int:
        """Add what may match of these two, and give the bits that say what the list gives."""
        undecided = sha256 == pdq
        exact = sha256 is not None and why_never_exact(sha256) is None
        seen = pdq is not None and why_never_by_look(pdq, quality) is None
        if sha256 and exact and not (undecided and seen):
            self._wide.add(entry, sha256, _AS_DIGEST)
        if pdq and seen and (exact or not undecided):
            self._wide.add(entry, pdq, _AS_PDQ)
        if undecided:
            return UNDECIDED
        return GIVEN["sha256"] if sha256 else 0

    def _add_frame(self, entry: int, frame: FrameHash) -> None:
        if why_never_by_look(frame.hash, frame.quality) is None:
            self._frames.add(entry, frame.hash)
            self._seconds.append(frame.seconds)


def _column(column: GrowingColumn, stands: NDArray[np.bool_], mark: int) -> DigestColumn:
    return DigestColumn(*_chosen(column, stands, mark))


def _chosen(column: GrowingColumn, stands: NDArray[np.bool_], mark: int) -> tuple[Any, Any]:
    """The values of entries that stand, with a mark where one is asked for, and their entries."""
    chosen = stands[column.entries()]
    if mark:
        chosen &= (column.marks() & mark) > 0
    if chosen.all():
        return column.values(), column.entries()
    return column.values()[chosen], column.entries()[chosen]
