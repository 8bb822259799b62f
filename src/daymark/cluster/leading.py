"""The process that leads: deals files out to the workers, takes answers, and bears the loss of any worker."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from daymark.cluster.joining import PORT, NoScheduler, security
from daymark.cluster.messages import Answer, Portion, answer_from_bytes, portion_to_bytes
from daymark.cluster.reading import read_portion
from daymark.engine.hashing import Hashed
from daymark.engine.walking import Found
from daymark.problems import OutsideProblem, Problem

FILES, BYTES = 50, 64 << 20  # of one portion: some tenths of a second of pictures, so that a loss costs little
MOST_LOSSES = 3  # workers that may die over one portion before it is taken apart, and over one file
MOST_BLIND = 10  # files that can be read here and not there, before the machine there is taken for misplaced
PATIENCE = 300.0  # seconds without a single worker
ANSWERS_WITHIN = 5.0  # seconds that a scheduler has for its first answer
LOOK_EVERY = 2.0  # seconds between two looks whether workers are there
KILLER = "The process that read it died of it, three times. Look at it with other means, with care."


class NoAddress(Problem):
    """This is no address of a scheduler. Give its name or address, with the port when it is not 8786."""


class ClusterLost(OutsideProblem):
    """The scheduler of the cluster was lost. What was told as read is stored; run the same command again."""


class NoWorkers(OutsideProblem):
    """No worker has been in the cluster for five minutes. Start one with `daymark cluster worker`, then run the same
    command again: what was told as read is stored."""


class Misplaced(OutsideProblem):
    """A machine of the cluster does not see the files."""


class CannotRead(OutsideProblem):
    """A machine of the cluster cannot read files."""


@dataclass(slots=True)
class _Trip:
    portion: Portion
    losses: int = 0


@dataclass(frozen=True)
class Asked:
    """What the reading of many files is told and asks on its way.

    `known`: of these sizes, the SHA-256 of contents that need not be opened. `here`: reads a file in this process.
    `tell`: a sentence for whoever waits. `step`: bytes that were read.
    """

    known: Callable[[Iterable[int]], Iterable[str]]
    here: Callable[[Found], Hashed]
    tell: Callable[[str], None]
    step: Callable[[int], None]


class Cluster:
    """A connection to the scheduler, for as long as one seizure is read."""

    def __init__(self, address: str, folder: Path) -> None:
        self._address, self._security = full_address(address), security(folder)

    def __enter__(self) -> Self:
        from distributed import Client

        try:
            self._client = Client(self._address, security=self._security, set_as_default=False, timeout=ANSWERS_WITHIN)
        except OSError as error:  # TimeoutError is one
            raise NoScheduler.at(self._address) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close(timeout=5)

    def processes(self) -> int:
        """How many processes read for the cluster now."""
        return processes_of(self._client)

    def read(self, files: Iterable[Found], asked: Asked) -> Iterator[Hashed]:
        """Read each file on some machine; results come as they are ready. Raises OutsideProblem."""
        return _Reading(self._client, files, asked).results()


class _Reading:
    def __init__(self, client: Any, files: Iterable[Found], asked: Asked) -> None:
        self._client, self._asked = client, asked
        self._fresh = portions(files, asked.known)
        self._back: deque[_Trip] = deque()
        self._under_way: dict[Any, _Trip] = {}
        self._blind: dict[str, int] = {}
        self._sent = 0

    def results(self) -> Iterator[Hashed]:
        try:
            while self._send():
                for future in self._ended():
                    yield from self._arrived(future, self._under_way.pop(future))
        finally:
            self._client.cancel(list(self._under_way), asynchronous=False)

    def _send(self) -> bool:
        """One portion for each process that reads, and no more: whoever kills one then kills its own portion alone."""
        room = max(1, processes_of(self._client)) - len(self._under_way)
        while room > 0 and (trip := self._next()) is not None:
            self._sent += 1
            message = portion_to_bytes(trip.portion)
            key = f"portion-{self._sent}-{time.time_ns()}"
            self._under_way[self._client.submit(read_portion, message, key=key, pure=False)] = trip
            room -= 1
        return bool(self._under_way)

    def _next(self) -> _Trip | None:
        if self._back:
            return self._back.popleft()
        portion = next(self._fresh, None)
        return None if portion is None else _Trip(portion)

    def _ended(self) -> list[Any]:
        """The portions that have ended, at least one."""
        from distributed import wait

        alone_since: float | None = None
        while True:
            try:
                with self._client.as_current():
                    return list(wait(list(self._under_way), timeout=LOOK_EVERY, return_when="FIRST_COMPLETED").done)
            except CancelledError as error:
                raise ClusterLost() from error
            except TimeoutError:
                alone_since = self._check_workers(alone_since)

    def _check_workers(self, alone_since: float | None) -> float | None:
        """Since when no worker has been there, None when one is. Raises ClusterLost, NoWorkers."""
        try:
            if self._client.nthreads():
                return None
        except (OSError, TimeoutError) as error:
            raise ClusterLost() from error
        if alone_since is None:
            self._asked.tell("No worker is in the cluster; waiting for one.")
            return time.monotonic()
        if time.monotonic() - alone_since > PATIENCE:
            raise NoWorkers()
        return alone_since

    def _arrived(self, future: Any, trip: _Trip) -> Iterator[Hashed]:
        from distributed import KilledWorker

        if future.status == "cancelled":
            raise ClusterLost()
        try:
            message = future.result()
        except KilledWorker:
            yield from self._lost(trip)
            return
        except CancelledError as error:
            raise ClusterLost() from error
        answer = answer_from_bytes(message, [found.path for found in trip.portion.files])
        if answer.refused:
            raise CannotRead(f"The machine {answer.machine} of the cluster cannot read files: {answer.refused}")
        yield from self._checked(answer, trip.portion)

    def _checked(self, answer: Answer, portion: Portion) -> Iterator[Hashed]:
        """What could not be read there is read here, which has the last word."""
        for found, hashed in zip(portion.files, answer.hashed, strict=True):
            if hashed.problem:
                hashed = self._asked.here(found)
                if not hashed.problem:
                    self._cannot_see(answer.machine, found)
            self._asked.step(hashed.digests.size if hashed.digests else 0)
            yield hashed

    def _cannot_see(self, machine: str, found: Found) -> None:
        self._blind[machine] = count = self._blind.get(machine, 0) + 1
        told = f"The machine {machine} does not see {found.path} as it is here"
        if count > MOST_BLIND:
            raise Misplaced(
                f"{told}, nor others before it. Mount the storage there under the same path as here, then run the same "
                "command again: what was told as read is stored."
            )
        self._asked.tell(f"{told}; it was read here.")

    def _lost(self, trip: _Trip) -> Iterator[Hashed]:
        """A worker died over this portion: again, then file by file, and the one file that it dies of is told."""
        trip.losses += 1
        if trip.losses < MOST_LOSSES:
            self._back.append(trip)
        elif len(trip.portion.files) > 1:
            self._back.extend(_Trip(Portion((found,), trip.portion.known)) for found in trip.portion.files)
        else:
            yield Hashed(trip.portion.files[0].path, problem=KILLER)


def processes_of(client: Any) -> int:
    """How many processes read: each has one thread for that."""
    return sum(client.nthreads().values())


def portions(files: Iterable[Found], known: Callable[[Iterable[int]], Iterable[str]]) -> Iterator[Portion]:
    """The files in the order in which they come, so many together as are read within moments."""
    together: list[Found] = []
    size = 0
    for found in files:
        together.append(found)
        size += found.size
        if len(together) >= FILES or size >= BYTES:
            yield _portion(together, known)
            together, size = [], 0
    if together:
        yield _portion(together, known)


def _portion(together: list[Found], known: Callable[[Iterable[int]], Iterable[str]]) -> Portion:
    return Portion(tuple(together), frozenset(known({found.size for found in together})))


def full_address(address: str) -> str:
    """`centre-2` as `tls://centre-2:8786`. Raises NoAddress: nothing but TLS is spoken."""
    name = address.removeprefix("tls://")
    if not name or "/" in name or "@" in name or any(each.isspace() for each in name):
        raise NoAddress()
    has_port = name.rpartition(":")[2].isdigit() and (name.count(":") == 1 or "]:" in name)
    return f"tls://{name}" if has_port else f"tls://{name}:{PORT}"
