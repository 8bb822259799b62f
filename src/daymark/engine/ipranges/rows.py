"""One row of a published table: who holds a range of addresses, read and checked cell by cell."""

from __future__ import annotations

import re
import unicodedata
from enum import Enum
from ipaddress import ip_network
from typing import NamedTuple

from daymark.engine.ipranges.numbers import HIGHEST, Address, read_address, unmapped

LONGEST_NAME = 200  # characters of a provider's name; what is longer is cut
HIGHEST_ASN = 2**32 - 1
NO_COUNTRY = frozenset({"", "-", "--", "ZZ", "XX", "NONE", "UNKNOWN", "N/A"})
NO_PROVIDER = frozenset({"", "-", "NOT ROUTED", "NONE", "UNKNOWN", "N/A"})
_ASN = re.compile(r"(?:AS)?([0-9]{1,10})", re.IGNORECASE | re.ASCII)
_NUMBER = re.compile(r"[0-9]{1,39}", re.ASCII)
_COUNTRY = re.compile(r"[A-Z]{2}", re.ASCII)


class Gives(Enum):
    """What a table says of an address."""

    COUNTRY = "COUNTRY"
    PROVIDER = "PROVIDER"


class Holder(NamedTuple):
    """Who holds a range: a country's two letters, an autonomous system's number (0: none), a provider's name."""

    country: str = ""
    asn: int = 0
    provider: str = ""


class Row(NamedTuple):
    """A range of addresses of one version, both ends included, and who holds it."""

    version: int
    first: int
    last: int
    holder: Holder


class BadRow(ValueError):
    """A row that cannot be read; the message says why, without the row itself."""


def between(first: str, last: str, holder: Holder) -> Row | None:
    """The row for a range given by its ends; None where the table says nothing of who holds it."""
    starts, ends = _ends(first), _ends(last)
    if starts.version != ends.version:
        if not (_NUMBER.fullmatch(first.strip()) and _NUMBER.fullmatch(last.strip())):
            raise BadRow("one end is an IPv4 address and the other an IPv6 address")
        starts, ends = Address(6, starts.number), Address(6, ends.number)  # a small number in a table of IPv6
    starts, ends = _same_form(starts, ends)
    if ends.number < starts.number:
        raise BadRow("the range ends before it begins")
    return Row(starts.version, starts.number, ends.number, holder) if any(holder) else None


def counted(first: str, value: str, holder: Holder, *, version: int) -> Row:
    """The row for a range that a registry gives: for IPv4 a number of addresses, for IPv6 the length of the prefix."""
    starts = read_address(first)
    if starts is None or starts.version != version:
        raise BadRow(f"{_shown(first)} is not an IPv{version} address")
    if not _NUMBER.fullmatch(value):
        raise BadRow(f"{_shown(value)} is not a number")
    last = _end_of_prefix(starts, int(value)) if version == 6 else starts.number + int(value) - 1
    if not starts.number <= last <= HIGHEST[version]:
        raise BadRow(f"{_shown(value)} addresses from {_shown(first)} on are not a range")
    return Row(version, starts.number, last, holder)


def country_of(cell: str) -> str:
    """Two letters, or nothing where the table says that it does not know."""
    code = cell.strip().upper()
    if code in NO_COUNTRY:
        return ""
    if not _COUNTRY.fullmatch(code):
        raise BadRow(f"{_shown(cell)} is not a country's two letters")
    return code


def asn_of(cell: str) -> int:
    """The number of an autonomous system, with or without AS in front; 0 where there is none."""
    text = cell.strip()
    if text in ("", "-"):
        return 0
    found = _ASN.fullmatch(text)
    if not found or int(found[1]) > HIGHEST_ASN:
        raise BadRow(f"{_shown(cell)} is not the number of an autonomous system")
    return int(found[1])


def provider_of(cell: str) -> str:
    """A provider's name in one line, without characters that cannot be seen."""
    seen = "".join(" " if unicodedata.category(letter).startswith("C") else letter for letter in cell)
    name = " ".join(seen.split())[:LONGEST_NAME]
    return "" if name.upper() in NO_PROVIDER else name


def _ends(cell: str) -> Address:
    text = cell.strip()
    if _NUMBER.fullmatch(text):
        number = int(text)
        if number > HIGHEST[6]:
            raise BadRow(f"{_shown(cell)} is larger than any address")
        return Address(4 if number <= HIGHEST[4] else 6, number)
    address = read_address(text)
    if address is None:
        raise BadRow(f"{_shown(cell)} is not an address")
    return address


def _same_form(first: Address, last: Address) -> tuple[Address, Address]:
    """An IPv4 range that is written as IPv4-mapped IPv6 is an IPv4 range."""
    shorter = unmapped(first), unmapped(last)
    return shorter if shorter[0].version == shorter[1].version else (first, last)


def _end_of_prefix(first: Address, length: int) -> int:
    if length > 128:
        raise BadRow(f"/{length} is not the length of a prefix")
    network = ip_network((first.number.to_bytes(16, "big"), length), strict=False)
    if int(network.network_address) != first.number:
        raise BadRow(f"a prefix of /{length} does not begin at {first.text}")
    return int(network.broadcast_address)


def _shown(cell: str) -> str:
    return repr(cell if len(cell) <= 40 else f"{cell[:37]}...")
