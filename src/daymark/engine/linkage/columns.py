"""Records as columns: for each field the different values, and for each record the number of its value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from daymark.engine.linkage.kinds import MISSING
from daymark.engine.linkage.reading import read
from daymark.engine.linkage.schemes import Field, Scheme
from daymark.problems import Problem

Places = NDArray[np.int64]
Table = Mapping[str, Sequence[object]]


class UnusableRecords(Problem):
    """The records cannot be linked: every field needs a column, and all columns one length."""


@dataclass(frozen=True)
class Column:
    """One field of all records.

    codes: for each record the place of its value in `values`, or MISSING. values: the different ones, sorted. unusable:
    how many records have a value that could not be read (`reading.py`); they count as missing.
    """

    field: Field
    codes: NDArray[np.int32]
    values: tuple[str, ...]
    unusable: int

    @cached_property
    def objects(self) -> NDArray[np.object_]:
        """The values as an array, for picking many at once."""
        array = np.empty(len(self.values), object)
        array[:] = self.values
        return array

    @cached_property
    def shared(self) -> NDArray[np.int64]:
        """How many records have each value."""
        return self.counts()

    def counts(self, among: slice = slice(None)) -> NDArray[np.int64]:
        """How many records (or some of them) have each value."""
        codes = self.codes[among]
        return np.bincount(codes[codes >= 0], minlength=len(self.values))


@dataclass(frozen=True)
class Records:
    """All records as columns. With two files the second one's follow those of the first, from `split` on."""

    scheme: Scheme
    columns: tuple[Column, ...]
    size: int
    split: int | None

    @property
    def pairs(self) -> float:
        """How many pairs of records there are to compare, if all were."""
        if self.split is None:
            return self.size * (self.size - 1) / 2
        return float(self.split * (self.size - self.split))

    @cached_property
    def order(self) -> Places:
        """The records sorted by their values, field by field: the same whatever order they came in."""
        ranks = [column.codes for column in self.columns]
        return np.lexsort(ranks[::-1]) if self.size else np.empty(0, np.int64)


def as_records(scheme: Scheme, left: Table, right: Table | None = None) -> Records:
    """Columns by name, of strings, dates, whole numbers or None. Raises UnusableRecords."""
    sizes = [_size(scheme, table) for table in (left, right) if table is not None]
    columns = tuple(_column(field, left, right) for field in scheme.fields)
    return Records(scheme, columns, sum(sizes), None if right is None else sizes[0])


def _size(scheme: Scheme, table: Table) -> int:
    if missing := [field.name for field in scheme.fields if field.name not in table]:
        raise UnusableRecords(
            f"No column is called {', '.join(missing)}. Add it, or leave the field out of the scheme."
        )
    sizes = {len(table[field.name]) for field in scheme.fields}
    if len(sizes) > 1:
        raise UnusableRecords(f"The columns have different lengths: {', '.join(map(str, sorted(sizes)))}.")
    return sizes.pop()


def _column(field: Field, left: Table, right: Table | None) -> Column:
    given = [*left[field.name], *(right[field.name] if right is not None else ())]
    kept = {value: read(value, field.kind) for value in set(given)}
    values = sorted({value for value in kept.values() if value})
    place = {value: number for number, value in enumerate(values)}
    codes = {value: place.get(how or "", MISSING) for value, how in kept.items()}
    unusable = {value for value, how in kept.items() if how is None}
    return Column(
        field,
        np.fromiter((codes[value] for value in given), np.int32, len(given)),
        tuple(values),
        sum(value in unusable for value in given) if unusable else 0,
    )
