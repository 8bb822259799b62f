"""Small tables of address ranges, drawn by code and written as their publishers write them."""

from __future__ import annotations

import gzip
from datetime import UTC, date, datetime
from ipaddress import ip_address
from pathlib import Path

from daymark.engine.ipranges.columns import Columns, Holders
from daymark.engine.ipranges.layout import About, Source, packed
from daymark.engine.ipranges.rows import Gives, Holder, Row
from daymark.engine.ipranges.table import RangeTable

COUNTRIES = frozenset({Gives.COUNTRY})
PROVIDERS = frozenset({Gives.PROVIDER})


def row(first: str, last: str, **holder) -> Row:
    """A range between two addresses as text."""
    starts, ends = ip_address(first), ip_address(last)
    return Row(starts.version, int(starts), int(ends), Holder(**holder))


def columns_of(rows) -> Columns:
    """The columns of rows in any order."""
    holders = Holders()
    for each in rows:
        holders.add(each)
    return holders.columns()


def stored(path: Path, columns: Columns, *, gives=COUNTRIES, built_on=date(2026, 6, 17), **about) -> Path:
    """Columns as a table in its file."""
    facts = {"built_by": "a test", "licence": "CC0-1.0", "loaded_at": datetime(2026, 6, 20, tzinfo=UTC)}
    facts |= {"sources": (Source("drawn.csv", "0" * 64, "csv country", 3),)}
    path.write_bytes(packed(About(gives=gives, built_on=built_on, **(facts | about)), columns))
    return path


def table(path: Path, rows, **about) -> RangeTable:
    """The same, opened."""
    return RangeTable(stored(path, columns_of(rows), **about))


def file(path: Path, text: str, *, packed_by_gzip: bool = False) -> Path:
    """A published file."""
    data = text.encode()
    path.write_bytes(gzip.compress(data) if packed_by_gzip else data)
    return path
