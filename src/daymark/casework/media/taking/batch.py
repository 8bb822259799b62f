"""What was read of a seizure and is not stored yet: files that were listed, and members of archives, which were not."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from daymark.casework.media.actions.files import Listed
from daymark.engine.archives import Archive, HashedMember, hash_members
from daymark.engine.hashing import Hashed, Wanted
from daymark.engine.sandbox.pool import Sandbox

CHANGED = "It changed while it was read. Take it again when nothing writes to it."


@dataclass(frozen=True, slots=True)
class Reading:
    """One file as it was read: by the number of its row, or a member of an archive with its path."""

    hashed: Hashed
    row: int | None = None
    member: Listed | None = None


class Batch:
    """Readings for one transaction."""

    def __init__(self) -> None:
        self.readings: dict[int, Hashed] = {}
        self.members: dict[Listed, Hashed] = {}
        self._began = time.monotonic()

    def __len__(self) -> int:
        return len(self.readings) + len(self.members)

    @property
    def seconds(self) -> float:
        """Since the batch was begun."""
        return time.monotonic() - self._began

    def add(self, reading: Reading) -> None:
        """Take one more."""
        if reading.member is not None:
            self.members[reading.member] = reading.hashed
        elif reading.row is not None:
            self.readings[reading.row] = reading.hashed


class ArchiveTaken:
    """An archive of the folder, taken apart where it lies. `hashed` is its own reading, final after `members`."""

    def __init__(self, hashed: Hashed, sandbox: Sandbox, wanted: Wanted, skip: Callable[[bytes], bool]) -> None:
        self.hashed = hashed
        self._sandbox, self._wanted, self._skip = sandbox, wanted, skip

    def members(self) -> Iterator[HashedMember]:
        """What is in it, but for what is to be skipped."""
        path = self.hashed.path
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOFOLLOW)
        except OSError as error:
            self.hashed = Hashed(path, problem=f"It cannot be read any more ({error.strerror}). Check the disk.")
            return
        try:
            before = os.fstat(descriptor)
            archive = Archive(descriptor, self._sandbox)
            yield from hash_members(archive, path, self._sandbox, self._wanted, skip=self._skip)
            after = os.fstat(descriptor)
            self.hashed = replace(self.hashed, remark=archive.remark)
            if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
                self.hashed = replace(self.hashed, problem=CHANGED)
        finally:
            os.close(descriptor)
