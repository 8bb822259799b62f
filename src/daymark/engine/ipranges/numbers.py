"""Internet addresses as numbers: how they are read from text, and the IPv4 address that some IPv6 addresses carry."""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv6Address
from typing import NamedTuple

HIGHEST = {4: 2**32 - 1, 6: 2**128 - 1}
_FAMILY = {4: socket.AF_INET, 6: socket.AF_INET6}
_MAPPED = 0xFFFF  # ::ffff:0:0/96, above the low 32 bits (RFC 4291)
_NAT64 = 0x0064_FF9B << 64  # 64:ff9b::/96, above the low 32 bits (RFC 6052)
_SIX_TO_FOUR = 0x2002  # 2002::/16 (RFC 3056)
_TEREDO = 0x2001_0000  # 2001::/32, the client's address inverted in the low 32 bits (RFC 4380)


class Address(NamedTuple):
    """An address: version 4 or 6, and its number."""

    version: int
    number: int

    @property
    def text(self) -> str:
        """As it is usually written."""
        return str(IPv4Address(self.number) if self.version == 4 else IPv6Address(self.number))


def read_address(text: str) -> Address | None:
    """An address as people and logs write it, without a port: `192.0.2.1`, `2001:db8::1`, `[2001:db8::1]`.

    A zone as in `fe80::1%eth0` is left out. None for anything else; digits with zeros in front are refused, because
    some programs read them as octal.
    """
    bare = text.strip().partition("%")[0]
    if bare.startswith("[") and bare.endswith("]"):
        bare = bare[1:-1]
    version = 6 if ":" in bare else 4
    try:
        packed = socket.inet_pton(_FAMILY[version], bare)
    except (OSError, ValueError):
        return None
    return Address(version, int.from_bytes(packed, "big"))


def carried(address: Address) -> Address:
    """The IPv4 address inside an IPv4-mapped, NAT64, 6to4 or Teredo address, else the address itself."""
    if address.version == 4:
        return address
    number = address.number
    if number >> 32 in (_MAPPED, _NAT64):
        return Address(4, number & HIGHEST[4])
    if number >> 112 == _SIX_TO_FOUR:
        return Address(4, number >> 80 & HIGHEST[4])
    if number >> 96 == _TEREDO:
        return Address(4, ~number & HIGHEST[4])
    return address


def unmapped(address: Address) -> Address:
    """The IPv4 address that an IPv4-mapped one writes: the same address in another form, as ends of ranges have it."""
    if address.version == 6 and address.number >> 32 == _MAPPED:
        return Address(4, address.number & HIGHEST[4])
    return address
