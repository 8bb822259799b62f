"""The reading of one seizure: batch by batch, by one process at a time, also through a minute without a database."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from itertools import islice
from pathlib import Path

from django.utils import timezone

from daymark.casework.access.context import acting_as_system
from daymark.casework.cases.models import Case
from daymark.casework.media import actions
from daymark.casework.media.actions.files import Listed
from daymark.casework.media.models import Exhibit, SeizedFile, Seizure
from daymark.casework.media.queries import contents_by, contents_of, members_read, unstacked_in, waiting_files
from daymark.casework.media.rules import State, lock_of
from daymark.casework.media.taking.batch import ArchiveTaken, Batch, Reading
from daymark.casework.media.taking.patience import Patience
from daymark.casework.media.taking.readers import Readers
from daymark.casework.media.taking.stored import Stored
from daymark.engine.archives import SEPARATOR, is_archive
from daymark.engine.hashing import Hashed, Wanted
from daymark.engine.sandbox.pool import Sandbox
from daymark.engine.walking import Found, find
from daymark.problems import Problem

LISTED_TOGETHER = 1_000  # names in one transaction
FETCHED_TOGETHER = 2_000  # rows of waiting files held in memory
READ_TOGETHER, SECONDS_TOGETHER = 200, 5.0  # files in one transaction, or what was read in so many seconds


class NoCase(Problem):
    """There is no case with this reference."""


class Work:
    """One seizure as this process takes it in, from `begun` on."""

    def __init__(
        self,
        exhibit: Exhibit,
        folder: Path,
        *,
        tell: Callable[[str], None] = lambda _: None,
        stop: Callable[[], bool] = lambda: False,
    ) -> None:
        """`tell` is told in words where the work stands; `stop` is asked whether this process has to end."""
        self._exhibit, self._folder = exhibit, folder
        self._tell, self._stop = tell, stop
        self._stored = Stored()
        self._stacking: actions.Stacking | None = None
        self._patience = Patience(lock_of(exhibit.pk, os.fsencode(folder)), tell)
        self._store = self._patience.store

    @contextmanager
    def begun(self, begin: Callable[[], Seizure] | None = None) -> Iterator[None]:
        """The seizure of this folder, new or gone on with, and nobody else reading it. Raises OtherProcess.

        `begin`: the act that begins it, when it is not this process that was asked to.
        """
        self._patience.begin()
        try:
            self.seizure: Seizure = self._store(begin or self._begin)
            yield
        finally:
            self._patience.end()

    def _begin(self) -> Seizure:
        folder = os.fsencode(self._folder)
        return actions.begin_or_resume(exhibit=self._exhibit, folder=folder, by=None, at=timezone.now())

    @property
    def left(self) -> int:
        """Bytes still to be read."""
        return max(0, self.seizure.size - self.seizure.read_size)

    def words(self) -> str:
        """Where the reading stands."""
        done = self.seizure.read + self.seizure.not_read
        return f"{done:,} of {self.seizure.files:,} files, {self.seizure.different:,} different"

    def list_folder(self) -> None:
        """Every name below the folder becomes a row, before the first file is read; less when it is to stop."""
        names, count = find([self._folder]), 0
        while together := [self._listed(found) for found in islice(names, LISTED_TOGETHER)]:
            self.seizure = self._store(partial(actions.list_files, seizure=self.seizure, listed=together))
            count += len(together)
            self._tell(f"Listed {count:,} names")
            if self._stop() or self.seizure.state == State.PAUSED:
                return
        self.seizure = self._store(lambda: actions.end_listing(seizure=self.seizure, at=timezone.now()))
        self._stored = Stored(self._store(lambda: contents_of(self.seizure)))
        self._stack_what_is_left()

    def read(self, readers: Readers, step: Callable[[int], None]) -> Seizure:
        """Read every file that waits; the seizure as it stands at the end, or when it was paused or had to stop."""
        try:
            if self.seizure.state == State.READING and not self._stop():
                self._read_batches(readers, step)
        except KeyboardInterrupt:
            self._store(lambda: actions.pause(seizure=self.seizure, by=None, at=timezone.now()))
            return self._store(lambda: Seizure.objects.get(pk=self.seizure.pk))
        if self.seizure.state != State.READING or self._stop():
            return self.seizure
        return self._store(lambda: actions.finish(seizure=self.seizure, by=None, at=timezone.now()))

    def _read_batches(self, readers: Readers, step: Callable[[int], None]) -> None:
        with closing(self._batches(readers, step)) as batches:
            for batch in batches:
                self._keep(batch)
                if self.seizure.state != State.READING:
                    return

    def _batches(self, readers: Readers, step: Callable[[int], None]) -> Generator[Batch]:
        """What was read, in portions for one transaction each."""
        batch = Batch()
        with closing(self._readings(readers, step)) as readings:
            for reading in readings:
                batch.add(reading)
                if self._stop():
                    break
                if len(batch) >= READ_TOGETHER or batch.seconds > SECONDS_TOGETHER:
                    yield batch
                    batch = Batch()
        if len(batch):
            yield batch

    def _readings(self, readers: Readers, step: Callable[[int], None]) -> Generator[Reading]:
        """Every file that waits, and before an archive all that it holds: an archive that was read is done with."""
        waiting: dict[Path, SeizedFile] = {}
        for hashed in readers.read(self._portions(waiting), self._stored, step):
            row = waiting.pop(hashed.path)
            if is_archive(hashed.kind) and not hashed.problem:
                hashed = yield from self._inside(hashed, bytes(row.path), readers.sandbox)
            yield Reading(hashed, row.pk)

    def _inside(self, hashed: Hashed, path: bytes, sandbox: Sandbox) -> Generator[Reading, None, Hashed]:
        """The members of an archive that have no fate yet; the generator's value is the archive's own reading."""
        done = self._store(lambda: members_read(self.seizure, path))
        wanted = Wanted(known=self._stored.holds)
        taking = ArchiveTaken(hashed, sandbox, wanted, lambda member: _key(path + SEPARATOR + member) in done)
        for member in taking.members():
            listed = Listed(path + SEPARATOR + member.path, member.size, member.changed_ns)
            yield Reading(member.hashed, member=listed)
        return taking.hashed

    def _portions(self, waiting: dict[Path, SeizedFile]) -> Iterator[list[Found]]:
        """The waiting files, whose rows stand in `waiting` until they are read. Asked for by the process's first
        thread alone: the threads that read have no connection."""
        last = 0
        while rows := self._store(partial(waiting_files, self.seizure, after=last, most=FETCHED_TOGETHER)):
            last = rows[-1].pk
            there = {self._folder / os.fsdecode(bytes(row.path)): row for row in rows}
            waiting.update(there)
            yield [Found(path, row.size, row.changed_ns) for path, row in there.items()]

    def _keep(self, batch: Batch) -> None:
        readings, members = batch.readings, batch.members
        self.seizure = self._store(
            lambda: actions.take_readings(seizure=self.seizure, readings=readings, members=members, at=timezone.now())
        )
        read = (*readings.values(), *members.values())
        whole = [hashed.digests for hashed in read if hashed.digests and not hashed.problem]
        self._store(lambda: self._stack(contents_by(self._stored.new_among(whole))))
        self._stored.add(whole)

    def _stack_what_is_left(self) -> None:
        """Puts into stacks what an earlier process stored and was killed before it did that."""
        last = 0
        while left := self._store(partial(unstacked_in, self.seizure, after=last, most=LISTED_TOGETHER)):
            self._store(partial(self._stack, left))
            last = left[-1]

    def _stack(self, contents: Sequence[int]) -> None:
        """What is the same to the eye goes into one stack. Stacks are loaded anew after a transaction that failed."""
        stacking, self._stacking = self._stacking, None
        if stacking is None:
            stacking = actions.Stacking(self._exhibit.case)
            stacking.load()
        stacking.place(contents=contents, at=timezone.now())
        self._stacking = stacking

    def _listed(self, found: Found) -> Listed:
        path = os.path.relpath(os.fsencode(found.path), os.fsencode(self._folder))
        return Listed(path, found.size, found.changed_ns, found.why_not or "")


def exhibit_of(reference: str, name: str) -> Exhibit:
    """The exhibit of this name in this case, added when the case has none. Raises NoCase."""
    with acting_as_system():
        case = Case.objects.filter(reference=reference.upper()).first()
        if case is None:
            raise NoCase(f"There is no case {reference}. The page of a case shows its reference, such as C-2026-00012.")
        return actions.exhibit_named(case=case, name=name, by=None, at=timezone.now())


def _key(path: bytes) -> bytes:
    return hashlib.sha256(path).digest()
