"""Opens a file of sightings, tells what it is, and reads it as a stream."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from daymark.exchange.hashlist.opening import Source, look_at
from daymark.exchange.hashlist.problems import BrokeOff, UnreadableHashList
from daymark.exchange.sightings.columns import role_of, roles
from daymark.exchange.sightings.layout import Layout
from daymark.exchange.sightings.objects import Record, array_in, array_records, is_lines, line_records
from daymark.exchange.sightings.problems import UnreadableSightings, WrongColumns
from daymark.exchange.sightings.rows import RowReader
from daymark.exchange.sightings.sighting import BadRow, Sighting
from daymark.exchange.sightings.tables import DELIMITERS, delimiter_of, split, table_rows
from daymark.exchange.sightings.times import Clock

Read = Iterator[Sighting | BadRow]
_MOST_SHAPES = 1000  # different sets of names among the objects of one file, remembered at once


@dataclass
class Tally:
    """What a reading came to so far. `is_whole` turns false where the file breaks off."""

    taken: int = 0
    doubtful: int = 0  # of those taken, with something that could not be understood
    refused: int = 0
    is_whole: bool = True


class SightingList:
    """The sightings of a file. Iterate it for `Sighting` and `BadRow`; nothing is held beyond one row."""

    def __init__(self, form: str, unit: str, free: tuple[str, ...], source: Source, rows: Callable[[], Read]) -> None:
        self.form, self.unit, self.free_columns = form, unit, free
        self.tally = Tally()
        self._source, self._rows = source, rows

    def __iter__(self) -> Read:
        self.tally = tally = Tally()
        where = 0
        try:
            for row in self._rows():
                where = row.where
                if isinstance(row, Sighting):
                    tally.taken += 1
                    tally.doubtful += bool(row.doubts)
                else:
                    tally.refused += 1
                yield row
        except BrokeOff as fault:
            tally.is_whole = False
            tally.refused += 1
            yield BadRow(where + 1, f"The file breaks off here: {fault}. What came before it was read.", "")

    @property
    def position(self) -> int:
        """Bytes of the file that have been read, packed as they lie there."""
        return self._source.meter.position


def read_sightings(path: Path, layout: Layout | None = None, *, not_after: datetime | None = None) -> SightingList:
    """The sightings in a file, whose form is told by its content. `not_after` is now: later times are refused.

    Raises UnreadableSightings when it is none of the forms, WrongColumns when a needed column is not known.
    """
    try:
        source = look_at(path)
    except UnreadableHashList as problem:
        raise UnreadableSightings(str(problem)) from None
    layout = layout or Layout()
    clock = Clock(layout.time_zone, day_first=layout.day_first, possible=layout.possible_zones, not_after=not_after)
    head = source.head.lstrip()
    if not head:
        raise UnreadableSightings(f"{path.name} is empty.")
    if head[:1] in (b"[", b"{"):
        return _objects(source, head, layout, clock)
    return _table(source, layout, clock)


def _table(source: Source, layout: Layout, clock: Clock) -> SightingList:
    first = next(line for line in source.head.splitlines() if line.strip()).decode("utf-8", "replace")
    delimiter = _delimiter(first, layout)
    header = [cell.strip() for cell in split(first, delimiter) or [first]]
    found = roles(header, layout.columns)

    def rows() -> Read:
        reader = RowReader(found, len(header), layout, clock)
        with source.stream() as stream:
            for row in table_rows(stream, delimiter):
                if row.cells is None:
                    yield BadRow(row.where, row.reason, row.raw)
                else:
                    yield reader.read(row.where, row.cells, row.raw)

    free = tuple(name for place, name in enumerate(header) if name and place not in found.values())
    return SightingList(f"table ({DELIMITERS[delimiter]})", "line", free, source, rows)


def _delimiter(first: str, layout: Layout) -> str:
    """The delimiter by which the first line has the columns that the layout names, else the one by usual names."""
    asked = {theirs.strip().casefold() for theirs in layout.columns.values()}
    for delimiter in DELIMITERS if asked else ():
        if asked & {cell.strip().casefold() for cell in split(first, delimiter) or []}:
            return delimiter
    return delimiter_of(first)


def _objects(source: Source, head: bytes, layout: Layout, clock: Clock) -> SightingList:
    lines = head.startswith(b"{") and is_lines(head)
    prefix = None if lines else array_in(head)
    if not lines and prefix is None:
        raise UnreadableSightings(f"{source.path.name} is JSON, but no array of objects begins in it.")

    def rows() -> Read:
        shapes = _Shapes(layout, clock)
        with source.stream() as stream:
            for record in line_records(stream) if prefix is None else array_records(stream, prefix):
                yield shapes.read(record)

    form, unit = ("JSON lines", "line") if lines else ("JSON", "object")
    return SightingList(form, unit, (), source, rows)


class _Shapes:
    """Readers of rows by the names that an object has: a value that is missing in one object is missing there alone."""

    def __init__(self, layout: Layout, clock: Clock) -> None:
        self._layout, self._clock = layout, clock
        self._readers: dict[tuple[str, ...], RowReader | str] = {}

    def read(self, record: Record) -> Sighting | BadRow:
        if record.values is None:
            return BadRow(record.where, record.reason, record.raw)
        names = tuple(record.values)
        reader = self._readers.get(names)
        if reader is None:
            if len(self._readers) >= _MOST_SHAPES:
                self._readers.clear()
            reader = self._readers[names] = self._reader(names)
        if isinstance(reader, str):
            return BadRow(record.where, reader, record.raw)
        return reader.read(record.where, list(record.values.values()), record.raw)

    def _reader(self, names: tuple[str, ...]) -> RowReader | str:
        """A reader for objects with these names, or why none can read them."""
        try:
            return RowReader(roles(_last(names), self._named(names)), len(names), self._layout, self._clock)
        except WrongColumns as problem:
            return str(problem)

    def _named(self, names: tuple[str, ...]) -> Mapping[str, str]:
        """The layout's columns that this object has, as places from 1."""
        places = {name.strip().casefold(): str(place) for place, name in enumerate(names, 1)}
        asked = {ours: places.get(theirs.strip().casefold()) for ours, theirs in self._layout.columns.items()}
        return {ours: place for ours, place in asked.items() if place is not None}


def _last(names: tuple[str, ...]) -> list[str]:
    """Names as their columns are recognised: whole, or by their last part where the whole says nothing (`peer.ip`)."""
    return [name if role_of(name) else name.rpartition(".")[2] for name in names]
