"""Which country's registry lists an internet address, read from a table built beside this file.

The table says where a block of addresses is registered on the day it was built: not where a person was, and nothing
about the day the address was seen. It is read where it lies (memory-mapped), so that it costs no memory until asked.

File: `DMIP1`, a line of JSON (source, version, build_date, licence, v4_rows, v6_rows), then for IPv4 and for IPv6 three
columns of equal length sorted by start: first addresses, last addresses (big-endian), countries (two ASCII letters).
"""

from __future__ import annotations

import json
import mmap
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from typing import Any

from daymark.engine.ipranges.numbers import Address, unmapped
from daymark.engine.ipranges.special import meaning_of
from daymark.problems import Problem

MAGIC = b"DMIP1\n"
BUILT = Path(__file__).with_name("ipcountry.built.bin")
LONGEST_HEADER = 4096  # bytes; ours has about 250
NOT_INSTALLED = "unknown: the address table is not installed"


class AddressTableMissing(Problem):
    """The address table is not installed. Build it with `make assets`, or ask the person who runs the system."""


class AddressTableDamaged(Problem):
    """The address table cannot be read. Build it again with `make assets`."""


@dataclass(frozen=True)
class IpCountry:
    """The answer for one address: a country (ISO 3166-1 alpha-2) or the reason why there is none."""

    address: str
    code: str | None
    database: str | None
    built_on: date | None
    reason: str


@dataclass(frozen=True)
class _Columns:
    """Where the three columns of one address family lie in the file."""

    data: mmap.mmap
    offset: int
    rows: int
    width: int  # bytes of an address: 4 or 16

    @property
    def size(self) -> int:
        return self.rows * (2 * self.width + 2)

    def start(self, row: int) -> int:
        return self._number(self.offset + row * self.width)

    def end(self, row: int) -> int:
        return self._number(self.offset + (self.rows + row) * self.width)

    def country(self, row: int) -> str:
        at = self.offset + 2 * self.rows * self.width + 2 * row
        return self.data[at : at + 2].decode("ascii")

    def find(self, number: int) -> str | None:
        row = bisect_right(range(self.rows), number, key=self.start) - 1
        return self.country(row) if row >= 0 and number <= self.end(row) else None

    def _number(self, at: int) -> int:
        return int.from_bytes(self.data[at : at + self.width], "big")


class AddressTable:
    """An open table. Safe to share between threads: it is only read."""

    def __init__(self, path: Path) -> None:
        try:
            with path.open("rb") as file:
                self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except FileNotFoundError:
            raise AddressTableMissing from None
        except (OSError, ValueError) as fault:  # mmap refuses an empty file with ValueError
            raise _damaged(path, "it is empty or cannot be opened") from fault
        header, begins = _header(self._data, path)
        self.database = f"{header['source']} {header['version']}"
        self.licence = str(header["licence"])
        self.rows = int(header["v4_rows"]) + int(header["v6_rows"])
        self.built_on = date.fromisoformat(header["build_date"])
        self._v4 = _Columns(self._data, begins, header["v4_rows"], 4)
        self._v6 = _Columns(self._data, begins + self._v4.size, header["v6_rows"], 16)
        if self._v6.offset + self._v6.size != len(self._data):
            raise _damaged(path, "its length does not agree with its header")

    def country_of(self, address: str) -> IpCountry:
        """The country in whose registry the address lies. Takes IPv4 or IPv6 as text, without a port; never raises."""
        try:
            asked = ip_address(address.strip().partition("%")[0])
        except ValueError:
            return self._answer(address, None, "not an internet address")
        looked_up = _embedded(asked)
        belongs_to_nobody = special_meaning(looked_up)
        if belongs_to_nobody:
            return self._answer(address, None, belongs_to_nobody)
        code = self.code_of(looked_up.version, int(looked_up))
        if code is None:
            return self._answer(address, None, "in no block that the table lists")
        carried = "" if looked_up is asked else f", by the IPv4 address {looked_up} inside it"
        return self._answer(address, code, f"registered in {code}{carried}, as of {self.built_on.isoformat()}")

    def code_of(self, version: int, number: int) -> str | None:
        """The country of an address given as a number; None when it lies in no block of the table."""
        return (self._v4 if version == 4 else self._v6).find(number)

    def covers(self, version: int) -> bool:
        """Whether it lists any address of this version."""
        return (self._v4 if version == 4 else self._v6).rows > 0

    def _answer(self, address: str, code: str | None, reason: str) -> IpCountry:
        return IpCountry(address, code, self.database, self.built_on, reason)


def special_meaning(address: IPv4Address | IPv6Address) -> str | None:
    """Why an address can belong to no country: private, for examples, for one machine. None for an ordinary one."""
    return meaning_of(unmapped(Address(address.version, int(address)))) or None


@lru_cache(maxsize=4)
def open_table(path: Path = BUILT) -> AddressTable:
    """The table at `path`, opened once. Raises AddressTableMissing or AddressTableDamaged."""
    return AddressTable(path)


def country_of(address: str, *, table: Path = BUILT) -> IpCountry:
    """Like `AddressTable.country_of`; without a table the answer is unknown and says so, never "no country"."""
    try:
        return open_table(table).country_of(address)
    except AddressTableMissing:
        return IpCountry(address, None, None, None, NOT_INSTALLED)


def _header(data: mmap.mmap, path: Path) -> tuple[dict[str, Any], int]:
    line_ends = data.find(b"\n", len(MAGIC), len(MAGIC) + LONGEST_HEADER)
    if data[: len(MAGIC)] != MAGIC or line_ends < 0:
        raise _damaged(path, "it does not start as an address table does")
    try:
        header = json.loads(data[len(MAGIC) : line_ends])
        date.fromisoformat(header["build_date"])
        complete = {"source", "version", "licence"} <= header.keys()
        counted = all(type(header[rows]) is int and header[rows] >= 0 for rows in ("v4_rows", "v6_rows"))
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        raise _damaged(path, "its header cannot be read") from fault
    if not (complete and counted):
        raise _damaged(path, "its header is incomplete")
    return header, line_ends + 1


def _embedded(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address inside an IPv4-mapped, 6to4 or Teredo address: the registry of that one tells more."""
    if isinstance(address, IPv4Address):
        return address
    if address.teredo:
        return address.teredo[1]
    return address.ipv4_mapped or address.sixtofour or address


def _damaged(path: Path, what: str) -> AddressTableDamaged:
    return AddressTableDamaged(
        f"The address table {path.name} cannot be read: {what}. Build it again with `make assets`."
    )
