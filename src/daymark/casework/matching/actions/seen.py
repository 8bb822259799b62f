"""What the lists say of files that were seen in peer-to-peer networks and are not here. Connected in `flow.py`."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from daymark.casework.monitoring import actions as monitoring
from daymark.engine.known.unmatchable import NEVER_EXACT

# Votes are counted by givers: two lists of one giver are one word.
_COUNTED = """
SELECT seen.id, count(DISTINCT bank.giver)
FROM monitoring_seen_file AS seen CROSS JOIN LATERAL (
    SELECT bank_id FROM matching_entry WHERE stands AND says = 'BAD' AND sha256 = seen.sha256
        AND seen.sha256 <> ALL(%s)
    UNION SELECT bank_id FROM matching_entry WHERE stands AND says = 'BAD' AND sha1 = seen.sha1
        AND seen.sha1 <> ALL(%s)
    UNION SELECT bank_id FROM matching_entry WHERE stands AND says = 'BAD' AND md5 = seen.md5
        AND seen.md5 <> ALL(%s)
) AS entry JOIN matching_bank AS bank ON bank.id = entry.bank_id
WHERE bank.withdrawn_at IS NULL
GROUP BY seen.id
"""


def count_lists_of_seen(files: int, /, *, at: datetime) -> None:
    """Tells `monitoring` for each seen file how many givers call it known bad, by the lists as they stand now."""
    never = list(NEVER_EXACT)
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, [never, never, never])
        counts = dict(cursor.fetchall())
    monitoring.note_lists(counts)
