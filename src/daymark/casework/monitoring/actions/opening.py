"""From a person in the list to a report in the queue, and what people say of access to a child."""

from __future__ import annotations

from datetime import datetime

import orjson
from django.db import transaction

from daymark.casework.access.models import User
from daymark.casework.access.recording import record
from daymark.casework.monitoring.models import Chain
from daymark.casework.monitoring.queries import ranked_of, report_of
from daymark.casework.monitoring.rules.persons import Access
from daymark.casework.monitoring.rules.reporting import understood_of
from daymark.casework.reports.actions import Arrival, file_reports
from daymark.casework.reports.models import Report, Way
from daymark.problems import Problem


class NoReason(Problem):
    """Write in one sentence how you know."""


class InRestrictedCase(Problem):
    """This person is worked already, in a case that only its members see. Ask a supervisor."""


@transaction.atomic
def open_triage(*, chain: Chain, by: User, at: datetime) -> Report:
    """Files a report about this person, which triage assesses at once. A second time gives the first report."""
    row = Chain.objects.select_for_update().get(pk=chain.pk)
    if row.report_id is not None:
        return _there(row)
    ranked = ranked_of(row, at=at)
    body = orjson.dumps(
        {
            "person": row.reference,
            "facts": row.facts,
            "reasons": [reason.sentence for reason in ranked.reasons],
            "links": row.links,
        },
        option=orjson.OPT_INDENT_2,
    )
    said = understood_of(ranked, row.links)
    arrival = Arrival(said, Way.MONITORING, body=body, media_type="application/json", name=f"{row.reference}.json")
    report = file_reports(arrivals=[arrival], by=by, at=at)[0].report
    row.report = report
    row.save(update_fields=["report"])
    detail = {"report": report.reference}
    record(act="brought to triage", by=by, at=at, kind="person in a network", reference=row.reference, detail=detail)
    return report


@transaction.atomic
def note_access(*, chain: Chain, access: Access, reason: str, by: User, at: datetime) -> Chain:
    """Keeps what was found out about access to a child, with how it is known; the next counting ranks by it."""
    if not reason.strip():
        raise NoReason()
    row = Chain.objects.select_for_update().get(pk=chain.pk)
    was = row.access
    row.access, row.access_why, row.access_by, row.access_at = access, reason.strip(), by, at
    row.save(update_fields=["access", "access_why", "access_by", "access_at"])
    detail = {"was": Access(was).name, "now": access.name}
    record(
        act="access to a child noted", by=by, at=at, kind="person in a network", reference=row.reference, detail=detail
    )
    return row


def _there(row: Chain) -> Report:
    report = report_of(row)
    if report is None:
        raise InRestrictedCase()
    return report
