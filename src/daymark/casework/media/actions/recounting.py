"""The sums of a seizure held against a count of everything: what an officer reads first must never drift unseen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog
from django.db import connection, transaction

from daymark.casework.access.context import acting_as_system
from daymark.casework.access.recording import record
from daymark.casework.media.models import Seizure

log = structlog.get_logger()

# One statement has one sight of the tables: whoever stores at the same moment adds to what it writes, or came before.
_MENDED = """
WITH counted AS (
    SELECT content.standing, content."group",
        media_stage_of(member.joined_at, member.confirmed_at, stack.stage) AS stage,
        content.kind, count(*) AS files, coalesce(sum(content.duration_ms), 0) AS film_ms, sum(content.size) AS size
    FROM media_seized_file AS file JOIN media_content AS content ON content.id = file.content_id
    JOIN media_seizure AS seizure ON seizure.id = file.seizure_id
    JOIN media_exhibit AS exhibit ON exhibit.id = seizure.exhibit_id
    LEFT JOIN media_stack_member AS member ON member.content_id = content.id AND member.case_id = exhibit.case_id
    LEFT JOIN media_stack AS stack ON stack.id = member.stack_id
    WHERE file.seizure_id = %(seizure)s AND file.is_first GROUP BY 1, 2, 3, 4),
both_sides AS (
    SELECT * FROM counted
    UNION ALL SELECT standing, "group", stage, kind, -files, -film_ms, -size FROM media_sweep_part
    WHERE seizure_id = %(seizure)s)
INSERT INTO media_sweep_part (seizure_id, standing, "group", stage, kind, files, film_ms, size)
SELECT %(seizure)s, standing, "group", stage, kind, sum(files), sum(film_ms), sum(size) FROM both_sides
GROUP BY 2, 3, 4, 5 HAVING sum(files) <> 0 OR sum(film_ms) <> 0 OR sum(size) <> 0
RETURNING standing, "group", stage, kind, files
"""


@dataclass(frozen=True)
class Drifted:
    """So many files of one kind, standing and stage that the sums had too few (or, below zero, too many)."""

    standing: str
    group: str
    stage: str
    kind: str
    files: int


def recount_all(*, at: datetime) -> int:
    """Counts every seizure, mends sums that were wrong and puts each on record; how many seizures that were."""
    with acting_as_system():
        numbers = list(Seizure.objects.order_by("reference").values_list("pk", flat=True))
        return sum(bool(_recounted(number, at)) for number in numbers)


@transaction.atomic
def _recounted(number: UUID, at: datetime) -> list[Drifted]:
    with connection.cursor() as cursor:
        cursor.execute(_MENDED, {"seizure": number})
        drifted = [Drifted(*row) for row in cursor.fetchall()]
    if drifted:
        reference = Seizure.objects.get(pk=number).reference
        log.error("the sums of a seizure were wrong and have been mended", reference=reference, count=len(drifted))
        detail = {"mended": [f"{each.files:+} {each.kind} {each.standing} {each.stage}".strip() for each in drifted]}
        record(act="sums of seizure mended", by=None, at=at, kind="seizure", reference=reference, detail=detail)
    return drifted
