"""Addresses that belong to nobody: private, shared by a provider, for examples, for one machine, given to nobody.

Source: RFC 6890 and its updates (RFC 9637 for 3fff::/20); a test compares them with what Python's `ipaddress` knows.
A range inside another takes its place; one without a meaning is ordinary.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache
from ipaddress import ip_network

from daymark.engine.ipranges.flattening import CONTRADICTED, flattened
from daymark.engine.ipranges.numbers import HIGHEST, Address

EXAMPLE = "a documentation address, used in examples"
CARRIER_NAT = "shared inside a provider's network (carrier-grade NAT)"
TESTING = "kept for testing network equipment"
MACHINE = "an address of the machine itself"
LINK = "an address of the local link, never routed"
MULTICAST = "a multicast address, not a machine's"
PRIVATE = "a private or reserved address, not routed on the internet"
ORDINARY = ""
MEANINGS = (EXAMPLE, CARRIER_NAT, TESTING, MACHINE, LINK, MULTICAST, PRIVATE, ORDINARY)

RANGES: tuple[tuple[str, str], ...] = (
    ("0.0.0.0/8", PRIVATE),
    ("0.0.0.0/32", MACHINE),
    ("10.0.0.0/8", PRIVATE),
    ("100.64.0.0/10", CARRIER_NAT),
    ("127.0.0.0/8", MACHINE),
    ("169.254.0.0/16", LINK),
    ("172.16.0.0/12", PRIVATE),
    ("192.0.0.0/24", PRIVATE),
    ("192.0.0.9/32", ORDINARY),
    ("192.0.0.10/32", ORDINARY),
    ("192.0.2.0/24", EXAMPLE),
    ("192.168.0.0/16", PRIVATE),
    ("198.18.0.0/15", TESTING),
    ("198.51.100.0/24", EXAMPLE),
    ("203.0.113.0/24", EXAMPLE),
    ("224.0.0.0/4", MULTICAST),
    ("240.0.0.0/4", PRIVATE),
    ("::/0", PRIVATE),  # what nobody has been given yet
    ("::/128", MACHINE),
    ("::1/128", MACHINE),
    ("2000::/3", ORDINARY),  # the only block from which addresses are given out
    ("2001::/23", PRIVATE),
    ("2001:1::1/128", ORDINARY),
    ("2001:1::2/128", ORDINARY),
    ("2001:3::/32", ORDINARY),
    ("2001:4:112::/48", ORDINARY),
    ("2001:20::/28", ORDINARY),
    ("2001:30::/28", ORDINARY),
    ("2001:db8::/32", EXAMPLE),
    ("3fff::/20", EXAMPLE),
    ("fe80::/10", LINK),
    ("ff00::/8", MULTICAST),
)


def meaning_of(address: Address) -> str:
    """Why an address can belong to no country; empty for an ordinary one. Ask for the address that it carries."""
    starts, meanings = _borders(address.version)
    place = bisect_right(starts, address.number) - 1
    return meanings[place] if place >= 0 else ORDINARY


@lru_cache(maxsize=2)
def _borders(version: int) -> tuple[list[int], list[str]]:
    networks = sorted(
        (int(network.network_address), int(network.broadcast_address), MEANINGS.index(meaning))
        for network, meaning in ((ip_network(text), meaning) for text, meaning in RANGES)
        if network.version == version
    )
    shifted = ((first, last, place + CONTRADICTED + 1) for first, last, place in networks)
    borders = flattened(shifted, highest=HIGHEST[version])
    words = {number: MEANINGS[number - CONTRADICTED - 1] for number in set(borders.answers) if number > CONTRADICTED}
    return borders.starts, [words.get(answer, ORDINARY) for answer in borders.answers]
