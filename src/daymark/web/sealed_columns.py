"""Every sealed column there is, found by looking at the models: what a rotation seals anew and a check opens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connections, models, transaction
from django.db.backends.utils import CursorWrapper

from daymark.casework.access.fields import SealedField
from daymark.casework.access.keyring import keyring
from daymark.vault.keys import CannotOpen, key_prefix

BATCH = 100  # rows in one transaction: a body may be megabytes
PREFIX = 5  # bytes that name the key


@dataclass(frozen=True)
class SealedTable:
    """A table and its sealed columns."""

    model: type[models.Model]
    columns: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.model._meta.db_table

    @property
    def key(self) -> str:
        return str(self.model._meta.pk.column)

    def binding(self, column: str, row: Any) -> bytes:
        """What a value of this row was sealed to (access/fields.py)."""
        return f"{self.name}.{column}.{row}".encode()


@dataclass(frozen=True)
class Unopened:
    """A value that could not be opened: where it stands, and why."""

    table: str
    column: str
    row: str
    why: str

    @property
    def sentence(self) -> str:
        return f"{self.table}.{self.column}, row {self.row}: {self.why}"


@dataclass
class Resealed:
    """What one pass did."""

    changed: int
    unopened: list[Unopened]


def sealed_tables() -> list[SealedTable]:
    """All of them, in the order of their names."""
    found = []
    for model in apps.get_models():
        columns = tuple(str(field.column) for field in model._meta.concrete_fields if isinstance(field, SealedField))
        if columns and not model._meta.proxy:
            found.append(SealedTable(model, columns))
    return sorted(found, key=lambda table: table.name)


def count_by_key(tables: Sequence[SealedTable]) -> Counter[str]:
    """How many values each key sealed, by key id."""
    counts: Counter[str] = Counter()
    with transaction.atomic("owner"), connections["owner"].cursor() as cursor:
        _see_everything(cursor)
        for table in tables:
            for column in table.columns:
                cursor.execute(
                    f'SELECT encode(substring("{column}" FROM 2 FOR 4), \'hex\'), count(*) FROM "{table.name}"'  # noqa: S608
                    f' WHERE "{column}" IS NOT NULL GROUP BY 1'
                )
                counts.update(dict(cursor.fetchall()))
    return counts


def reseal(table: SealedTable, key_id: str) -> Resealed:
    """Seals every value of a table that is under another key with the newest one, a batch in each transaction."""
    done = Resealed(0, [])
    last: Any = None
    while True:
        with transaction.atomic("owner"), connections["owner"].cursor() as cursor:
            _see_everything(cursor)
            cursor.execute("SELECT set_config('daymark.resealing', 'on', true)")
            rows = _waiting(cursor, table, key_prefix(key_id), last)
            if not rows:
                return done
            _reseal_rows(cursor, table, rows, key_prefix(key_id), done)
            last = rows[-1][0]


def sample_faults(table: SealedTable, most: int) -> list[Unopened]:
    """Opens the values of a few rows picked at random; what could not be opened."""
    listed = ", ".join(f'"{column}"' for column in table.columns)
    faults: list[Unopened] = []
    with transaction.atomic("owner"), connections["owner"].cursor() as cursor:
        _see_everything(cursor)
        cursor.execute(f'SELECT "{table.key}", {listed} FROM "{table.name}" ORDER BY random() LIMIT %s', [most])  # noqa: S608
        for row, *values in cursor.fetchall():
            for column, value in zip(table.columns, values, strict=True):
                if value is not None:
                    _opened(table, column, row, bytes(value), faults)
    return faults


def _see_everything(cursor: CursorWrapper) -> None:
    cursor.execute("SELECT set_config('daymark.scope', 'system', true)")


def _waiting(cursor: CursorWrapper, table: SealedTable, prefix: bytes, last: Any) -> list[tuple[Any, ...]]:
    listed = ", ".join(f'"{column}"' for column in table.columns)
    old = " OR ".join(f'substring("{column}" FROM 1 FOR {PREFIX}) <> %s' for column in table.columns)
    after = f' AND "{table.key}" > %s' if last is not None else ""
    cursor.execute(
        f'SELECT "{table.key}", {listed} FROM "{table.name}" WHERE ({old}){after}'  # noqa: S608 - names from the models
        f' ORDER BY "{table.key}" LIMIT {BATCH} FOR UPDATE',
        [*[prefix] * len(table.columns), *([last] if last is not None else [])],
    )
    return cursor.fetchall()


def _reseal_rows(
    cursor: CursorWrapper, table: SealedTable, rows: list[tuple[Any, ...]], prefix: bytes, done: Resealed
) -> None:
    changes = []
    for row, *values in rows:
        renewed = list(_renewed(table, row, values, prefix, done))
        changes.append((*renewed, row))
    sets = ", ".join(f'"{column}" = %s' for column in table.columns)
    old = " OR ".join(f'"{column}" IS DISTINCT FROM %s' for column in table.columns)
    cursor.executemany(
        f'UPDATE "{table.name}" SET {sets} WHERE "{table.key}" = %s AND ({old})',  # noqa: S608 - names from the models
        [(*change, *change[:-1]) for change in changes],
    )


def _renewed(
    table: SealedTable, row: Any, values: Sequence[Any], prefix: bytes, done: Resealed
) -> Iterator[bytes | None]:
    for column, value in zip(table.columns, values, strict=True):
        sealed = None if value is None else bytes(value)
        if sealed is None or sealed.startswith(prefix):
            yield sealed
            continue
        plain = _opened(table, column, row, sealed, done.unopened)
        if plain is None:
            yield sealed
            continue
        done.changed += 1
        yield _checked(keyring().seal(plain, table.binding(column, row)), plain, table.binding(column, row))


def _opened(table: SealedTable, column: str, row: Any, sealed: bytes, unopened: list[Unopened]) -> bytes | None:
    try:
        return keyring().open_sealed(sealed, table.binding(column, row))
    except CannotOpen as problem:
        unopened.append(Unopened(table.name, column, str(row), problem.message))
        return None


def _checked(sealed: bytes, plain: bytes, binding: bytes) -> bytes:
    """The new ciphertext, once it has been seen to open to what it replaces: the old one is gone after this."""
    if keyring().open_sealed(sealed, binding) != plain:
        raise RuntimeError("A value sealed anew does not open to what it was.")
    return sealed
