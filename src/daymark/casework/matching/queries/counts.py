"""Numbers for a seizure."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from daymark.casework.media.models import Seizure

_SERIES = """
WITH known AS (
    SELECT hit.content_id, entry.series
    FROM media_seized_file AS file JOIN matching_hit AS hit ON hit.content_id = file.content_id
    JOIN matching_entry AS entry ON entry.id = hit.entry_id
    JOIN matching_bank AS bank ON bank.id = entry.bank_id
    WHERE file.seizure_id = %(seizure)s AND file.is_first AND hit.state IN ('EXACT', 'CONFIRMED')
        AND entry.series <> '' AND entry.stands AND bank.withdrawn_at IS NULL
)
SELECT (
    SELECT count(*) FROM media_seized_file
    WHERE seizure_id = %(seizure)s AND fate = 'READ' AND content_id IN (SELECT content_id FROM known)
), count(DISTINCT content_id), count(DISTINCT series) FROM known
"""


@dataclass(frozen=True)
class SeriesSeen:
    """How many files of a seizure, and how many different ones, belong to how many series that lists name."""

    files: int
    contents: int
    series: int


def series_in(seizure: Seizure) -> SeriesSeen:
    """The known series in a seizure, by rows of standing lists that the files are, or were confirmed to be."""
    with connection.cursor() as cursor:
        cursor.execute(_SERIES, {"seizure": seizure.pk})
        return SeriesSeen(*cursor.fetchone())
