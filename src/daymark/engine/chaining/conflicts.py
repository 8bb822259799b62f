"""Identifiers that many bear and addresses that many share: they hold no chain together, and say why."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from daymark.engine.chaining.columns import NONE, Sightings, most_at_once, starts
from daymark.engine.chaining.limits import Limits, why_not_one_client

MICROSECONDS = 1_000_000
_HOUR, _DAY, _MINUTE = 3600 * MICROSECONDS, 86_400 * MICROSECONDS, 60 * MICROSECONDS
_SHARED_RANGE = (100 << 24 | 64 << 16, 100 << 24 | 127 << 16 | 0xFFFF)  # 100.64.0.0/10, RFC 6598
_PRIVATE_RANGES = (  # RFC 1918
    (10 << 24, 10 << 24 | 0xFFFFFF),
    (172 << 24 | 16 << 16, 172 << 24 | 31 << 16 | 0xFFFF),
    (192 << 24 | 168 << 16, 192 << 24 | 168 << 16 | 0xFFFF),
)
_MAPPED = bytes(10) + b"\xff\xff"


@dataclass(frozen=True)
class Conflict:
    """One value that stops chains. what: "client" or "address". sightings: how many have the value."""

    what: str
    value: str
    sightings: int
    reason: str


@dataclass(frozen=True)
class Conflicts:
    """For each client and each address the reason why it chains nothing, where there is one."""

    clients: dict[int, str]
    addresses: dict[int, str]

    def stopped(self, found: dict[int, str], size: int) -> NDArray[np.bool_]:
        """Which codes of a table chain nothing. The last place, where NONE looks, is stopped as well."""
        mask = np.zeros(size + 1, np.bool_)
        mask[list(found)] = True
        mask[NONE] = True
        return mask

    def listed(self, seen: Sightings) -> tuple[Conflict, ...]:
        """Everything that stopped a chain, what has most sightings first."""
        of_clients = np.bincount(seen.client[seen.client >= 0], minlength=len(seen.clients))
        of_addresses = np.bincount(seen.address[seen.address >= 0], minlength=len(seen.addresses))
        found = [
            Conflict("client", " ".join(seen.clients[code]), int(of_clients[code]), why)
            for code, why in self.clients.items()
        ]
        found += [
            Conflict("address", seen.address_text(code), int(of_addresses[code]), why)
            for code, why in self.addresses.items()
        ]
        return tuple(sorted(found, key=lambda each: (-each.sightings, each.what, each.value)))


def conflicts_in(seen: Sightings, limits: Limits) -> Conflicts:
    """What chains nothing among sightings sorted by client, address and time."""
    clients = {code: why for code, client in enumerate(seen.clients) if (why := why_not_one_client(client))}
    for code, why in _over_common(seen, limits).items():
        clients.setdefault(code, why)
    addresses = {code: why for code, address in enumerate(seen.addresses) if (why := _no_subscriber(address))}
    for code, why in _shared(seen, limits).items():
        addresses.setdefault(code, why)
    return Conflicts(clients, addresses)


def _over_common(seen: Sightings, limits: Limits) -> dict[int, str]:
    """Identifiers at too many addresses within one hour or one day of the clock (UTC)."""
    found: dict[int, str] = {}
    told = seen.client >= 0
    for length, most, name in (
        (_DAY, limits.addresses_in_a_day, "one day"),
        (_HOUR, limits.addresses_in_an_hour, "one hour"),
    ):
        period = seen.at // length
        once = starts(seen.client, seen.address, period) & told & (seen.address >= 0)
        counts = most_at_once(seen.client[once], period[once], len(seen.clients))
        for code in np.flatnonzero(counts > most).tolist():
            found[code] = f"it was seen at {counts[code]:,} addresses in {name}, more than one client can have"
    return found


def _shared(seen: Sightings, limits: Limits) -> dict[int, str]:
    """Addresses with too many identifiers within one minute of the clock."""
    minute = seen.at // _MINUTE
    once = starts(seen.client, seen.address, minute) & (seen.client >= 0) & (seen.address >= 0)
    counts = most_at_once(seen.address[once], minute[once], len(seen.addresses))
    return {
        code: f"{counts[code]:,} clients were seen there in one minute: many share it (carrier-grade NAT or a relay)"
        for code in np.flatnonzero(counts > limits.clients_in_a_minute).tolist()
    }


def _no_subscriber(address: bytes) -> str | None:
    """Why an address leads to no subscriber by its range; None when it may."""
    if not address.startswith(_MAPPED):
        return "it holds only inside a private network" if address[0] >> 1 == 0xFC >> 1 else None
    number = int.from_bytes(address[12:], "big")
    if _SHARED_RANGE[0] <= number <= _SHARED_RANGE[1]:
        return "it is of a provider's own network, behind carrier-grade NAT"
    inside = any(first <= number <= last for first, last in _PRIVATE_RANGES)
    return "it holds only inside a private network" if inside else None
