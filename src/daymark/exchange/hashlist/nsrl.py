"""The NSRL's reference data set, version 3: an SQLite file of harmless software, read-only and known good.

An SQLite file is a program as much as a table: views, triggers, generated columns and virtual tables can run what
their maker wrote. Only one plain table is read (FILE, or METADATA of the full sets), every other access is refused by
SQLite's own authorizer, and a schema that is not NIST's is refused before the first row.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from daymark.engine.known.kinds import SIZES
from daymark.engine.known.standing import Standing
from daymark.exchange.hashlist.asked import Asked
from daymark.exchange.hashlist.entries import BadRow, Facts, KnownEntry, bad_row, judged
from daymark.exchange.hashlist.lists import Description, Provenance, Rows
from daymark.exchange.hashlist.opening import Source
from daymark.exchange.hashlist.problems import BrokeOff, UnreadableHashList
from daymark.exchange.remarks import Remarks, shortened

MAGIC = b"SQLite format 3\0"
# The tables that hold the files, with the columns of their sizes: RDS minimal, and RDS full, where FILE is a view.
_TABLES = {"FILE": "file_size", "METADATA": "bytes"}
_LENGTHS = (SIZES["md5"], SIZES["sha1"], SIZES["sha256"])
_NEEDED = ("sha256", "sha1", "md5", "file_name")
_LONGEST_VALUE = 1024**2  # bytes of one cell; the longest path has some thousands
_READABLE = frozenset({*_TABLES, "VERSION", "sqlite_master"})
# A damaged file can put bytes into SQLite's own messages which Python cannot read as text.
_DAMAGED = (sqlite3.Error, UnicodeDecodeError)
_PRAGMAS = frozenset({"table_xinfo", "index_list", "index_info"})


def describe(source: Source, asked: Asked) -> Description:
    """A reference data set. Raises UnreadableHashList when its schema is another."""
    with _opened(source) as database:
        table = _table(database)
        in_order = _covered(database, table)
        database.execute(f"{_selecting(table, in_order)} LIMIT 0")
        version = _version(database)

    def rows(remarks: Remarks) -> Rows:
        with _opened(source) as database:
            yield from _rows(database, table, in_order, standing)

    standing = asked.standing if asked.standing is not None else Standing.KNOWN_GOOD
    why = "the NSRL lists harmless software" if asked.standing is None else "said by the person who brought the list"
    return Description(
        f"NSRL RDS 3 (SQLite, {table})",
        rows,
        standing,
        why,
        version=version.get("version"),
        name=source.stem,
        unit="row",
        provenance=Provenance(context=table, organisation="NIST", date=version.get("release_date"), more=version),
        warnings=_warnings(asked, in_order=in_order),
    )


def _warnings(asked: Asked, *, in_order: bool) -> tuple[str, ...]:
    found = []
    if asked.standing is Standing.KNOWN_BAD:
        found.append("The NSRL lists harmless software, and it is brought as known bad.")
    if not in_order:
        found.append("The table has no key over its digests: a file that it lists twice, far apart, is given twice.")
    return tuple(found)


@contextmanager
def _opened(source: Source) -> Iterator[sqlite3.Connection]:
    """The file as a database that can only be read, and of which only our own statements run."""
    try:
        # immutable: no lock, no journal and no file beside it is touched.
        uri = source.path.resolve().as_uri() + "?mode=ro&immutable=1"
        database = sqlite3.connect(uri, uri=True, isolation_level=None)
    except sqlite3.Error as error:
        raise UnreadableHashList(f"{source.path.name} cannot be opened as a database ({error}).") from None
    try:
        database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
        database.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        database.execute("PRAGMA trusted_schema = OFF")
        database.execute("PRAGMA cell_size_check = ON")
        database.text_factory = bytes
        database.set_authorizer(_may)
        yield database
    except _DAMAGED as error:
        raise UnreadableHashList(f"{source.path.name} cannot be read as a database ({_words(error)}).") from None
    finally:
        database.close()


def _may(action: int, first: str | None, _second: str | None, _database: str | None, inside: str | None) -> int:
    """Allow our own statements on the tables named above: nothing inside a view, no function, no other command."""
    allowed = (
        action == sqlite3.SQLITE_SELECT
        or (action == sqlite3.SQLITE_READ and first in _READABLE)
        or (action == sqlite3.SQLITE_PRAGMA and first in _PRAGMAS)
    )
    return sqlite3.SQLITE_OK if allowed and inside is None else sqlite3.SQLITE_DENY


def _table(database: sqlite3.Connection) -> str:
    """The plain table that holds the files. Raises UnreadableHashList when there is none of NIST's making."""
    for table, size in _TABLES.items():
        columns = _columns(database, table)
        if columns and {*_NEEDED, size} <= columns:
            return table
    raise UnreadableHashList(
        "The database is no NSRL reference data set: it has no plain table FILE or METADATA with sha256, sha1, md5 "
        "and file_name. Bring the file that NIST published."
    )


