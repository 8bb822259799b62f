"""Sightings and bad rows as tables for spreadsheet programs, in which no cell is ever taken for a formula."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from daymark.exchange.sightings.columns import HASHES
from daymark.exchange.sightings.sighting import BadRow, Sighting
from daymark.exchange.spreadsheet import Cell, write_csv

SIGHTING_HEAD = (
    "line", "time", "time as received", "address", "port", "network", "client", *HASHES, "act", "bytes sent", "tool",
    "doubts", "row as received",
)  # fmt: skip
BAD_HEAD = ("line", "reason", "what its time can mean", "row as received")


def write_sightings(stream: BinaryIO, sightings: Iterable[Sighting]) -> int:
    """One row for each, times in UTC to the microsecond; how many there were. `read_sightings` reads it again."""
    return write_csv(stream, SIGHTING_HEAD, map(_cells, sightings))


def write_bad_rows(stream: BinaryIO, rows: Iterable[BadRow]) -> int:
    """One row for each, to be sent back to whoever made the file; how many there were."""
    return write_csv(stream, BAD_HEAD, map(_bad_cells, rows))


def _cells(seen: Sighting) -> list[Cell]:
    hashes = [seen.sha1, seen.ed2k, seen.info_hash, seen.md5, seen.sha256]
    return [
        seen.where,
        seen.seen_at.isoformat(),
        seen.time_received,
        seen.address,
        seen.port,
        seen.network,
        seen.client,
        *(value.hex() if value else None for value in hashes),
        str(seen.act),
        seen.bytes_sent,
        seen.tool,
        "; ".join(seen.doubts),
        seen.raw,
    ]


def _bad_cells(row: BadRow) -> list[Cell]:
    readings = "; ".join(f"{reading.instant.isoformat()} {reading.supposing}" for reading in row.readings)
    return [row.where, row.reason, readings, row.raw]
