"""Packs the published table "which country holds this range of addresses" into a file that is searched as it is.

The published table contradicts itself: in the 2026-06-17 edition 2 % of its IPv4 rows lie inside or across another
row, three quarters of those with another country. The narrowest row wins, because registries record a customer's
block inside its provider's; two rows for exactly the same block with different countries are left out, so that the
answer is "unknown".

Layout of the packed file: the magic line, one JSON line about its origin, then for IPv4 and then for IPv6 three arrays
one after the other, sorted by first address: first addresses, last addresses (both big-endian), two-letter countries.
"""

from __future__ import annotations

import csv
import json
from collections import deque
from collections.abc import Iterable, Iterator
from datetime import datetime
from heapq import heappop, heappush
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

MAGIC = b"DMIP1\n"
PACKAGE = "@ip-location-db/geo-whois-asn-country"
# package.json says CC0, but the registries' data inside is under the licence that the package bundles as NRO_LICENSE.
LICENCE = "CC0-1.0; registry data CC BY 4.0, Number Resource Organization (nro.net)"
IPV4_BYTES = 4
IPV6_BYTES = 16


class Range(NamedTuple):
    """Addresses from `first` to `last`, both included, as numbers, and the ISO 3166-1 alpha-2 code of their country."""

    first: int
    last: int
    country: str


class UnreadableTableError(ValueError):
    """A row of the published table is not what this converter knows; the message names the row."""


def read_ranges(lines: Iterable[str], *, address_bytes: int) -> list[Range]:
    """The rows `first,last,country` (addresses as whole numbers) as ranges in order that no longer overlap."""
    return _joined(_narrowest_wins(_without_contradictions(_checked(lines, address_bytes=address_bytes))))


def _checked(lines: Iterable[str], *, address_bytes: int) -> Iterator[Range]:
    highest = 256**address_bytes - 1
    for number, row in enumerate(csv.reader(lines), start=1):
        try:
            found = Range(int(row[0]), int(row[1]), row[2])
        except (ValueError, IndexError) as error:
            raise UnreadableTableError(f"row {number} is not first,last,country: {row}") from error
        if not (0 <= found.first <= found.last <= highest):
            raise UnreadableTableError(f"row {number} is not a range of {address_bytes}-byte addresses: {row}")
        if not (len(found.country) == 2 and found.country.isascii() and found.country.isupper()):
            raise UnreadableTableError(f"row {number} does not end in a two-letter country: {row}")
        yield found


def _without_contradictions(ranges: Iterable[Range]) -> list[Range]:
    claims: dict[tuple[int, int], str | None] = {}
    for row in ranges:
        block = (row.first, row.last)
        claims[block] = row.country if claims.get(block, row.country) == row.country else None
    return sorted(Range(*block, country) for block, country in claims.items() if country)


def _narrowest_wins(ranges: list[Range]) -> Iterator[Range]:
    borders = sorted({row.first for row in ranges} | {row.last + 1 for row in ranges})
    waiting = deque(ranges)
    covering: list[tuple[int, Range]] = []
    for start, following in pairwise(borders):
        while waiting and waiting[0].first == start:
            row = waiting.popleft()
            heappush(covering, (row.last - row.first, row))
        while covering and covering[0][1].last < start:
            heappop(covering)
        if covering:
            yield Range(start, following - 1, covering[0][1].country)


def _joined(ranges: Iterable[Range]) -> list[Range]:
    joined: list[Range] = []
    for row in ranges:
        if joined and joined[-1].last + 1 == row.first and joined[-1].country == row.country:
            joined[-1] = joined[-1]._replace(last=row.last)
        else:
            joined.append(row)
    return joined


def pack(ipv4: list[Range], ipv6: list[Range], *, version: str) -> bytes:
    """The packed file; `version` is the publisher's, whose last part begins with the build date as YYYYMMDD."""
    origin = {
        "source": PACKAGE,
        "version": version,
        "build_date": built_on(version),
        "licence": LICENCE,
        "v4_rows": len(ipv4),
        "v6_rows": len(ipv6),
    }
    header = json.dumps(origin, sort_keys=True).encode() + b"\n"
    return b"".join([MAGIC, header, *_arrays(ipv4, IPV4_BYTES), *_arrays(ipv6, IPV6_BYTES)])


def _arrays(ranges: list[Range], address_bytes: int) -> tuple[bytes, bytes, bytes]:
    return (
        b"".join(row.first.to_bytes(address_bytes, "big") for row in ranges),
        b"".join(row.last.to_bytes(address_bytes, "big") for row in ranges),
        b"".join(row.country.encode() for row in ranges),
    )


def built_on(version: str) -> str:
    """The day the publisher built the table, as an ISO date, read from a version such as 2.3.2026061719."""
    digits = version.rsplit(".", 1)[-1][:8]
    try:
        return datetime.strptime(digits, "%Y%m%d").date().isoformat()  # noqa: DTZ007 - a day has no time zone
    except ValueError as error:
        raise UnreadableTableError(f"version {version} does not carry its build date") from error


def convert(package: Path, target: Path) -> None:
    """Reads the unpacked npm package and writes the packed table."""
    version = json.loads((package / "package.json").read_text(encoding="utf-8"))["version"]
    with (package / "geo-whois-asn-country-ipv4-num.csv").open(encoding="ascii", newline="") as lines:
        ipv4 = read_ranges(lines, address_bytes=IPV4_BYTES)
    with (package / "geo-whois-asn-country-ipv6-num.csv").open(encoding="ascii", newline="") as lines:
        ipv6 = read_ranges(lines, address_bytes=IPV6_BYTES)
    partial = target.with_suffix(".partial")
    partial.write_bytes(pack(ipv4, ipv6, version=version))
    partial.replace(target)