def _columns(database: sqlite3.Connection, table: str) -> set[str]:
    """The columns of an ordinary table in lower case; none when it is a view, a virtual table, or computes a column.

    SQLite makes the table from this very text, whatever else the file says of it.
    """
    found = database.execute("SELECT sql FROM sqlite_master WHERE name = ?", (table,)).fetchall()
    if len(found) != 1 or not re.match(rb"\s*CREATE\s+TABLE\s", found[0][0] or b"", re.IGNORECASE):
        return set()
    columns = database.execute(f"PRAGMA table_xinfo({table})").fetchall()
    if any(hidden for *_, hidden in columns):
        return set()
    return {name.decode("utf-8", "replace").lower() for _, name, *_ in columns}


def _covered(database: sqlite3.Connection, table: str) -> bool:
    """Whether a key of the table lists its rows in order of their digests, so that each file is given once."""
    for _, name, *_ in database.execute(f"PRAGMA index_list({table})").fetchall():
        text = name.decode("utf-8", "replace")
        if re.fullmatch(r"sqlite_autoindex_\w{1,60}", text):
            info = database.execute(f"PRAGMA index_info({text})").fetchall()
            columns = [(column or b"").decode("utf-8", "replace").lower() for _, _, column in info]
            if columns[:3] == ["sha256", "sha1", "md5"] and {*_NEEDED, _TABLES[table]} <= set(columns):
                return True
    return False


def _selecting(table: str, in_order: bool) -> str:
    order = "sha256, sha1, md5" if in_order else "rowid"
    return f"SELECT rowid, sha256, sha1, md5, file_name, {_TABLES[table]} FROM {table} ORDER BY {order}"  # noqa: S608


def _rows(
    database: sqlite3.Connection, table: str, in_order: bool, standing: Standing
) -> Iterator[KnownEntry | BadRow]:
    before: Any = None
    try:
        for row in database.execute(_selecting(table, in_order)):
            digests = row[1:4]
            if digests != before:
                before = digests
                yield _row(row, standing)
    except _DAMAGED as error:
        raise BrokeOff(f"the database is damaged ({_words(error)})") from None


def _row(row: tuple[Any, ...], standing: Standing) -> KnownEntry | BadRow:
    where, sha256, sha1, md5, name, size = row
    try:
        digests = bytes.fromhex(md5.decode()), bytes.fromhex(sha1.decode()), bytes.fromhex(sha256.decode())
    except (ValueError, AttributeError):
        return bad_row(where, "a digest of the row is not hexadecimal", repr(row[1:4]))
    if tuple(map(len, digests)) != _LENGTHS:
        return bad_row(where, "a digest of the row has the wrong length", repr(row[1:4]))
    text = name.decode("utf-8", "replace") if isinstance(name, bytes) else str(name)
    facts = Facts(size if isinstance(size, int) and size >= 0 else None, fields={"file name": text})
    return judged(KnownEntry(max(where, 0), *digests, None, None, (), standing, facts=facts))


def _version(database: sqlite3.Connection) -> dict[str, str]:
    """What the set says about its own release; nothing when the table is not NIST's."""
    names = ("version", "build_set", "build_date", "release_date", "description")
    if not set(names) <= _columns(database, "VERSION"):
        return {}
    row = database.execute(f"SELECT {', '.join(names)} FROM VERSION ORDER BY rowid DESC LIMIT 1").fetchone()  # noqa: S608
    return {name: _said(value) for name, value in zip(names, row or (), strict=False)}


def _said(value: Any) -> str:
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    return shortened(text, 400)


def _words(error: Exception) -> str:
    return str(error)[:200] or "no reason given"
