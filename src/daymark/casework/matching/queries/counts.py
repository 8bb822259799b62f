"""Numbers for seizures."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from daymark.casework.media.models import Seizure

# From the rows that name a series to the files, never the other way round: most files of a seizure are in none.
_SERIES = """
WITH known AS MATERIALIZED (
    SELECT DISTINCT hit.content_id, entry.series
    FROM matching_entry AS entry JOIN matching_hit AS hit ON hit.entry_id = entry.id
    JOIN matching_bank AS bank ON bank.id = entry.bank_id
    WHERE entry.series <> '' AND entry.stands AND bank.withdrawn_at IS NULL AND hit.state IN ('EXACT', 'CONFIRMED')
)
SELECT file.seizure_id, count(DISTINCT file.id), count(DISTINCT file.content_id), count(DISTINCT known.series)
FROM known JOIN media_seized_file AS file ON file.content_id = known.content_id
WHERE file.fate = 'READ' AND (%(among)s::uuid[] IS NULL OR file.seizure_id = ANY(%(among)s::uuid[]))
GROUP BY file.seizure_id
"""


@dataclass(frozen=True)
class SeriesSeen:
    """How many files of a seizure, and how many different ones, belong to how many series that lists name."""

    files: int
    contents: int
    series: int


def series_in_all(among: Collection[UUID] | None = None) -> dict[UUID, SeriesSeen]:
    """The known series in every seizure (or `among` these) that holds any: by rows of standing lists that its files
    are, or were confirmed to be."""
    with connection.cursor() as cursor:
        cursor.execute(_SERIES, {"among": None if among is None else list(among)})
        return {seizure: SeriesSeen(*counted) for seizure, *counted in cursor.fetchall()}


def series_in(seizure: Seizure) -> SeriesSeen:
    """The known series in one seizure."""
    return series_in_all([seizure.pk]).get(seizure.pk, SeriesSeen(0, 0, 0))
