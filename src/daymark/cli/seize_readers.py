"""A cluster of machines that reads the files of a seizure, instead of processes of this machine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import click

from daymark.casework.media.taking import Here, Stored
from daymark.engine.hashing import Hashed, Wanted, hash_file
from daymark.engine.walking import Found

if TYPE_CHECKING:
    from daymark.cluster.leading import Cluster


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
