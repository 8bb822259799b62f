"""The look of everything that lists know, held in this process: still hashes, and the frames of films."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from django.db import connection
from django.db.models import Sum
from numpy.typing import NDArray

from daymark.casework.matching.actions.scopes import ALL, Scope
from daymark.casework.matching.models import Bank, Edition
from daymark.engine.hamming import HammingIndex
from daymark.engine.hamming.matches import Matches
from daymark.engine.known.films import FilmColumn
from daymark.engine.pdq import BYTES
from daymark.engine.video.frames import FrameHash, frame_hashes
from daymark.engine.video.packed import unpack
from daymark.engine.video.stretches import FAR, Stretch, stretches_from_pairs

RADIUS = 31  # bits; PDQ's own threshold for "the same to the eye" (`engine.hamming.index.RADIUS`)
_AT_ONCE = 50_000  # numbers of rows; a range, because the server sorts millions for the first rows of an order
# Joined by the server into two long values: row by row, reading 3 million takes five times as long as indexing them.
_LOOKS = """
SELECT string_agg(int8send(entry.id), ''::bytea ORDER BY entry.id), string_agg(entry.pdq, ''::bytea ORDER BY entry.id)
FROM (
    SELECT entry.* FROM {rows} AND entry.pdq IS NOT NULL AND entry.id >= %s AND entry.id < %s OFFSET 0
) AS entry JOIN matching_bank AS bank ON bank.id = entry.bank_id WHERE bank.withdrawn_at IS NULL
"""
# Film by film: lists have many rows and few films, whatever the server knows of a table that has just grown.
_FRAMES = """
SELECT film.entry_id, film.packed FROM matching_entry_frames AS film
CROSS JOIN LATERAL (SELECT entry.bank_id FROM {rows} AND entry.id = film.entry_id OFFSET 0) AS entry
JOIN matching_bank AS bank ON bank.id = entry.bank_id WHERE bank.withdrawn_at IS NULL ORDER BY film.entry_id
"""


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
            self._add(Scope.of_brought(edition, self._until.get(edition.pk, edition.first_entry - 1) + 1))
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
    """Hashes (n, 32) and numbers of the rows in the scope that can be found by look."""
    hashes, entries = bytearray(), [np.empty(0, np.int64)]
    statement = _LOOKS.format(rows=scope.rows)
    with connection.cursor() as cursor:
        first, last = scope.ends or _ends_of_all(cursor)
        for begin in range(first, last + 1, _AT_ONCE):
            cursor.execute(statement, [*scope.values, begin, begin + _AT_ONCE])
            numbers, joined = cursor.fetchone()
            if numbers is not None:
                entries.append(np.frombuffer(numbers, ">i8").astype(np.int64))
                hashes += joined
    return np.frombuffer(hashes, np.uint8).reshape(-1, BYTES), np.concatenate(entries)


def _ends_of_all(cursor: Any) -> tuple[int, int]:
    cursor.execute("SELECT coalesce(min(id), 0), coalesce(max(id), -1) FROM matching_entry")
    first, last = cursor.fetchone()
    return first, last


def _frames(scope: Scope) -> Iterator[tuple[int, bytes]]:
    statement = _FRAMES.format(rows=scope.rows)
    with connection.cursor() as cursor:
        cursor.execute(statement, scope.values)
        for entry, packed in cursor:
            yield entry, bytes(packed)
