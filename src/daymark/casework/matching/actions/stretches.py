"""Tells the films' own stage which stretches of them lists know."""

from __future__ import annotations

import json
from collections.abc import Sequence

from django.db import connection

from daymark.casework.matching.rules import HitState, Says
from daymark.casework.media.actions import note_known
from daymark.casework.media.rules import Known

_FILMS = """
SELECT id FROM media_content WHERE id = ANY(%s) AND "group" = 'film'
"""
# A proposal is enough to know abuse by: many frames agreed, in order. What is harmless is known only when a person
# has looked: a wrong "good" would hide a scene. A film that is known as it stands has no part that is new.
_STRETCHES = """
SELECT hit.content_id, hit.stretches, entry.says, hit.state
FROM matching_hit AS hit CROSS JOIN LATERAL (
    SELECT row.* FROM matching_entry AS row WHERE row.id = hit.entry_id OFFSET 0
) AS entry JOIN matching_bank AS bank ON bank.id = entry.bank_id
WHERE hit.content_id = ANY(%(films)s) AND hit.method = 'video' AND entry.stands AND bank.withdrawn_at IS NULL
    AND (hit.state = 'CONFIRMED' AND entry.says IN ('BAD', 'GOOD') OR hit.state = 'PROPOSED' AND entry.says = 'BAD')
    AND NOT EXISTS (
        SELECT 1 FROM matching_hit AS whole JOIN matching_entry AS row ON row.id = whole.entry_id
        JOIN matching_bank AS list ON list.id = row.bank_id
        WHERE whole.content_id = hit.content_id AND whole.state = 'EXACT' AND row.says <> 'UNSAID'
            AND row.stands AND list.withdrawn_at IS NULL)
ORDER BY hit.content_id, hit.id
"""


def tell_stretches(contents: Sequence[int]) -> None:
    """Tells of each film among these contents (by number) the stretches that standing lists know now."""
    with connection.cursor() as cursor:
        cursor.execute(_FILMS, [list(contents)])
        known: dict[int, list[Known]] = {number: [] for (number,) in cursor.fetchall()}
        if not known:
            return
        cursor.execute(_STRETCHES, {"films": list(known)})
        rows = cursor.fetchall()
    for content, stretches, says, state in rows:
        is_bad, is_sure = says == Says.BAD, state == HitState.CONFIRMED
        known[content] += [
            Known(round(each["query_from"] * 1_000), round(each["query_to"] * 1_000), is_bad, is_sure)
            for each in _read(stretches)
        ]
    note_known(known)


def _read(stretches: str | list[dict[str, float]]) -> list[dict[str, float]]:
    return json.loads(stretches) if isinstance(stretches, str) else stretches
