"""What stops a chain. Every number is a judgement of the authors and may be changed by whoever runs the chaining."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from daymark.engine.chaining.columns import Client

_HEX = re.compile(r"(?:[0-9a-f]{2}){16,20}")
# Of 16 random bytes fewer than 4 are different once in 10^25, and two equal halves come once in 10^19: such an
# identifier was typed, not drawn.
_FEWEST_BYTES = 4
# A text of fewer characters is a nickname or a default, which many bear.
_SHORTEST_TEXT = 8


@dataclass(frozen=True)
class Limits:
    """The bounds of one chaining.

    lease: an address is held to be with one subscriber while it is seen again within this time. Providers lease for
    hours to weeks. Taken too short it splits one person in two; taken too long it joins two subscribers, which is
    worse: a day is short.
    addresses_in_an_hour, addresses_in_a_day: an identifier at more different addresses than this is borne by many. One
    person moves between home, work, a telephone and a virtual network, not between five in an hour.
    clients_in_a_minute: an address with more different identifiers than this is shared (carrier-grade NAT, a relay). A
    household with several programs has two or three.
    """

    lease: timedelta = timedelta(hours=24)
    addresses_in_an_hour: int = 4
    addresses_in_a_day: int = 12
    clients_in_a_minute: int = 8


def why_not_one_client(client: Client) -> str | None:
    """Why an identifier says nothing about who sent it, by its look alone; None when it may be of one client."""
    _, identifier = client
    if _HEX.fullmatch(identifier):
        drawn = bytes.fromhex(identifier)
        steps = {(after - before) % 256 for before, after in pairwise(drawn)}
        if len(set(drawn)) < _FEWEST_BYTES or len(steps) == 1 or drawn[:8] == drawn[8:16]:
            return "it is a default that programs send, not one client's own"
        return None
    return "it is too short to be one client's own" if len(identifier) < _SHORTEST_TEXT else None
