"""Sightings as columns of numbers. The same sightings in any order give the same columns, in one order."""

from __future__ import annotations

from array import array
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from socket import AF_INET, inet_pton
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
Codes = NDArray[np.int32]
NONE = -1  # the code of what a sighting does not say
NOT_SAID, OFFERED, SENT = 0, 1, 2  # acts

# A file, as the caller names it: anything that can be sorted among its like.
File = bytes | str | int
Client = tuple[str, str]  # the network, and what the client calls itself there


@dataclass(frozen=True)
class Sightings:
    """Columns of equal length, in the order in which they were gathered, and what their codes stand for.

    at: microseconds since 1970 in UTC. address, client, file, tool: places in the tables of the same name, or NONE;
    each table is sorted. act: NOT_SAID, OFFERED or SENT. addresses: 16 bytes each, IPv4 as ::ffff:a.b.c.d.
    """

    at: Numbers
    address: Codes
    client: Codes
    file: Codes
    tool: Codes
    act: NDArray[np.int8]
    addresses: tuple[bytes, ...]
    clients: tuple[Client, ...]
    files: tuple[File, ...]
    tools: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.at)

    def address_text(self, code: int) -> str:
        """An address as it is written."""
        return unpacked(self.addresses[code])


class _Words:
    """Gives each different value a number as it comes."""

    def __init__(self) -> None:
        self.places: dict[Hashable, int] = {}
        self.codes = array("i")

    def add(self, value: Hashable) -> None:
        if value is None:
            self.codes.append(NONE)
            return
        self.codes.append(self.places.setdefault(value, len(self.places)))

    def sorted(self) -> tuple[Codes, tuple[Any, ...]]:
        """The codes by sorted values, and the values."""
        values = list(self.places)
        order = sorted(range(len(values)), key=cast(Any, values.__getitem__))
        rank = np.empty(len(values) + 1, np.int32)
        rank[order] = np.arange(len(values), dtype=np.int32)
        rank[NONE] = NONE  # the last place, where -1 looks
        return rank[np.frombuffer(self.codes, np.int32)], tuple(values[place] for place in order)


class Gathering:
    """Takes sightings one by one, some 25 bytes each beside their different addresses, clients and files."""

    def __init__(self) -> None:
        self._at, self._act = array("q"), array("b")
        self._addresses, self._clients, self._files, self._tools = _Words(), _Words(), _Words(), _Words()

    def __len__(self) -> int:
        return len(self._at)

    def add(
        self, *, at: int, address: bytes | None, client: Client | None, file: File, act: int, tool: str | None = None
    ) -> None:
        """One sighting: microseconds since 1970 in UTC, an address of `packed`, network and identifier, file, act."""
        self._at.append(at)
        self._addresses.add(address)
        self._clients.add(client)
        self._files.add(file)
        self._tools.add(tool)
        self._act.append(act)

    def columns(self) -> Sightings:
        """Everything so far."""
        address, addresses = self._addresses.sorted()
        client, clients = self._clients.sorted()
        file, files = self._files.sorted()
        tool, tools = self._tools.sorted()
        at, act = np.array(self._at, np.int64), np.array(self._act, np.int8)
        return Sightings(at, address, client, file, tool, act, addresses, clients, files, tools)


def packed(address: str) -> bytes:
    """The 16 bytes of an address, IPv4 as ::ffff:a.b.c.d. Raises ValueError."""
    try:
        return _MAPPED + inet_pton(AF_INET, address)  # ten times as fast as the module made for it
    except OSError:
        read = ip_address(address)
    return _MAPPED + read.packed if isinstance(read, IPv4Address) else read.packed


def unpacked(address: bytes) -> str:
    """The address of 16 bytes as it is written."""
    return str(IPv4Address(address[12:]) if address.startswith(_MAPPED) else IPv6Address(address))


def pairs(high: NDArray[Any], low: NDArray[Any]) -> Numbers:
    """Two columns of numbers of 32 bits as one, which sorts by the first and then by the second."""
    return (high.astype(np.int64) << 32) | (low.astype(np.int64) & 0xFFFFFFFF)


def starts(*columns: NDArray[Any]) -> NDArray[np.bool_]:
    """Where a run of equal rows begins in sorted columns."""
    begins = np.ones(len(columns[0]), np.bool_)
    if len(begins):
        begins[1:] = np.logical_or.reduce([column[1:] != column[:-1] for column in columns])
    return begins


def most_at_once(owner: Sequence[Any] | NDArray[Any], when: NDArray[Any], size: int) -> Numbers:
    """For each owner the most rows that share one moment; each row is one different thing seen with its owner then."""
    most = np.zeros(size, np.int64)
    owners = np.asarray(owner)
    if len(owners):
        both = np.sort(pairs(owners, when))
        begins = np.flatnonzero(starts(both))
        counts = np.diff(np.append(begins, len(both)))
        np.maximum.at(most, both[begins] >> 32, counts)
    return most


_MAPPED = bytes(10) + b"\xff\xff"
