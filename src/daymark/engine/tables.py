"""Reads the small CSV tables that ship beside their loaders. Every fault names the file and the line."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from daymark.problems import Problem

Choice = TypeVar("Choice", bound=StrEnum)


class TableFault(Problem):
    """A table that ships with Daymark or that the centre has edited has a line that cannot be read. Mend the line."""


@dataclass(frozen=True)
class Row:
    """One line of a table. The readers below turn a cell into what it means, or say which cell is wrong."""

    path: Path
    line: int
    cells: dict[str, str]

    def fault(self, what: str) -> TableFault:
        """A fault that names this line, to be raised by the caller."""
        return TableFault(f"{self.path.name}, line {self.line}: {what}. Mend this line and start again.")

    def text(self, column: str) -> str:
        """What the cell says; empty when it says nothing."""
        return self.cells[column].strip()

    def needed(self, column: str) -> str:
        """What the cell says, which may not be nothing."""
        value = self.text(column)
        if not value:
            raise self.fault(f"{column} is empty")
        return value

    def several(self, column: str) -> tuple[str, ...]:
        """A cell of values with semicolons between them."""
        return tuple(part.strip() for part in self.cells[column].split(";") if part.strip())

    def whole_number(self, column: str) -> int | None:
        """A whole number of zero or more; None when the cell is empty, which means unknown."""
        value = self.text(column)
        if not value:
            return None
        if not (value.isascii() and value.isdigit()):
            raise self.fault(f"{column} should be a whole number and is {value!r}")
        return int(value)

    def day(self, column: str) -> date:
        """A date written as 2026-11-22."""
        try:
            return date.fromisoformat(self.needed(column))
        except ValueError:
            raise self.fault(f"{column} should be a date such as 2026-11-22 and is {self.text(column)!r}") from None

    def yes(self, column: str) -> bool:
        """`yes` or `no`."""
        value = self.text(column)
        if value not in {"yes", "no"}:
            raise self.fault(f"{column} should be yes or no and is {value!r}")
        return value == "yes"

    def one_of(self, column: str, choices: type[Choice]) -> Choice:
        """One of the words of a fixed list."""
        try:
            return choices(self.text(column))
        except ValueError:
            raise self.fault(f"{column} should be one of {', '.join(choices)} and is {self.text(column)!r}") from None


def read_table(path: Path, columns: tuple[str, ...]) -> Iterator[Row]:
    """The lines of a UTF-8 CSV file whose first line is exactly `columns`. Raises TableFault."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            if tuple(next(reader, [])) != columns:
                raise TableFault(f"{path.name}, line 1: the columns should be {','.join(columns)}.")
            for cells in reader:
                yield _row(path, reader.line_num, columns, cells)
    except FileNotFoundError:
        raise TableFault(f"The table {path.name} is missing. Install Daymark again, or restore the file.") from None
    except (csv.Error, UnicodeDecodeError) as fault:
        raise TableFault(f"{path.name} is not a CSV file in UTF-8: {fault}. Save it again as such.") from fault


def _row(path: Path, line: int, columns: tuple[str, ...], cells: list[str]) -> Row:
    if len(cells) != len(columns):
        raise TableFault(f"{path.name}, line {line}: {len(cells)} cells where there should be {len(columns)}.")
    return Row(path, line, dict(zip(columns, cells, strict=True)))
