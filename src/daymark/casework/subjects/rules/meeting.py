"""One internet address seen twice: the same line, perhaps the same, or another subscriber by now.

An address belongs to a subscriber for a time. Providers renew it after a day, or multiples of one (Padmanabhan and
others, "Reasons Dynamic Addresses Change", 2016), and behind an address that is shared inside a provider's network
(RFC 6888) only the source port and the second tell subscribers apart. Rules in order; the first that holds decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import ip_address

from daymark.engine.ipcountry import special_meaning

AT_ONCE = timedelta(minutes=1)
ONE_LEASE = timedelta(hours=24)
LONGEST = timedelta(days=30)


class Strength(StrEnum):
    """What two sightings of one address say, the strongest first."""

    DIRECT = "DIRECT"
    LIKELY = "LIKELY"
    POSSIBLE = "POSSIBLE"
    NONE = "NONE"


@dataclass(frozen=True)
class Seen:
    """An address (in its one form, see `normalise`) at a moment; `port` is its source port, `at` knows its offset."""

    address: str
    at: datetime | None = None
    port: int | None = None


@dataclass(frozen=True)
class Meeting:
    """How strongly two sightings meet, and why."""

    strength: Strength
    why: str


def meet(one: Seen, other: Seen) -> Meeting:
    """What it says that two sightings name the same address. The order of the two is of no account."""
    if one.address != other.address:
        return Meeting(Strength.NONE, "two addresses")
    nobody = special_meaning(ip_address(one.address))
    if nobody:
        return Meeting(Strength.NONE, nobody)
    if one.at is None or other.at is None:
        return Meeting(Strength.POSSIBLE, "one of the two has no time, and an address changes hands")
    return _in_time(abs(one.at - other.at), one.port, other.port)


def _in_time(gap: timedelta, one: int | None, other: int | None) -> Meeting:
    if gap <= AT_ONCE and one and other:
        if one == other:
            return Meeting(Strength.DIRECT, "the same address and port within a minute")
        return Meeting(Strength.POSSIBLE, "within a minute from two ports: two subscribers, where a provider shares it")
    if gap <= AT_ONCE:
        return Meeting(Strength.LIKELY, "within a minute; without both ports a shared address may be two subscribers")
    if gap <= ONE_LEASE:
        return Meeting(Strength.LIKELY, "within a day, which most lines keep an address for")
    if gap <= LONGEST:
        return Meeting(Strength.POSSIBLE, f"{gap.days} days apart: many lines have another address by then")
    return Meeting(Strength.NONE, f"{gap.days} days apart: ask the provider about both moments")
