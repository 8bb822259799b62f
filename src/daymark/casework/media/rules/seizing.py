"""What a seizure goes through, what becomes of its files, and how it is told in one sentence."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from daymark.problems import Problem

FIRST_ESTIMATE_AFTER = 2.0  # seconds; before them the first files, which start processes, tell nothing
NAME_LENGTH, HOLDER_LENGTH, SEAL_LENGTH = 80, 120, 60


class State(StrEnum):
    """Where the reading of a seizure stands."""

    WAITING = "WAITING"  # asked for on a page; no process has begun
    LISTING = "LISTING"
    READING = "READING"
    PAUSED = "PAUSED"
    DONE = "DONE"
    FAILED = "FAILED"


UNDER_WAY = (State.WAITING, State.LISTING, State.READING)
# The queue of the web's worker in which the readings of seizures wait, and nothing else.
READING_QUEUE = "seizures"
# How often the server's process may end without having read one more file before it is not started again.
MOST_STARTS = 5


class Fate(StrEnum):
    """What became of one file."""

    WAITING = "WAITING"
    READ = "READ"
    NOT_READ = "NOT_READ"


class NoName(Problem):
    """An exhibit needs a name, such as ABC/1. Take the one on its label."""


class NoHolder(Problem):
    """Who held it is missing. Give the name of the person or the store."""


class NotSigned(Problem):
    """A custody entry is signed with the name of whoever writes it. Type your name as it stands in your profile."""


class NotYetHeld(Problem):
    """The time from which it was held lies in the future. Give the time of the hand-over."""


class NotPaused(Problem):
    """Only a seizure that is being read can be paused. Open it again: it may have changed."""


class IsRead(Problem):
    """This folder of the exhibit is being read already. Its seizure shows how far the reading is."""


class NotAsked(Problem):
    """Nobody asked on a page for this seizure to be read, or it was paused since."""


class Standing(StrEnum):
    """What the lists say of a content. A known-good list never hides what a bad list knows."""

    NEW = "NEW"  # no list knows it, and it looks like nothing that a list knows
    KNOWN_BAD = "KNOWN_BAD"
    DISPUTED = "DISPUTED"  # the lists do not agree, or one of them says so
    LOOKS_KNOWN = "LOOKS_KNOWN"  # to the eye like a known bad one: a proposal until a person confirms it
    KNOWN_GOOD = "KNOWN_GOOD"


class NotInStack(Problem):
    """The file is not in this stack. Open the stack again: somebody may have moved it."""


class NothingJoined(Problem):
    """Nothing waits to be confirmed here: somebody was quicker, or the stack is graded anew."""


class OnlyOne(Problem):
    """The stack holds nothing else. A stack of one cannot be split."""


class NothingToUndo(Problem):
    """You have graded nothing in this case that could be taken back."""


class NotSenior(Problem):
    """A supervisor decides where two people disagree. Grade it as yourself, or ask a supervisor."""


@dataclass(frozen=True)
class Sums:
    """Files and bytes of a seizure. `different`: files whose content no earlier file of it had."""

    files: int = 0
    size: int = 0
    read: int = 0
    read_size: int = 0
    not_read: int = 0
    different: int = 0

    @property
    def waiting(self) -> int:
        """Files that nobody has tried to read yet."""
        return self.files - self.read - self.not_read

    @property
    def copies(self) -> int:
        """Files that hold what an earlier file of the seizure holds: nobody need see them."""
        return self.read - self.different


def in_one_sentence(sums: Sums) -> str:
    """What an officer reads first: how much it is, and how much of it is the same again."""
    parts = [_counted(sums.files, "file")]
    if sums.waiting:
        parts.append(f"{sums.waiting:,} still to be read")
    if sums.read:
        parts.append(f"{sums.different:,} different, {_counted(sums.copies, 'copy', 'copies')} of these")
    if sums.not_read:
        parts.append(f"{sums.not_read:,} could not be read")
    return "; ".join(parts) + "."


def shown_name(path: bytes) -> str:
    """A path to be read: `holiday.zip » a/b.jpg` for a file in an archive; bytes that are no UTF-8 as \\xNN.

    The second file of one name in one archive is `a.jpg [2]`. See `engine.archives` for how such a path is written.
    """
    words, parts = "", path.split(b"\0")
    for place, part in enumerate(parts):
        if not part and place:
            continue
        if place > 1 and not parts[place - 1] and part.isdigit():
            words += f" [{part.decode('ascii')}]"
        else:
            words += (" » " if place else "") + part.decode("utf-8", "backslashreplace")
    return words


def time_left(sums: Sums, *, read_before: int, began_at: datetime, at: datetime) -> timedelta | None:
    """How long the reading will still take at the pace of this run; None before there is a pace to tell it from."""
    read, seconds = sums.read_size - read_before, (at - began_at).total_seconds()
    if read <= 0 or seconds < FIRST_ESTIMATE_AFTER:
        return None
    return timedelta(seconds=round(max(0, sums.size - sums.read_size) * seconds / read))


def pace(sums: Sums, *, read_before: int, began_at: datetime, at: datetime) -> int | None:
    """Bytes a second of this run; None before there is a pace to tell."""
    read, seconds = sums.read_size - read_before, (at - began_at).total_seconds()
    return round(read / seconds) if read > 0 and seconds >= FIRST_ESTIMATE_AFTER else None


def lock_of(exhibit: UUID, folder: bytes) -> int:
    """The number of the lock that whoever reads this folder of the exhibit holds (64 bits, signed)."""
    return int.from_bytes(hashlib.sha256(exhibit.bytes + folder).digest()[:8], signed=True)


def checked_name(name: str) -> str:
    """An exhibit's name as its label has it."""
    said = " ".join(name.split())
    if not said:
        raise NoName()
    if len(said) > NAME_LENGTH:
        raise NoName(f"The name of an exhibit has at most {NAME_LENGTH} characters. Take the one on its label.")
    return said


def checked_signature(signed_as: str, name: str) -> str:
    """The typed name, when it is that of the person who signs; case and spaces do not matter."""
    if " ".join(signed_as.split()).casefold() != " ".join(name.split()).casefold():
        raise NotSigned()
    return name


def checked_time(held_from: datetime, now: datetime) -> datetime:
    """When it was handed over, when that has come."""
    if held_from > now:
        raise NotYetHeld()
    return held_from


def _counted(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"
