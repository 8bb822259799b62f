"""Sightings as one block of bytes and back: columns, so that they pack well, without the rows as they came.

The rows as they came lie in the vault, in the file that brought them; `line` leads there.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import orjson

from daymark.exchange.sightings import Act, Sighting, file_of

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ACTS = (Act.NOT_SAID, Act.OFFERED, Act.SENT)  # as `engine.chaining` numbers them
_COLUMNS = ("at", "address", "port", "network", "client", "file", "act", "tool", "line")


class Packed(NamedTuple):
    """One sighting as it comes back. at: microseconds since 1970 in UTC. act: as `engine.chaining` numbers it."""

    at: int
    address: str | None
    port: int | None
    network: str | None
    client: str | None
    file: bytes
    act: int
    tool: str | None
    line: int


def pack(sightings: Sequence[Sighting]) -> bytes:
    """The block of some sightings."""
    rows = [
        (
            (each.seen_at - _EPOCH) // timedelta(microseconds=1),
            each.address,
            each.port,
            each.network,
            _storable(each.client),
            file_of(each).hex(),
            _ACTS.index(each.act),
            _storable(each.tool),
            each.where,
        )
        for each in sightings
    ]
    columns = dict(zip(_COLUMNS, zip(*rows, strict=True), strict=True)) if rows else dict.fromkeys(_COLUMNS, ())
    return zlib.compress(orjson.dumps(columns), 3)


def unpack(block: bytes) -> Iterator[Packed]:
    """The sightings of a block, in their order."""
    columns = orjson.loads(zlib.decompress(block))
    for at, address, port, network, client, file, act, tool, line in zip(
        *(columns[name] for name in _COLUMNS), strict=True
    ):
        yield Packed(at, address, port, network, client, bytes.fromhex(file), act, tool, line)


def moment(microseconds: int) -> datetime:
    """A point in time of a packed sighting."""
    return _EPOCH + timedelta(microseconds=microseconds)


def _storable(text: str | None) -> str | None:
    """As JSON takes it: no half a character."""
    return text.encode("utf-8", "replace").decode() if text else None
