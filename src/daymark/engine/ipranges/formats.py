"""The published forms of tables of address ranges, recognised by what stands in them.

`csv country` `start,end,CC` and `csv provider` `start,end,ASN,organisation` as the packages of ip-location-db have them
(and DB-IP's Lite tables; IP2Location's Lite table of countries has the country's name as a fourth column); `iptoasn`
`start end asn CC description` with tabulators, of iptoasn.com; `delegated` the statistics of the regional registries,
`registry|cc|type|start|value|date|status`
(the registries' "statistics exchange format").
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from daymark.engine.ipranges.rows import (
    BadRow,
    Gives,
    Holder,
    Row,
    asn_of,
    between,
    counted,
    country_of,
    provider_of,
)

LOOKED_AT = 200  # rows from the beginning that decide what a file is
_REGISTRIES = frozenset({"afrinic", "apnic", "arin", "iana", "lacnic", "nro", "ripencc", "ripe-ncc"})
_HELD = frozenset({"allocated", "assigned"})
_FREE = frozenset({"available", "reserved"})
_DAY = re.compile(r"[0-9]{8}", re.ASCII)


@dataclass(frozen=True)
class Format:
    """One published form. `read` gives a row, None where a line does not say who holds a range, or raises BadRow."""

    name: str
    gives: frozenset[Gives]
    read: Callable[[str], Row | None]
    built_on: Callable[[str], date | None]


def recognised(lines: Sequence[str]) -> Format | None:
    """The form that most of the first rows of a file have; None when none has any row of them."""
    found = [(sum(_is_row(form, line) for line in lines), form) for form in FORMATS]
    most, form = max(found, key=lambda each: each[0])
    return form if most else None


def is_remark(line: str) -> bool:
    """Whether a line holds no row in any form: empty, or a remark."""
    return not line.strip() or line.lstrip().startswith("#")


def is_heading(line: str) -> bool:
    """Whether a first line names columns: no cell of it is an address or a number."""
    cells = re.split(r"[,;\t]", line.replace('"', ""))
    return len(cells) > 2 and not any(any(letter.isdigit() for letter in cell) or ":" in cell for cell in cells)


def _is_row(form: Format, line: str) -> bool:
    try:
        return form.read(line) is not None
    except BadRow:
        return False


def _cells(line: str) -> list[str]:
    if '"' not in line:
        return line.split(",")
    try:
        rows = list(csv.reader([line], strict=True, skipinitialspace=True))
    except csv.Error as fault:
        raise BadRow(f"its quotation marks do not close ({fault})") from None
    return rows[0] if rows else []


def _country_row(line: str) -> Row | None:
    cells = _cells(line)
    if len(cells) not in (3, 4):
        raise BadRow(f"{len(cells)} columns where start, end and country are expected")
    return between(cells[0], cells[1], Holder(country=country_of(cells[2])))


def _provider_row(line: str) -> Row | None:
    cells = _cells(line)
    if len(cells) not in (3, 4):
        raise BadRow(f"{len(cells)} columns where start, end, number and organisation are expected")
    name = provider_of(cells[3]) if len(cells) == 4 else ""
    return between(cells[0], cells[1], Holder(asn=asn_of(cells[2]), provider=name))


def _iptoasn_row(line: str) -> Row | None:
    cells = line.split("\t")
    if len(cells) != 5:
        raise BadRow(f"{len(cells)} columns where start, end, number, country and description are expected")
    number = asn_of(cells[2])
    name = provider_of(cells[4]) if number else ""
    return between(cells[0], cells[1], Holder(country_of(cells[3]), number, name))


def _delegated_row(line: str) -> Row | None:
    cells = [cell.strip() for cell in line.split("|")]
    if _is_version_line(cells) or cells[-1] == "summary" or cells[2:3] == ["asn"]:
        return None
    if len(cells) < 7:
        raise BadRow(f"{len(cells)} columns where registry, country, type, start, value, date and status are expected")
    _, code, kind, first, value, _, status = cells[:7]
    if kind not in ("ipv4", "ipv6"):
        raise BadRow(f"{kind[:20]!r} is neither ipv4, ipv6 nor asn")
    if status not in _HELD | _FREE:
        raise BadRow(f"{status[:20]!r} is no status of a registry")
    row = counted(first, value, Holder(country=country_of(code)), version=int(kind[-1]))
    return row if status in _HELD and row.holder.country else None


def _is_version_line(cells: Sequence[str]) -> bool:
    """`2|ripencc|20260617|...|19830705|20260616|+0200`: the first line of a registry's statistics."""
    return len(cells) >= 6 and cells[0].replace(".", "", 1).isdigit() and cells[1].lower() in _REGISTRIES


def _delegated_day(line: str) -> date | None:
    """The last day that the statistics cover, from their version line."""
    cells = [cell.strip() for cell in line.split("|")]
    if not _is_version_line(cells) or not _DAY.fullmatch(cells[5]):
        return None
    try:
        return datetime.strptime(cells[5], "%Y%m%d").date()  # noqa: DTZ007 - a day has no time zone
    except ValueError:
        return None


def _no_day(line: str) -> date | None:
    return None


FORMATS = (
    Format("csv country", frozenset({Gives.COUNTRY}), _country_row, _no_day),
    Format("csv provider", frozenset({Gives.PROVIDER}), _provider_row, _no_day),
    Format("iptoasn", frozenset(Gives), _iptoasn_row, _no_day),
    Format("delegated", frozenset({Gives.COUNTRY}), _delegated_row, _delegated_day),
)
