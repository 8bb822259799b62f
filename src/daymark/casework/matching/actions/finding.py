"""Finds which contents agree with which rows of lists: digests in the database, looks in memory."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import numpy as np
from django.db import connection

from daymark.casework.access.rows import as_json
from daymark.casework.matching.actions.looking import Looker, hashed_frames
from daymark.casework.matching.actions.scopes import ALL, Scope
from daymark.engine.known.unmatchable import NEVER_EXACT, why_never_by_look
from daymark.engine.pdq import BYTES, FEATURELESS_BELOW

_NEVER = list(NEVER_EXACT)  # digests of nothing: on many lists, of no file
_AT_ONCE = 20_000  # contents held while old ones are looked at again
_STRENGTH = {"video": 0, "pdq": 1, "pdq-turned": 2}
_SHA256_IS_ONE = "entry.sha256 IS DISTINCT FROM entry.pdq"  # else the list does not say which of both it is

# Each digest is one join; the strongest that agrees is the method, and what both give and does not agree is told.
_EXACT = """
INSERT INTO matching_hit (content_id, entry_id, method, distance, contradicted, stretches, state, found_at)
SELECT DISTINCT ON (content_id, entry_id)
    content_id, entry_id, method, 0, contradicted, '[]', CASE contradicted WHEN '' THEN 'EXACT' ELSE 'PROPOSED' END, %s
FROM ({joins}) AS agreed
ORDER BY content_id, entry_id, strength
ON CONFLICT (content_id, entry_id) DO NOTHING
RETURNING content_id
"""
_JOIN = """
SELECT content.id AS content_id, entry.id AS entry_id, '{kind}' AS method, {strength} AS strength,
    trim(concat_ws(' ',
        CASE WHEN entry.sha256 <> content.sha256 AND {sha256_is_one} THEN 'sha256' END,
        CASE WHEN entry.sha1 <> content.sha1 THEN 'sha1' END,
        CASE WHEN entry.md5 <> content.md5 THEN 'md5' END)) AS contradicted
FROM media_content AS content CROSS JOIN LATERAL (
    SELECT entry.* FROM {rows} AND entry.{kind} = content.{kind}{looked_up}
) AS entry JOIN matching_bank AS bank ON bank.id = entry.bank_id
WHERE bank.withdrawn_at IS NULL AND content.{kind} <> ALL(%s){contents}
"""
_STORED = """
INSERT INTO matching_hit (content_id, entry_id, method, distance, contradicted, stretches, state, found_at)
SELECT given.content_id, given.entry_id, given.method, given.distance, '', given.stretches, 'PROPOSED', %s
FROM json_to_recordset(%s::json)
    AS given(content_id bigint, entry_id bigint, method text, distance int, stretches jsonb)
