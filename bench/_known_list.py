"""A long list of known files in a scratch centre: its rows stand as an import leaves them, written many times as fast.

An import compares each row with those that are there and puts it into four indexes. Here the server's own user copies
the rows and makes the indexes afterwards, before any clock runs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import numpy as np
import psycopg

AT_ONCE = 50_000
_COPY = (
    "COPY matching_entry (bank_id, edition_id, key, named, taken_back, stands, says, category, series, remarks,"
    " quality, place, md5, sha1, pdq) FROM STDIN"
)
_INDEXES = "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'matching_entry' AND indexname = ANY(%s)"
_MADE_AFTER = ["entry_md5", "entry_sha1", "entry_sha256"]


# Of the different files of a folder, in order: the first tenth is on no list, these are known by their look alone, and
# all others by their digests. Neighbours look alike, because they are parts of one drawn scene.
UNKNOWN, LOOKS = 0.1, (0.4, 0.55)


class KnownFile(NamedTuple):
    """A row about a file of the collection: its digests in hexadecimal, or its look alone."""

    md5: str = ""
    sha1: str = ""
    pdq: str = ""


def fill(home: Path, entries: int, known: Sequence[KnownFile]) -> None:
    """A list of so many known bad files in the centre of this home: `known` among numbers that agree with no file."""
    from daymark.web.postgres.address import SUPERUSER, ServerAddress

    with psycopg.connect(ServerAddress.load(home).dsn(SUPERUSER)) as connection, connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '512MB'")
        cursor.execute(_INDEXES, [_MADE_AFTER])
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        bank, edition = _list_of(cursor, entries)
        with cursor.copy(_COPY) as copy:
            for rows in _rows(entries, known):
                copy.write("".join(f"{bank}\t{edition}\t{row}" for row in rows))
        for _, making in indexes:
            cursor.execute(making)
        cursor.execute(
            "UPDATE matching_edition SET (first_entry, last_entry) = (SELECT min(id), max(id) FROM matching_entry)"
            " WHERE id = %s",
            [edition],
        )
        cursor.execute("ANALYZE matching_entry")


def known_of(folders: Iterable[Path], workers: int) -> list[KnownFile]:
    """What a list knows of the different files in these folders: nine tenths."""
    by_digest: list[Path] = []
    by_look: list[Path] = []
    for folder in folders:
        paths = sorted(path for path in folder.iterdir() if path.is_file())
        first, begin, end = (round(part * len(paths)) for part in (UNKNOWN, *LOOKS))
        look = paths[begin:end] if paths and paths[0].suffix == ".jpg" else []
        by_look += look
        by_digest += sorted({*paths[first:]} - {*look})
    return [*map(_digested, by_digest), *_looked(by_look, workers)]


def _digested(path: Path) -> KnownFile:
    data = path.read_bytes()
    return KnownFile(hashlib.md5(data).hexdigest(), hashlib.sha1(data).hexdigest())  # noqa: S324 - what lists have


def _looked(paths: Sequence[Path], workers: int) -> Iterator[KnownFile]:
    """The look of pictures with two bits turned, as a copy in another size has it."""
    from daymark.engine.hashing import Wanted, hash_files
    from daymark.engine.sandbox.pool import Sandbox
    from daymark.engine.walking import find

    with closing(Sandbox(workers)) as sandbox:
        for hashed in hash_files(find(paths), sandbox, Wanted()):
            if hashed.seen and hashed.seen.frames:
                look = hashed.seen.frames[0].hashes[0]
                yield KnownFile(pdq=(bytes([look[0] ^ 0b11]) + look[1:]).hex())


def _list_of(cursor: psycopg.Cursor[tuple[int]], entries: int) -> tuple[int, int]:
    cursor.execute(
        "INSERT INTO matching_bank (name, standing, giver, is_own, entries, turns, added_at)"
        " VALUES ('Benchmark', 'BAD', 'the benchmark', false, %s, 0, now()) RETURNING id",
        [entries],
    )
    ((bank,),) = cursor.fetchall()
    cursor.execute(
        "INSERT INTO matching_edition (bank_id, number, file_name, sha256, format, profile, provenance, reference,"
        " is_complete, rows, added, refused, refusals, warnings, first_entry, last_entry, added_at)"
        " VALUES (%s, 1, '', '', 'benchmark', '', '{}', '', false, %s, %s, 0, '[]', '[]', 0, -1, now()) RETURNING id",
        [bank, entries, entries],
    )
    ((edition,),) = cursor.fetchall()
    return bank, edition


def _rows(entries: int, known: Sequence[KnownFile]) -> Iterator[list[str]]:
    """Rows as COPY takes them, without the numbers of list and edition: `known`, then MD5, SHA-1 and PDQ each."""
    dice, made = np.random.default_rng(33), len(known)
    yield [_row(place, *each) for place, each in enumerate(known)]
    while made < entries:
        count = min(AT_ONCE, entries - made)
        text = dice.bytes(count * 68).hex()
        starts = range(0, count * 136, 136)
        yield [
            _row(made + place, text[at : at + 32], text[at + 32 : at + 72], text[at + 72 : at + 136])
            for place, at in enumerate(starts)
        ]
        made += count


def _row(place: int, md5: str, sha1: str, pdq: str) -> str:
    hashes = "\t".join(f"\\\\x{each}" if each else "\\N" for each in (md5, sha1, pdq))
    return f"{place:032x}\t{{1}}\t{{}}\tt\tBAD\t1\t\t\t100\t{place}\t{hashes}\n"
