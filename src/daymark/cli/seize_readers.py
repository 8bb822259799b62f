"""Who reads the files of a seizure: processes of this machine, or a cluster of machines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

import click

from daymark.cli.seize_stored import Stored
from daymark.engine.hashing import Hashed, Wanted, hash_file, hash_files
from daymark.engine.sandbox.pool import Sandbox
from daymark.engine.walking import Found

if TYPE_CHECKING:
    from daymark.cluster.leading import Cluster


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


class There(Here):
    """The machines of a cluster, and this one for archives and for what none of them could read."""

    def __init__(self, address: str, certificates: Path, workers: int) -> None:
        from daymark.cluster.leading import Cluster

        super().__init__(workers)
        self._cluster: Cluster = Cluster(address, certificates)

    def __enter__(self) -> Self:
        self._cluster.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        super().__exit__(kind, error, trace)
        self._cluster.__exit__(kind, error, trace)

    def read(self, files: Iterable[list[Found]], stored: Stored, step: Callable[[int], None]) -> Iterator[Hashed]:
        """Read each file once, on whichever machine is free."""
        from daymark.cluster.leading import Asked

        def here(found: Found) -> Hashed:
            with self.sandbox.lane() as lane:
                return hash_file(found.path, lane, Wanted(known=stored.holds))

        asked = Asked(stored.of_sizes, here, lambda sentence: click.echo(sentence, err=True), step)
        return self._cluster.read(chain.from_iterable(files), asked)
