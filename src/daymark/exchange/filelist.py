"""Writes a table of files with their digests, for a spreadsheet or for any tool that reads a hash list with a header.

The first columns are MD5, SHA1, SHA256 and PDQ, by which our own reader and IPED know them; others follow as asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from daymark.exchange.spreadsheet import Cell, write_csv

DIGESTS = ("MD5", "SHA1", "SHA256", "PDQ")


@dataclass(frozen=True, slots=True)
class ListedFile:
    """One file: its digests as bytes, None where there is none, and the cells of the further columns in their order."""

    md5: bytes | None = None
    sha1: bytes | None = None
    sha256: bytes | None = None
    pdq: bytes | None = None
    cells: Sequence[Cell] = ()


def write_file_list(
    stream: BinaryIO, files: Iterable[ListedFile], *, columns: Sequence[str] = (), mark: bool = True
) -> int:
    """Write files as they come, text made harmless for spreadsheets; how many there were.

    `mark=False` leaves out the byte order mark that Excel needs and that IPED takes for a part of the first column.
    """
    return write_csv(stream, (*DIGESTS, *columns), _rows(files), mark=mark)


def _rows(files: Iterable[ListedFile]) -> Iterator[list[Cell]]:
    for file in files:
        digests = (file.md5, file.sha1, file.sha256, file.pdq)
        yield [*(each.hex().upper() if each is not None else None for each in digests), *file.cells]
