"""What holds each chain together: its identifier, and its addresses with the moments and ports a provider asks for."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from daymark.casework.monitoring.rules.packing import Packed, moment
from daymark.engine.chaining import Chained, Gathering
from daymark.engine.chaining.columns import packed

MOST_ADDRESSES = 50  # of one chain, the latest; all are counted


@dataclass
class Gathered:
    """Sightings on their way into a chaining, with ports and networks, which do not tell who is who."""

    gathering: Gathering = field(default_factory=Gathering)
    ports: array[int] = field(default_factory=lambda: array("i"))
    networks: dict[str, int] = field(default_factory=dict)
    network: array[int] = field(default_factory=lambda: array("i"))

    def add(self, seen: Packed) -> None:
        """One sighting of a file that counts."""
        self.gathering.add(
            at=seen.at,
            address=packed(seen.address) if seen.address else None,
            client=(seen.network or "", seen.client) if seen.client else None,
            file=seen.file,
            act=seen.act,
            tool=seen.tool,
        )
        self.ports.append(seen.port or 0)
        self.network.append(self.networks.setdefault(seen.network or "", len(self.networks)))


def links_of(chained: Chained, gathered: Gathered) -> Iterator[dict[str, Any]]:
    """For each chain, in its order: network, identifier, and for each address first, last, and the port then."""
    seen, person = chained.seen, chained.person
    order = np.lexsort((seen.at, seen.address, person))
    order = order[person[order] >= 0]
    ends = np.searchsorted(person[order], np.arange(chained.persons + 1))
    port, network = _highest(chained, gathered.ports), _highest(chained, gathered.network)
    names = list(gathered.networks)
    for number in range(chained.persons):
        rows = order[ends[number] : ends[number + 1]]
        client = int(seen.client[rows[0]])
        yield {
            "network": names[int(network[rows[-1]])],
            "client": seen.clients[client][1] if client >= 0 else "",
            "addresses": _addresses(chained, rows, port),
        }


def held_by(chained: Chained, number: int, links: dict[str, Any]) -> str:
    """What the reference of a chain is made from: its identifier, or its first address and when it was first there."""
    if chained.by_identifier[number]:
        return f"client\0{links['network']}\0{links['client']}"
    first = min(links["addresses"], key=lambda each: (each["first"], each["address"]))
    return f"address\0{first['address']}\0{links['client']}\0{first['first']}"


def _highest(chained: Chained, said: array[int]) -> NDArray[np.int32]:
    """For each sighting that was kept the highest number that its rows say; doubled rows say the same."""
    kept = np.zeros(len(chained.seen), np.int32)
    np.maximum.at(kept, chained.row, np.frombuffer(said, np.int32) if len(said) else np.zeros(0, np.int32))
    return kept


def _addresses(chained: Chained, rows: NDArray[np.int64], port: NDArray[np.int32]) -> list[dict[str, Any]]:
    """The addresses of rows sorted by address and time, the one seen last first."""
    seen = chained.seen
    address = seen.address[rows]
    begins = np.flatnonzero(np.append(True, address[1:] != address[:-1]))
    ends = np.append(begins[1:], len(rows)) - 1
    found = []
    for begin, end in zip(begins.tolist(), ends.tolist(), strict=True):
        code = int(address[begin])
        if code < 0:
            continue
        found.append(
            {
                "address": seen.address_text(code),
                "first": moment(int(seen.at[rows[begin]])).isoformat(),
                "last": moment(int(seen.at[rows[end]])).isoformat(),
                "port": int(port[rows[end]]) or None,
                "shared": bool(chained.shared[code]),
            }
        )
    found.sort(key=lambda each: (each["last"], each["address"]), reverse=True)
    return found[:MOST_ADDRESSES]
