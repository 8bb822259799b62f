"""Tables for spreadsheet programs (CSV, RFC 4180), in which no cell is ever taken for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import BinaryIO

# What makes Excel, LibreOffice or Google Sheets read a cell as a formula, in narrow and full-width forms, and the
# characters that they strip before they look (OWASP, CSV injection).
_BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
Cell = str | int | float | datetime | None


def csv_bytes(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """One file: UTF-8 with the mark that makes Excel read it so, lines ended by CR LF, text made harmless."""
    out = io.BytesIO()
    write_csv(out, head, rows)
    return out.getvalue()


def write_csv(
    stream: BinaryIO, head: Sequence[str], rows: Iterable[Sequence[Cell]], *, delimiter: str = ",", mark: bool = True
) -> int:
    """The same written row by row, and how many rows there were. Without the mark for readers that stumble over it."""
    text = io.TextIOWrapper(stream, "utf-8-sig" if mark else "utf-8", errors="replace", newline="")
    writer = csv.writer(text, delimiter=delimiter)
    written = 0
    try:
        writer.writerow([harmless(name) for name in head])
        for row in rows:
            writer.writerow([_text(cell) for cell in row])
            written += 1
    finally:
        text.detach()  # writes what is left, and leaves the stream open
    return written


def harmless(text: str) -> str:
    """The text with an apostrophe before it when a spreadsheet would take it for a formula."""
    return f"'{text}" if text.lstrip(" \u00a0").startswith(_BEGINS_FORMULA) else text


def _text(cell: Cell) -> str | int | float:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.isoformat(timespec="seconds")
    return harmless(cell) if isinstance(cell, str) else cell
