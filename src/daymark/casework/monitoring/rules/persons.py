"""What is known of one person that sightings hold together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum


class Access(IntEnum):
    """Whether this person can be near a child, as people found out elsewhere. Not knowing is not the same as no."""

    NONE_FOUND = 0  # somebody looked
    NOT_KNOWN = 1  # nobody looked
    SIGNS = 2


@dataclass(frozen=True)
class SeenPerson:
    """Counts of one person. Only files that known-bad lists name were counted.

    first_at, last_at: in UTC. days: different days. sent, offered: different files; one that was sent is not counted as
    offered. lists: of all its files, the most lists that name one. addresses: different ones, of which shared_addresses
    lead to no subscriber. neighbours: other persons seen at the same address within one lease. by_identifier: an
    identifier holds the sightings together, else an address.
    """

    first_at: datetime
    last_at: datetime
    sightings: int
    days: int
    sent: int
    offered: int
    files: int
    lists: int
    addresses: int
    shared_addresses: int = 0
    tools: int = 0
    neighbours: int = 0
    by_identifier: bool = True
    access: Access = Access.NOT_KNOWN

    @property
    def doors(self) -> int:
        """Addresses that may lead to a subscriber."""
        return self.addresses - self.shared_addresses
