"""Writes the CSV that INTERPOL's ICSE gives out, as IPED's reader knows it: the only public trace of the format.

The header must agree to the letter, and there is no byte order mark. `exchange.hashlist` reads it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from daymark.exchange.hashlist.icse import HEADER
from daymark.exchange.spreadsheet import Cell, write_csv

_DELIMITER = ";"


@dataclass(frozen=True, slots=True)
class IcseRow:
    """One file. None: nothing is known, which leaves the cell empty; False is written as "No"."""

    md5: bytes | None = None
    sha1: bytes | None = None
    photo_dna: str | None = None
    image_id: str | None = None
    is_distributed: bool | None = None
    victim_identified: bool | None = None
    offender_identified: bool | None = None
    series_name: str | None = None
    number_of_submissions: int | None = None
    file_available: bool | None = None
    media_type: str | None = None
    baseline: bool | None = None


def write_icse(stream: BinaryIO, rows: Iterable[IcseRow]) -> int:
    """Write rows as they come; how many there were."""
    return write_csv(stream, HEADER.split(_DELIMITER), _cells(rows), delimiter=_DELIMITER, mark=False)


def _cells(rows: Iterable[IcseRow]) -> Iterator[list[Cell]]:
    for row in rows:
        yield [
            _hex(row.md5),
            _hex(row.sha1),
            row.photo_dna,
            row.image_id,
            _answer(row.is_distributed),
            _answer(row.victim_identified),
            _answer(row.offender_identified),
            row.series_name,
            row.number_of_submissions,
            _answer(row.file_available),
            row.media_type,
            _answer(row.baseline),
        ]


def _hex(digest: bytes | None) -> str | None:
    return digest.hex().upper() if digest is not None else None


def _answer(flag: bool | None) -> str | None:
    return None if flag is None else "Yes" if flag else "No"
