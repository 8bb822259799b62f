"""Many rows in one statement. One JSON parameter is read by the server five times faster than as many SQL literals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from operator import attrgetter
from typing import Any

import orjson
from django.db import DataError, connection, models

from daymark.casework.access.fields import SealedField


def insert_rows(rows: Sequence[models.Model], *, on_conflict: str = "") -> set[Any]:
    """Inserts new rows of one model, seals what is sealed, and gives the keys of those that the database took.

    `on_conflict` is SQL of ours, for instance "DO NOTHING" or "(id) DO UPDATE SET ...". Without a conflict clause all
    are taken or none. A key that the database makes is not set on the objects.
    """
    if not rows:
        return set()
    model = type(rows[0])
    fields = _fields(model)
    names, values_of = [str(field.column) for field in fields], attrgetter(*(field.attname for field in fields))
    given = [dict(zip(names, values_of(row), strict=True)) for row in rows]
    for field in fields:
        if isinstance(field, SealedField):
            for row, values in zip(rows, given, strict=True):
                values[str(field.column)] = field.pre_save(row, True)
    return insert_values(model, given, on_conflict=on_conflict)


def insert_values(model: type[models.Model], rows: Sequence[Mapping[str, Any]], *, on_conflict: str = "") -> set[Any]:
    """The same from plain values by column name, every column of every row; for rows that are many and small."""
    if not rows:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(_statement(model, on_conflict), [as_json(rows)])
        return {key for (key,) in cursor.fetchall()}


@cache
def _statement(model: type[models.Model], on_conflict: str) -> str:
    """Names of tables, columns and types come from the models; values travel as the one parameter."""
    table = model._meta
    columns = ", ".join(f'"{field.column}"' for field in _fields(model))
    typed = ", ".join(f'"{field.column}" {field.db_type(connection)}' for field in _fields(model))
    ending = f" ON CONFLICT {on_conflict}" if on_conflict else ""
    return (
        f'INSERT INTO "{table.db_table}" ({columns}) '  # noqa: S608
        f"SELECT {columns} FROM json_to_recordset(%s::json) AS given({typed}){ending} "
        f'RETURNING "{table.pk.column}"'
    )


@cache
def _fields(model: type[models.Model]) -> tuple[models.Field[Any, Any], ...]:
    return tuple(field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField))


def as_json(rows: Sequence[Mapping[str, Any]]) -> str:
    """The rows as the server reads them. A value that JSON cannot carry is the row's fault, as any other is."""
    try:
        return orjson.dumps(rows, default=_plain).decode()
    except orjson.JSONEncodeError as fault:  # half a character, a number beyond 64 bits
        raise DataError(f"a row cannot be written as JSON: {fault}") from fault


def _plain(value: object) -> str:
    if isinstance(value, bytes):
        return "\\x" + value.hex()
    raise TypeError(f"{type(value).__name__} has no place in a row")
