"""Who reads the files of a seizure: here, processes of this machine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from typing import Protocol, Self

from daymark.casework.media.taking.stored import Stored
from daymark.engine.hashing import Hashed, Wanted, hash_files
from daymark.engine.sandbox.pool import Sandbox
from daymark.engine.walking import Found


class Readers(Protocol):
    """Files in, what was seen of them out, as it is ready. `sandbox`: this machine's own, for archives."""

    sandbox: Sandbox

    def read(self, files: Iterable[list[Found]], stored: Stored, step: Callable[[int], None]) -> Iterator[Hashed]:
        """Read each file once."""


class Here:
    """Processes of this machine."""

    def __init__(self, workers: int) -> None:
        self.sandbox = Sandbox(workers)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.sandbox.close()

    def read(self, files: Iterable[list[Found]], stored: Stored, step: Callable[[int], None]) -> Iterator[Hashed]:
        """Read each file once, as many at the same time as there are workers."""
        wanted = Wanted(known=stored.holds)
        for together in files:
            yield from hash_files(together, self.sandbox, wanted, step)
