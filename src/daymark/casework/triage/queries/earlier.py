"""Whether the child or the person complained of was named before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from django.db import connection

from daymark.casework.reports.models import Report
from daymark.casework.reports.rules.understood import PartyRole
from daymark.casework.triage.rules.circumstances import COUNTED_UP_TO, SeenBefore

# A moderator reports a thousand strangers and a shared line has a hundred users: neither says that a child or a person
# complained of was named before.
COUNTED_ROLES = [PartyRole.CHILD.value, PartyRole.PERSON_COMPLAINED_OF.value]
SHARED_KINDS = ["IP_ADDRESS", "WEB_ADDRESS"]
# A value named a thousand times is read no further than this: beyond it the answer is "very often".
READ_UP_TO = 4 * COUNTED_UP_TO

Named = tuple[str, str]  # kind and value

_NAMED_NOW = """
SELECT report_id, kind, value FROM subjects_sighting
WHERE report_id = ANY(%s) AND role = ANY(%s) AND kind <> ALL(%s)
"""
_NAMED_BEFORE = """
SELECT now.kind, now.value, earlier.bundle, earlier.in_case
FROM unnest(%s::text[], %s::text[]) AS now(kind, value)
CROSS JOIN LATERAL (
    SELECT DISTINCT coalesce(bundle.fingerprint, bundle.id::text) AS bundle, bundle.state = 'IN_CASE' AS in_case
    FROM (
        SELECT report_id FROM subjects_sighting
        WHERE kind = now.kind AND value = now.value AND role = ANY(%s) LIMIT %s
    ) AS seen
    JOIN triage_assessment assessment ON assessment.report_id = seen.report_id AND assessment.is_current
    JOIN triage_bundle bundle ON bundle.id = assessment.bundle_id
) AS earlier
"""


def seen_before(reports: Sequence[Report]) -> dict[UUID, SeenBefore]:
    """For each of these new reports, how many earlier ones name the same child or person; copies count once.

    Reports of one batch count in their order. Two queries, however many reports.
    """
    named = _named_now(reports)
    earlier = _named_before({each for values in named.values() for each in values})
    found: dict[UUID, SeenBefore] = {}
    for report in reports:
        before: dict[str, bool] = {}
        for value in named[report.pk]:
            before.update(earlier[value])
        own = _own(report)
        before.pop(own, None)
        found[report.pk] = SeenBefore(min(len(before), COUNTED_UP_TO), min(sum(before.values()), COUNTED_UP_TO))
        for value in named[report.pk]:
            earlier[value].setdefault(own, False)
    return found


def _own(report: Report) -> str:
    """The mark of the bundle that a report of this batch will stand in: copies share it."""
    return report.fingerprint or str(report.pk)


def _named_now(reports: Sequence[Report]) -> dict[UUID, set[Named]]:
    named: dict[UUID, set[Named]] = {report.pk: set() for report in reports}
    with connection.cursor() as cursor:
        cursor.execute(_NAMED_NOW, [list(named), COUNTED_ROLES, SHARED_KINDS])
        for report_id, kind, value in cursor.fetchall():
            named[report_id].add((kind, value))
    return named


def _named_before(values: set[Named]) -> defaultdict[Named, dict[str, bool]]:
    earlier: defaultdict[Named, dict[str, bool]] = defaultdict(dict)
    if not values:
        return earlier
    kinds, texts = zip(*values, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(_NAMED_BEFORE, [list(kinds), list(texts), COUNTED_ROLES, READ_UP_TO])
        for kind, value, bundle, in_case in cursor.fetchall():
            earlier[(kind, value)][bundle] = in_case
    return earlier
