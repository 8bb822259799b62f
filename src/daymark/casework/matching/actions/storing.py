"""The rows of an edition in the database: copied beside the bank first, then joined to it in one statement."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db import connection

from daymark.casework.matching.actions.rows import TYPES
from daymark.casework.matching.actions.scopes import Scope
from daymark.casework.matching.models import Edition

_LIST = ", ".join(TYPES)
_ARRIVING = ", ".join(f"{name} {kind}" for name, kind in TYPES.items())
_KEPT_LIST = ", ".join(name for name in TYPES if name not in ("key", "gone", "frames"))

# A row that the same file deletes further down never arrives; one that comes again after that does.
_JOINED = f"""
INSERT INTO matching_entry (bank_id, edition_id, key, named, taken_back, stands, {_KEPT_LIST})
SELECT %(bank)s, %(edition)s, key, ARRAY[%(number)s::int], '{{}}', true, {_KEPT_LIST}
FROM (
    SELECT DISTINCT ON (key) * FROM matching_arriving AS row
    WHERE NOT gone AND NOT EXISTS (
        SELECT 1 FROM matching_arriving AS later WHERE later.gone AND later.identity = row.identity
            AND later.place > row.place
    ) ORDER BY key, place
) AS arrived
ON CONFLICT (bank_id, key) DO UPDATE SET named = matching_entry.named || %(number)s::int
"""  # noqa: S608
_FRAMES = """
INSERT INTO matching_entry_frames (entry_id, packed)
SELECT DISTINCT entry.id, row.frames FROM matching_arriving AS row
JOIN matching_entry AS entry ON entry.bank_id = %(bank)s AND entry.key = row.key
WHERE row.frames IS NOT NULL AND NOT row.gone
ON CONFLICT (entry_id) DO NOTHING
"""
_TAKEN_BACK = """
UPDATE matching_entry AS entry SET taken_back = entry.taken_back || %(number)s::int
FROM (SELECT DISTINCT identity FROM matching_arriving WHERE gone) AS deleted
WHERE entry.bank_id = %(bank)s AND entry.identity = deleted.identity AND NOT %(number)s::int = ANY(entry.named)
"""
# `rules.stands`, for millions of rows at once; a test compares the two.
_STANDING = """
UPDATE matching_entry AS entry SET stands = NOT entry.stands
WHERE entry.bank_id = %(bank)s AND entry.stands <> (
    SELECT coalesce(max(n) FILTER (WHERE is_name), 0) >= %(floor)s
        AND coalesce(max(n) FILTER (WHERE is_name), 0) > coalesce(max(n) FILTER (WHERE NOT is_name), 0)
    FROM (
        SELECT n, true AS is_name FROM unnest(entry.named) AS n
        UNION ALL SELECT n, false FROM unnest(entry.taken_back) AS n
    ) AS said WHERE n = ANY(%(live)s)
)
RETURNING entry.id, entry.stands
"""


def copy_in(lines: Iterable[bytes], step: Callable[[], None]) -> None:
    """Copies the rows into a table of this transaction's own, where nothing matches them yet."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.matching_arriving")
        cursor.execute(f"CREATE TEMPORARY TABLE matching_arriving ({_ARRIVING}) ON COMMIT DROP")
        with cursor.cursor.copy(f"COPY matching_arriving ({_LIST}) FROM STDIN") as copy:
            for piece in lines:
                copy.write(piece)
                step()
        # The server knows nothing of a table that was just filled, and would plan for a handful of rows.
        cursor.execute("ANALYZE matching_arriving")


def join_to_bank(edition: Edition) -> Scope:
    """The copied rows become rows of the bank: new ones are added, others are named by this edition too."""
    given = {"bank": edition.bank_id, "edition": edition.pk, "number": edition.number}
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM matching_entry")
        (before,) = cursor.fetchone()
        for statement in (_JOINED, _FRAMES, _TAKEN_BACK):
            cursor.execute(statement, given)
        cursor.execute(
            "SELECT count(*), coalesce(min(id), 0), coalesce(max(id), -1) FROM matching_entry"
            " WHERE id > %s AND edition_id = %s",
            [before, edition.pk],
        )
        edition.added, edition.first_entry, edition.last_entry = cursor.fetchone()
        cursor.execute("DROP TABLE matching_arriving")
    edition.save(update_fields=["added", "first_entry", "last_entry"])
    return Scope.of_edition(edition)


def stand_anew(bank: int) -> tuple[list[int], list[int]]:
    """Puts right which rows of a bank stand: those that stand again, and those that no longer do."""
    live = Edition.objects.filter(bank=bank, withdrawn_at=None)
    numbers = dict(live.values_list("number", "is_complete"))
    given: dict[str, Any] = {"bank": bank, "live": list(numbers)}
    given["floor"] = max((number for number, is_complete in numbers.items() if is_complete), default=1)
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, given)
        turned = cursor.fetchall()
    return [key for key, stands in turned if stands], [key for key, stands in turned if not stands]
