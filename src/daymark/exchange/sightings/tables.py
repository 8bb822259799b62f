"""Tables with a first line of names: commas, semicolons, tabs or bars between the cells."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from daymark.exchange.hashlist.lines import numbered
from daymark.exchange.hashlist.table import decoded
from daymark.exchange.sightings.columns import role_of

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
LONGEST_ROW = 64 * 1024  # characters
_MOST_LINES = 50  # of one row, with line ends inside quoted texts


class Row(NamedTuple):
    """One row: the number of its first line, its text as it came, and its cells; without cells the reason."""

    where: int
    raw: str
    cells: list[str] | None
    reason: str = ""


def delimiter_of(first: str) -> str:
    """The delimiter by which the first line names most of what we know, else most cells."""
    known = {each: sum(role_of(cell) is not None for cell in split(first, each) or []) for each in DELIMITERS}
    best = max(known, key=lambda each: known[each])
    return best if known[best] else max(DELIMITERS, key=first.count)


def split(text: str, delimiter: str) -> list[str] | None:
    """The cells of one row; None when a quote is opened and not closed in it."""
    if '"' not in text:
        return text.split(delimiter)
    try:
        return next(csv.reader([text], delimiter=delimiter, strict=True), [])
    except csv.Error:
        return None


def table_rows(stream: BinaryIO, delimiter: str) -> Iterator[Row]:
    """Each row after the first line that is not blank. A quote that is never closed costs its own line and no other."""
    first = True
    held: list[tuple[int, str]] = []  # lines of a row whose quote is still open
    for number, line in numbered(stream):
        text = decoded(line)
        if first:
            first = not text.strip()
            continue
        if not held and '"' not in text:
            if text.strip():
                yield _row(number, text, text.split(delimiter))
            continue
        held.append((number, text))
        whole = "\n".join(each for _, each in held)
        cells = split(whole, delimiter) if '"' in text and len(whole) <= LONGEST_ROW else None
        if cells is not None:
            yield _row(held[0][0], whole, cells)
            held = []
        elif len(whole) > LONGEST_ROW or len(held) >= _MOST_LINES:
            yield from _given_up(held, delimiter)
            held = []
    yield from _given_up(held, delimiter)


def _row(number: int, text: str, cells: list[str]) -> Row:
    if len(text) <= LONGEST_ROW:
        return Row(number, text, cells)
    return Row(number, text[:LONGEST_ROW], None, f"The row has {len(text):,} characters; its beginning is kept.")


def _given_up(held: list[tuple[int, str]], delimiter: str) -> Iterator[Row]:
    """The lines of a row whose quote never closes: rows of their own, of which the first is bad."""
    for place, (number, text) in enumerate(held):
        cells = split(text, delimiter) if place else None
        if cells is not None and text.strip():
            yield _row(number, text, cells)
        elif cells is None:
            yield Row(number, text[:LONGEST_ROW], None, "A quote is opened and not closed.")
