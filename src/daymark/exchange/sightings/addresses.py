"""Addresses and ports of clients."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address
from socket import AF_INET, inet_pton

# First numbers of IPv4 addresses that need a closer look: private, loopback, link-local, shared, and from 224 on.
_CLOSER = frozenset({0, 10, 100, 127, 169, 172, 192, *range(224, 256)})
_SHARED = IPv4Address("100.64.0.0"), IPv4Address("100.127.255.255")  # RFC 6598
_PRIVATE = tuple(  # RFC 1918
    (IPv4Address(first), IPv4Address(last))
    for first, last in (
        ("10.0.0.0", "10.255.255.255"),
        ("172.16.0.0", "172.31.255.255"),
        ("192.168.0.0", "192.168.255.255"),
    )
)
_UNIQUE_LOCAL = 0xFC >> 1  # the first seven bits of fc00::/7, RFC 4193

INSIDE = "the address holds only inside a private network, so it does not lead to a subscriber"
SHARED = "the address is of a provider's own network behind carrier-grade NAT, so it does not lead to a subscriber"


class NoAddress(Exception):
    """No client can have been seen here. The message says why."""


def read_address(text: str) -> tuple[str, str | None, str | None]:
    """The canonical address, a port written with it, and a doubt about it. Raises NoAddress."""
    try:
        packed = inet_pton(AF_INET, text)
    except (OSError, ValueError):  # ValueError: a NUL in the text
        return _closely(text)
    return (text, None, None) if packed[0] not in _CLOSER else (text, None, _doubt(IPv4Address(packed), text))


def read_port(text: str) -> int | None:
    """The number of a port; None when it is none."""
    if not (text.isascii() and text.isdigit() and len(text) <= 5):
        return None
    port = int(text)
    return port if 1 <= port <= 65535 else None


def _closely(text: str) -> tuple[str, str | None, str | None]:
    """IPv6, and addresses that a port is written with: 203.0.113.7:6881, [2001:db8::1]:6881."""
    bare, port = text.strip(), None
    if bare.startswith("["):
        bare, _, rest = bare[1:].partition("]")
        port = rest.removeprefix(":") or None
    elif bare.count(":") == 1:
        bare, _, port = bare.partition(":")
    try:
        address = ip_address(bare.partition("%")[0])
    except ValueError:
        raise NoAddress(f"“{text[:60]}” is no internet address") from None
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return str(address), port, _doubt(address, text)


def _doubt(address: IPv4Address | IPv6Address, text: str) -> str | None:
    if (
        address.is_unspecified
        or address.is_loopback
        or address.is_multicast
        or address.is_link_local
        or (isinstance(address, IPv4Address) and address.packed[0] in (0, *range(240, 256)))
    ):
        raise NoAddress(f"“{text[:60]}” is no address that a client on the internet can have")
    if isinstance(address, IPv6Address):
        return INSIDE if address.packed[0] >> 1 == _UNIQUE_LOCAL else None
    if _SHARED[0] <= address <= _SHARED[1]:
        return SHARED
    return INSIDE if any(first <= address <= last for first, last in _PRIVATE) else None
