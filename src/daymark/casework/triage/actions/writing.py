"""Many rows in one statement. One JSON parameter is read by the server five times faster than as many SQL literals."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from operator import attrgetter
from uuid import UUID

from django.db import connection, models


def insert_rows(rows: Sequence[models.Model], *, on_conflict: str = "") -> None:
    """Inserts new rows of one model. `on_conflict` is SQL of ours, for instance "(id) DO UPDATE SET ..."."""
    if not rows:
        return
    table = rows[0]._meta
    fields = [field for field in table.concrete_fields if not isinstance(field, models.AutoField)]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    typed = ", ".join(f'"{field.column}" {field.db_type(connection)}' for field in fields)
    names, values_of = [field.column for field in fields], attrgetter(*(field.attname for field in fields))
    document = json.dumps([dict(zip(names, values_of(row), strict=True)) for row in rows], default=_plain)
    # Names of tables, columns and types come from the models; values travel as the one parameter.
    statement = (
        f'INSERT INTO "{table.db_table}" ({columns}) '  # noqa: S608
        f"SELECT {columns} FROM json_to_recordset(%s::json) AS given({typed})"
    )
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} ON CONFLICT {on_conflict}" if on_conflict else statement, [document])


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no place in a row")