JOIN matching_entry AS entry ON entry.id = given.entry_id
JOIN matching_bank AS bank ON bank.id = entry.bank_id
WHERE entry.stands AND bank.withdrawn_at IS NULL
ON CONFLICT (content_id, entry_id) DO NOTHING
RETURNING content_id
"""


class Looked(NamedTuple):
    """One hash of a content that may be found by look: as it stands, or turned."""

    content: int
    is_turned: bool
    hash: bytes


class Near(NamedTuple):
    """A proposal: a content looks like a row, by which method, how far apart."""

    content: int
    entry: int
    method: str
    distance: int
    stretches: list[dict[str, float]]


def find_exact(scope: Scope = ALL, contents: Collection[int] | None = None, *, at: datetime) -> set[int]:
    """Stores the agreements of digests of these contents (of all, when none are named) with the rows in the scope.

    Gives the contents with a hit that was not there before.
    """
    kinds = ("sha256", "sha1", "md5")
    chosen = "" if contents is None else " AND content.id = ANY(%s)"
    looked_up = "" if contents is None else " OFFSET 0"  # content by content, whatever the server takes for small
    given: list[Any] = [at]
    for _ in kinds:
        given += [*scope.values, _NEVER] + ([] if contents is None else [list(contents)])
    joins = " UNION ALL ".join(
        _JOIN.format(
            kind=kind,
            strength=place,
            rows=scope.rows,
            contents=chosen,
            looked_up=looked_up,
            sha256_is_one=_SHA256_IS_ONE,
        )
        for place, kind in enumerate(kinds)
    )
    with connection.cursor() as cursor:
        _by_index(cursor, wanted=contents is not None)
        cursor.execute(_EXACT.format(joins=joins), given)
        found = {number for (number,) in cursor.fetchall()}
        _by_index(cursor, wanted=False)
    return found


def find_looks(looker: Looker, contents: Collection[int], *, at: datetime) -> set[int]:
    """Stores what these contents look like, as proposals; the contents with one that was not there before."""
    return _store(near_of(looker, _looked(contents), _films(contents)), at) if len(contents) else set()


def find_looks_of_all(looker: Looker, *, at: datetime) -> set[int]:
    """The same for every content there is, some thousands at a time."""
    found: set[int] = set()
    for contents in all_contents():
        found |= find_looks(looker, contents, at=at)
    return found


def near_of(looker: Looker, looked: Sequence[Looked], films: Mapping[int, bytes]) -> list[Near]:
    """Of each content and row the strongest agreement by look."""
    films_frames = {content: hashed_frames(packed) for content, packed in films.items()}
    frames = [
        Looked(content, False, frame.hash)
        for content, each in films_frames.items()
        for frame in each
        if why_never_by_look(frame.hash, frame.quality) is None
    ]
    best: dict[tuple[int, int], Near] = {}
    for near in (*_stills(looker, [*looked, *frames]), *_stretches(looker, films_frames)):
        place = (near.content, near.entry)
        if place not in best or _rank(near) < _rank(best[place]):
            best[place] = near
    return list(best.values())


def _stills(looker: Looker, looked: Sequence[Looked]) -> Iterator[Near]:
    asked = [each for each in looked if why_never_by_look(each.hash) is None]
    if not asked or not len(looker):
        return
    found, entries = looker.near(np.frombuffer(b"".join(each.hash for each in asked), np.uint8).reshape(-1, BYTES))
    for place, entry, distance in zip(found.query.tolist(), entries.tolist(), found.distance.tolist(), strict=True):
        method = "pdq-turned" if asked[place].is_turned else "pdq"
        yield Near(asked[place].content, entry, method, distance, [])


def _stretches(looker: Looker, films: Mapping[int, Sequence[Any]]) -> Iterator[Near]:
    for content, frames in films.items():
        for film in looker.films_like(frames):
            parts = [
                {name: round(getattr(part, name), 2) for name in ("query_from", "query_to", "known_from", "known_to")}
                for part in film.stretches
            ]
            yield Near(content, film.entry, "video", film.distance, parts)


def _rank(near: Near) -> tuple[int, int]:
    return _STRENGTH[near.method], near.distance


def _store(nears: Iterable[Near], at: datetime) -> set[int]:
    columns = ("content_id", "entry_id", "method", "distance", "stretches")
    rows = [dict(zip(columns, near, strict=True)) for near in nears]
    if not rows:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(_STORED, [at, as_json(rows)])
        return {number for (number,) in cursor.fetchall()}


def _looked(contents: Collection[int]) -> list[Looked]:
    """What of these can be found by look: pictures with features, as they stand and turned where that was kept."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT content.id, content.pdq, turned.hashes FROM media_content AS content"
            " LEFT JOIN matching_turned AS turned ON turned.content_id = content.id"
            " WHERE content.id = ANY(%s) AND content.pdq IS NOT NULL AND content.quality >= %s",
            [list(contents), FEATURELESS_BELOW],
        )
        rows = cursor.fetchall()
    return [
        Looked(number, place > 0, hashes[place * BYTES : (place + 1) * BYTES])
        for number, pdq, turned in rows
        for hashes in (bytes(pdq) + bytes(turned or b""),)
        for place in range(len(hashes) // BYTES)
    ]


def _films(contents: Collection[int]) -> dict[int, bytes]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT content_id, packed FROM media_content_frames WHERE content_id = ANY(%s)", [list(contents)]
        )
        return {number: bytes(packed) for number, packed in cursor.fetchall()}


def all_contents() -> Iterator[list[int]]:
    """The numbers of all contents that can be found by look, in portions."""
    last = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT content.id FROM media_content AS content WHERE content.id > %s AND (content.pdq IS NOT NULL"
                " OR content.id IN (SELECT content_id FROM media_content_frames)) ORDER BY content.id LIMIT %s",
                [last, _AT_ONCE],
            )
            numbers = [number for (number,) in cursor.fetchall()]
        if not numbers:
            return
        yield numbers
        last = numbers[-1]


def _by_index(cursor: Any, *, wanted: bool) -> None:
    """Whether few contents are asked for: each is then looked up, however little the server knows of a table that has
    just grown by millions."""
    value = "off" if wanted else "on"
    cursor.execute(
        "SELECT set_config('enable_hashjoin', %s, true), set_config('enable_mergejoin', %s, true),"
        " set_config('enable_seqscan', %s, true)",
        [value, value, value],
    )
