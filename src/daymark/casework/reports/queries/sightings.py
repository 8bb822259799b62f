"""Where else the identifiers of a report were seen."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from daymark.casework.reports.models import Report
from daymark.casework.subjects.models import Sighting

# One value in ten thousand reports is a shared line or a platform's own address: the number says so, no list helps.
COUNTED_UP_TO = 100

_ELSEWHERE = """
SELECT own.id, (
    SELECT count(*) FROM (
        SELECT DISTINCT other.report_id FROM (
            SELECT report_id FROM subjects_sighting
            WHERE kind = own.kind AND value = own.value AND report_id <> own.report_id LIMIT %s
        ) AS other
    ) AS counted
) FROM subjects_sighting own WHERE own.report_id = %s
"""


@dataclass(frozen=True)
class SeenAlso:
    """One identifier of a report, and in how many other reports it stands (up to `COUNTED_UP_TO`)."""

    sighting: Sighting
    others: int

    @property
    def words(self) -> str:
        """For the page: "Seen in no other report", "Seen in 3 other reports"."""
        if not self.others:
            return "Seen in no other report"
        if self.others == 1:
            return "Seen in 1 other report"
        return f"Seen in {self.others}{' or more' if self.others >= COUNTED_UP_TO else ''} other reports"


def seen_also(report: Report) -> list[SeenAlso]:
    """Every identifier of a report in the order received, each with the number of other reports that name it."""
    with connection.cursor() as cursor:
        cursor.execute(_ELSEWHERE, [COUNTED_UP_TO, report.pk])
        others = dict(cursor.fetchall())
    return [SeenAlso(each, others.get(each.pk, 0)) for each in Sighting.objects.filter(report=report).order_by("id")]
