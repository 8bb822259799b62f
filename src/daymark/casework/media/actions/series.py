"""What the lists say of series, told by the stage that keeps the lists: the page of a seizure only reads it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from django.db import transaction

from daymark.casework.access.rows import insert_values
from daymark.casework.media.models import SeriesSum


@transaction.atomic
def note_series(*, counted: Mapping[UUID, tuple[int, int]], among: Collection[UUID] | None = None) -> None:
    """Writes down how many files of these seizures are in how many known series.

    `counted` has those with any; of the others, or of the others `among` these, nothing is kept.
    """
    others = SeriesSum.objects.exclude(pk__in=list(counted))
    (others if among is None else others.filter(pk__in=list(among))).delete()
    rows = [{"seizure_id": key, "files": files, "series": series} for key, (files, series) in counted.items()]
    insert_values(
        SeriesSum,
        rows,
        on_conflict="(seizure_id) DO UPDATE SET files = excluded.files, series = excluded.series"
        " WHERE (media_series_sum.files, media_series_sum.series) IS DISTINCT FROM (excluded.files, excluded.series)",
    )
