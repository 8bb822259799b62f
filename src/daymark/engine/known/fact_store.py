"""What lists say about their entries, in one buffer: most entries of long lists say nothing and cost nothing."""

from __future__ import annotations

from array import array
from bisect import bisect_left


class FactStore:
    """Bytes for some of the entries, added in order of their numbers."""

    def __init__(self) -> None:
        self._entries = array("I")
        self._ends = array("Q")
        self._buffer = bytearray()

    def add(self, entry: int, facts: bytes) -> None:
        """Keep the facts of an entry whose number is above all before it."""
        self._entries.append(entry)
        self._buffer += facts
        self._ends.append(len(self._buffer))

    def of(self, entry: int) -> bytes:
        """The facts of an entry; none gives `b""`."""
        place = bisect_left(self._entries, entry)
        if place == len(self._entries) or self._entries[place] != entry:
            return b""
        start = self._ends[place - 1] if place else 0
        return bytes(self._buffer[start : self._ends[place]])

    @property
    def nbytes(self) -> int:
        """Memory in bytes."""
        return len(self._buffer) + len(self._entries) * 12
