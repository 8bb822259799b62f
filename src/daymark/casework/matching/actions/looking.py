"""The look of everything that lists know, held in this process: still hashes, and the frames of films."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from django.db import connection
from django.db.models import Sum
from numpy.typing import NDArray

from daymark.casework.matching.actions.scopes import ALL, Scope
from daymark.casework.matching.models import Bank, Edition
from daymark.engine.hamming import HammingIndex
from daymark.engine.hamming.matches import Matches
from daymark.engine.known.films import FilmColumn
from daymark.engine.video.frames import FrameHash, frame_hashes
from daymark.engine.video.packed import unpack
from daymark.engine.video.stretches import FAR, Stretch, stretches_from_pairs

RADIUS = 31  # bits; PDQ's own threshold for "the same to the eye" (`engine.hamming.index.RADIUS`)
# A row of COPY's binary form with a bigint and a bytea of 32 bytes: each value behind its length.
_ROW = np.dtype([("fields", ">i2"), ("a", ">i4"), ("id", ">i8"), ("b", ">i4"), ("pdq", "u1", 32)])
_SIGNATURE, _HEADER = b"PGCOPY\n", 19  # what stands before the first row, in bytes; a row cannot begin so
_AT_ONCE = 1 << 20  # bytes


class FilmFound(NamedTuple):
    """A listed film that shares stretches with one of ours."""

    entry: int
    distance: int
    stretches: list[Stretch]


class Looker:
    """What this process searches by look. `refresh` takes in what lists have brought since; rows that no longer stand
    may still be found, and are left out where hits are stored."""

    def __init__(self, scope: Scope = ALL) -> None:
        self._scope = scope
        self._load()

    def __len__(self) -> int:
        return len(self._index)

    @property
    def can_find(self) -> bool:
        """Whether there is a picture or a film to be found at all."""
        return bool(len(self._index) or self._frames)

    @property
    def memory(self) -> int:
        """Bytes."""
        return self._index.memory + self._entries.nbytes

    def refresh(self) -> None:
        """Take in what came since; a withdrawal or a whole edition is reason to load everything anew."""
        if _epoch() != self._epoch:
            self._load()
            return
        new = [each for each in Edition.objects.order_by("id") if each.last_entry > self._until.get(each.pk, -1)]
        for edition in new:
            since = (self._until.get(edition.pk, edition.first_entry - 1), edition.last_entry, edition.pk)
            self._add(Scope("entry.id > %s AND entry.id <= %s AND entry.edition_id = %s", since))
            self._until[edition.pk] = edition.last_entry

    def near(self, hashes: NDArray[np.uint8]) -> tuple[Matches, NDArray[np.int64]]:
        """Every known still within the radius of each of these hashes, and the number of its row."""
        found = self._index.search(hashes, RADIUS)
        return found, self._entries[found.known]

    def films_like(self, frames: Sequence[FrameHash]) -> list[FilmFound]:
        """Listed films that show the same pictures in the same order for a while."""
        found = []
        if not len(self._films):
            return []
        # Wider than for stills: an edited film's frames lie further away, and many of them in order outweigh that.
        for candidate in self._films.candidates(frames, max(RADIUS, FAR.radius)):
            stretches = stretches_from_pairs(frames, candidate.pairs, known_seconds=candidate.known_seconds.tolist())
            if stretches:
                nearest = min(stretch.distance for stretch in stretches)
                found.append(FilmFound(int(self._film_entries[candidate.entry]), nearest, stretches))
        return found

    def _load(self) -> None:
        self._epoch = _epoch()
        self._until = dict(Edition.objects.values_list("id", "last_entry"))
        hashes, self._entries = _looks(self._scope)
        self._index = HammingIndex(hashes)
        self._frames = list(_frames(self._scope))
        self._build_films()

    def _add(self, scope: Scope) -> None:
        hashes, entries = _looks(scope)
        if len(entries):
            numbers = np.arange(len(self._entries), len(self._entries) + len(entries))
            self._entries = np.concatenate((self._entries, entries))
            self._index.add(hashes, numbers)
        if more := list(_frames(scope)):
            self._frames += more
            self._build_films()

    def _build_films(self) -> None:
        self._film_entries = np.array([entry for entry, _ in self._frames], np.int64)
        films = [(place, frame) for place, (_, packed) in enumerate(self._frames) for frame in hashed_frames(packed)]
        hashes = np.frombuffer(b"".join(frame.hash for _, frame in films), np.uint8).reshape(-1, 32)
        places = np.array([place for place, _ in films], np.uint32)
        self._films = FilmColumn(hashes, places, np.array([frame.seconds for _, frame in films], np.float64))


def hashed_frames(packed: bytes) -> list[FrameHash]:
    """The frames of a film as they are compared."""
    return frame_hashes(unpack(packed))


def _epoch() -> int:
    """Counts how often rows that were there before came to stand, or ceased to: they are not found by adding."""
    turns: int = Bank.objects.aggregate(turns=Sum("turns", default=0))["turns"]
    return turns


def _looks(scope: Scope) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Hashes (n, 32) and numbers of the rows in the scope that can be found by look, read as the server sends them."""
    statement = (
        f"COPY (SELECT entry.id, entry.pdq FROM {scope.sql} AND entry.pdq IS NOT NULL)"  # noqa: S608
        " TO STDOUT (FORMAT BINARY)"
    )
    hashes, entries, held = bytearray(), bytearray(), bytearray()
    with connection.cursor() as cursor, cursor.cursor.copy(statement, scope.values) as copy:
        for piece in copy:
            held += piece
            if len(held) > _AT_ONCE:
                _take(held, hashes, entries)
    _take(held, hashes, entries)
    return np.frombuffer(hashes, np.uint8).reshape(-1, 32), np.frombuffer(entries, np.int64)


def _take(held: bytearray, hashes: bytearray, entries: bytearray) -> None:
    """Moves whole rows to their columns; what came of the next one stays."""
    if held.startswith(_SIGNATURE):
        del held[:_HEADER]
    count = len(held) // _ROW.itemsize
    rows = np.frombuffer(bytes(held[: count * _ROW.itemsize]), _ROW)
    hashes += rows["pdq"].tobytes()
    entries += rows["id"].astype(np.int64).tobytes()
    del held[: count * _ROW.itemsize]


def _frames(scope: Scope) -> Iterator[tuple[int, bytes]]:
    statement = (
        "SELECT film.entry_id, film.packed FROM matching_entry_frames AS film WHERE film.entry_id IN "  # noqa: S608
        f"(SELECT entry.id FROM {scope.sql}) ORDER BY film.entry_id"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, scope.values)
        for entry, packed in cursor:
            yield entry, bytes(packed)
