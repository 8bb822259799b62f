"""Tables with a header: CSV with comma, semicolon, tab or bar, whatever their columns are called.

The usual names are recognised (`columns.csv`, `kinds.csv`); IPED's `set` and `status` are among them. A row is one
line, unless a quoted text goes on over line ends; a quote that is never closed costs its own line and no other.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from daymark.exchange.hashlist.asked import Asked
from daymark.exchange.hashlist.columns import role_of, roles
from daymark.exchange.hashlist.entries import bad_row
from daymark.exchange.hashlist.hexadecimal import BY_DIGITS, HEX
from daymark.exchange.hashlist.lines import numbered
from daymark.exchange.hashlist.lists import Description, Rows
from daymark.exchange.hashlist.opening import Source
from daymark.exchange.hashlist.plain import standing_of_bare
from daymark.exchange.hashlist.rows import RowReader
from daymark.exchange.remarks import Remarks, shortened

_DELIMITERS = (",", ";", "\t", "|")
LONGEST_ROW = 64 * 1024  # characters; the longest row of an ICSE export has some 400
_MOST_LINES = 50  # of one row, with line ends inside quoted texts


def delimiter_of(first: str) -> str | None:
    """The delimiter that makes a header, or a row of a table without one, of the first line; None when none does."""
    best, most = None, 0
    for delimiter in _DELIMITERS:
        cells = split(first, delimiter) or []
        known = sum(role_of(cell) is not None or is_digest(cell) for cell in cells)
        if known > most:
            best, most = delimiter, known
    return best


def is_digest(cell: str) -> bool:
    """Whether a cell holds a digest, so that the line is no header."""
    return len(cell.strip()) in BY_DIGITS and HEX.fullmatch(cell.strip()) is not None


def split(line: str, delimiter: str) -> list[str] | None:
    """The cells of one row; None when a quote is opened and not closed in it."""
    if '"' not in line:
        return line.split(delimiter)
    try:
        return next(csv.reader([line], delimiter=delimiter, strict=True), [])
    except csv.Error:
        return None if "\n" in line or line.count('"') % 2 else _split_leniently(line, delimiter)


def _split_leniently(line: str, delimiter: str) -> list[str] | None:
    """The cells of a row in which words follow a closing quote: they belong to its cell."""
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return None


def describe(source: Source, asked: Asked, first: str) -> Description:
    """A table whose first line is `first`. Raises WrongColumns when no column of it holds a hash."""
    delimiter = _asked_delimiter(first, asked)
    cells = [cell.strip() for cell in split(first, delimiter) or [first]]
    headless = any(is_digest(cell) for cell in cells)
    header = [f"column {place}" for place in range(1, len(cells) + 1)] if headless else cells
    found = roles(header, _with_digests(cells, asked) if headless else asked.columns)
    standing, why = standing_of_bare(asked)

    def rows(remarks: Remarks) -> Rows:
        reader = RowReader(header, found, standing, asked.signal_type, remarks)
        with source.stream() as stream:
            for number, row in table_rows(stream, delimiter, skip_first=not headless):
                yield reader.read(number, row) if isinstance(row, list) else bad_row(number, *row)

    form = "table without a header" if headless else "table with a header"
    form = f"{form} ({_NAMED[delimiter]})"
    warnings, deletes = _free(header, found), "deleted" in found
    return Description(form, rows, standing, why, name=source.stem, warnings=warnings, takes_back=deletes)


def _free(header: Sequence[str], found: Sequence[str | None]) -> tuple[str, ...]:
    """Which columns nobody named, so that a person can say what they hold."""
    free = [f"“{name[:40]}”" for name, role in zip(header, found, strict=True) if role is None and name.strip()]
    return (f"Columns kept as they are: {shortened(', '.join(free), 400)}.",) if free else ()


_NAMED = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}


def _asked_delimiter(first: str, asked: Asked) -> str:
    """The delimiter by which the first line has the columns that the person names, else the one by usual names."""
    for delimiter in _DELIMITERS if asked.columns else ():
        cells = {cell.strip().casefold() for cell in split(first, delimiter) or []}
        if any(theirs.strip().casefold() in cells for theirs in asked.columns.values()):
            return delimiter
    return delimiter_of(first) or max(_DELIMITERS, key=first.count)


def _with_digests(cells: Sequence[str], asked: Asked) -> dict[str, str]:
    """For a table without a header: the columns asked for, and the first that holds a digest of each length."""
    found = dict(asked.columns)
    for place, cell in enumerate(cells, start=1):
        if is_digest(cell) and str(place) not in found.values():
            kind = BY_DIGITS[len(cell.strip())]
            found.setdefault(kind if kind in ("md5", "sha1") else "digest", str(place))
    return found


def table_rows(
    stream: BinaryIO, delimiter: str, *, skip_first: bool
) -> Iterator[tuple[int, list[str] | tuple[str, str]]]:
    """Each row with the number of its line: its cells, or why there are none and its text. Blank lines are left out."""
    held: list[tuple[int, str]] = []  # lines of a row whose quote is still open
    for number, line in numbered(stream):
        text = decoded(line)
        if skip_first:
            skip_first = not text.strip()
            continue
        if not held and '"' not in text:
            if text.strip():
                yield number, text.split(delimiter) if len(text) <= LONGEST_ROW else ("the row is too long", text)
            continue
        held.append((number, text))
        too_long = sum(len(text) for _, text in held) > LONGEST_ROW or len(held) > _MOST_LINES
        cells = split("\n".join(text for _, text in held), delimiter) if '"' in text and not too_long else None
        if cells is not None:
            yield held[0][0], cells
        elif too_long:
            yield from _given_up(held, delimiter)
        if cells is not None or too_long:
            held = []
    yield from _given_up(held, delimiter)


def _given_up(held: list[tuple[int, str]], delimiter: str) -> Iterator[tuple[int, list[str] | tuple[str, str]]]:
    """The lines of a row whose quote never closes: rows of their own, of which the first is bad."""
    for place, (number, text) in enumerate(held):
        cells = split(text, delimiter) if place and len(text) <= LONGEST_ROW else None
        if cells is None:
            yield number, ("a quote is opened and not closed", text)
        elif text.strip():
            yield number, cells


def decoded(line: bytes) -> str:
    """The text of a line: UTF-8, else Windows' Western European code page, in which most older tools write."""
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")
