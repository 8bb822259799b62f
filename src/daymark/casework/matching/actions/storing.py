"""The rows of an edition go into its bank. Nobody sees any of them before the transaction has ended."""

from __future__ import annotations

from typing import Any

from django.db import connection

from daymark.casework.matching.actions.literals import literal
from daymark.casework.matching.actions.rows import Portion, Row
from daymark.casework.matching.actions.scopes import Scope
from daymark.casework.matching.models import Edition

_TYPES = {
    "key": "uuid[]",
    **dict.fromkeys(("md5", "sha1", "sha256", "pdq"), "bytea[]"),
    "quality": "smallint[]",
    "says": "text[]",
    "place": "bigint[]",
    **dict.fromkeys(("category", "series"), "text[]"),
    **dict.fromkeys(("votes_for", "votes_against"), "int[]"),
    "identity": "uuid[]",
    "remarks": "text[]",
}
_COLUMNS = ", ".join(Row._fields)
_GIVEN = ", ".join(f"%({name})s::{_TYPES[name]}" for name in Row._fields)

# A row that is there is named by this edition too; COPY is not open to tables whose rows are guarded.
_JOINED = f"""
INSERT INTO matching_entry AS entry (bank_id, edition_id, named, taken_back, stands, {_COLUMNS})
SELECT %(bank)s, %(edition)s, ARRAY[%(number)s::int], '{{}}', true, {_COLUMNS}
FROM unnest({_GIVEN}) AS given({_COLUMNS})
ON CONFLICT (bank_id, key) DO UPDATE SET
    named = entry.named || %(number)s::int, taken_back = array_remove(entry.taken_back, %(number)s::int)
    WHERE NOT %(number)s::int = ANY(entry.named)
"""  # noqa: S608
_FRAMES = """
INSERT INTO matching_entry_frames (entry_id, packed)
SELECT entry.id, given.packed FROM unnest(%(keys)s::text[]::uuid[], %(packed)s::bytea[]) AS given(key, packed)
JOIN matching_entry AS entry ON entry.bank_id = %(bank)s AND entry.key = given.key
ON CONFLICT (entry_id) DO NOTHING
"""
_TAKEN_BACK = """
UPDATE matching_entry AS entry SET named = array_remove(entry.named, %(number)s::int),
    taken_back = array_remove(entry.taken_back, %(number)s::int) || %(number)s::int
WHERE entry.bank_id = %(bank)s AND entry.identity = ANY(%(identities)s::text[]::uuid[])
"""
# `rules.stands` for millions of rows at once; most are named last by an edition that is live, and never taken back.
_STANDING = """
UPDATE matching_entry AS entry SET stands = NOT entry.stands
WHERE entry.bank_id = %(bank)s AND entry.stands <> CASE
    WHEN entry.taken_back = '{}' AND entry.named[array_upper(entry.named, 1)] = ANY(%(live)s)
    THEN entry.named[array_upper(entry.named, 1)] >= %(floor)s
    ELSE (
        SELECT coalesce(max(n) FILTER (WHERE is_name), 0) >= %(floor)s
            AND coalesce(max(n) FILTER (WHERE is_name), 0) > coalesce(max(n) FILTER (WHERE NOT is_name), 0)
        FROM (
            SELECT n, true AS is_name FROM unnest(entry.named) AS n
            UNION ALL SELECT n, false FROM unnest(entry.taken_back) AS n
        ) AS said WHERE n = ANY(%(live)s)
    ) END
RETURNING entry.id, entry.stands
"""


def last_entry() -> int:
    """The highest number of a row so far."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM matching_entry")
        (last,) = cursor.fetchone()
    return int(last)


def store(edition: Edition, portion: Portion) -> None:
    """Takes rows back first, then adds: what a list deletes and brings again further down stands."""
    given: dict[str, Any] = {"bank": edition.bank_id, "edition": edition.pk, "number": edition.number}
    with connection.cursor() as cursor:
        if portion.taken_back:
            cursor.execute(_TAKEN_BACK, given | {"identities": list(portion.taken_back)})
        if portion.rows:
            columns = map(literal, zip(*portion.rows.values(), strict=True))
            cursor.execute(_JOINED, given | dict(zip(Row._fields, columns, strict=True)))
        if portion.frames:
            packed = {"keys": list(portion.frames), "packed": list(portion.frames.values())}
            cursor.execute(_FRAMES, given | packed)


def count_added(edition: Edition, before: int) -> Scope:
    """Notes on the edition which rows it brought first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), coalesce(min(id), 0), coalesce(max(id), -1) FROM matching_entry"
            " WHERE id > %s AND edition_id = %s",
            [before, edition.pk],
        )
        edition.added, edition.first_entry, edition.last_entry = cursor.fetchone()
    return Scope.of_edition(edition)


def stand_anew(bank: int) -> tuple[list[int], list[int]]:
    """Puts right which rows of a bank stand: those that stand again, and those that no longer do."""
    live = dict(Edition.objects.filter(bank=bank, withdrawn_at=None).values_list("number", "is_complete"))
    floor = max((number for number, is_complete in live.items() if is_complete), default=1)
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, {"bank": bank, "live": list(live), "floor": floor})
        turned = cursor.fetchall()
    return [key for key, stands in turned if stands], [key for key, stands in turned if not stands]
