"""What a list says about the files on it."""

from __future__ import annotations

from enum import IntEnum


class Standing(IntEnum):
    """What being on a list means. The numbers are the order in which hits are shown: the bad first.

    UNKNOWN means that nobody has said; it is never treated as good.
    """

    KNOWN_BAD = 0
    UNKNOWN = 1
    KNOWN_GOOD = 2

    @property
    def words(self) -> str:
        """The standing as a person reads it."""
        return _WORDS[self]


_WORDS = {Standing.KNOWN_BAD: "known bad", Standing.UNKNOWN: "not said", Standing.KNOWN_GOOD: "known good"}
