"""What can be wrong with a hash list so that none of it can be read."""

from __future__ import annotations

from daymark.problems import Problem


class UnreadableHashList(Problem):
    """No hash could be read from this file. Check that it is a hash list, and ask the sender for it again."""


class UnsafeHashList(UnreadableHashList):
    """Reading this file would run code that lies in it, so it is not read. Ask the sender for a text or JSON form."""


class WrongColumns(UnreadableHashList):
    """The list has no such column. Look at its first line, and name the columns as they stand there."""


class BrokeOff(Exception):
    """The stream ends in a fault. What was read before it stands; the message says what happened, for a person."""
