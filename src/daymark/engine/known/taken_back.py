"""Entries that their own list takes back later."""

from __future__ import annotations

import hashlib
from array import array

import numpy as np
from numpy.typing import NDArray

from daymark.engine.known.digest_column import DigestColumn
from daymark.engine.known.values import GrowingColumn

_NO_TIME = int(np.iinfo(np.int64).min)
_KEY = 16  # bytes of BLAKE2b over list and identity: two of a billion meet with a probability of 10^-21


class TakenBack:
    """Remembers under which identity entries stand on their list, and which identities the list took back."""

    def __init__(self) -> None:
        self._named, self._named_at = GrowingColumn(_KEY), array("q")
        self._deleted, self._deleted_at = GrowingColumn(_KEY), array("q")

    def name(self, entry: int, list_number: int, identity: bytes, at: int | None) -> None:
        """An entry stands under an identity since `at` (seconds since 1970), None when the list does not say."""
        self._named.add(entry, _key(list_number, identity))
        self._named_at.append(_NO_TIME if at is None else at)

    def delete(self, before: int, list_number: int, identity: bytes, at: int | None) -> None:
        """An identity was taken back, when the next entry would have had the number `before`."""
        self._deleted.add(before, _key(list_number, identity))
        self._deleted_at.append(_NO_TIME if at is None else at)

    def standing(self, entries: int) -> NDArray[np.bool_]:
        """Which of so many entries stand: not those that a deletion names which is later, in time where both say one,
        else in the order of the list."""
        stand = np.ones(entries, bool)
        if not len(self._named_at) or not len(self._deleted_at):
            return stand
        places = np.arange(len(self._named_at), dtype=np.uint32)
        deletion, place = DigestColumn(self._named.values(), places).find(self._deleted.values())
        entry, before = self._named.entries()[place], self._deleted.entries()[deletion]
        named_at = np.frombuffer(self._named_at, np.int64)[place]
        deleted_at = np.frombuffer(self._deleted_at, np.int64)[deletion]
        timed = (named_at != _NO_TIME) & (deleted_at != _NO_TIME)
        stand[entry[np.where(timed, named_at <= deleted_at, entry < before)]] = False
        return stand


def _key(list_number: int, identity: bytes) -> bytes:
    return hashlib.blake2b(b"%d:" % list_number + identity, digest_size=_KEY).digest()
