"""The audit record as a file for people outside."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from daymark.casework.access.models import AuditRecord, Role, User
from daymark.casework.access.queries.audit import AuditQuestion, audit_rows, audit_size
from daymark.casework.access.recording import record
from daymark.casework.access.rules.sentences import OPEN_KINDS
from daymark.exchange.spreadsheet import Cell, csv_bytes
from daymark.problems import Problem

MOST = 50_000  # rows in one file: what a spreadsheet still opens and one request can make
HEAD = ("time (UTC)", "person", "person's number", "act", "kind", "reference", "detail")


class TooManyRows(Problem):
    """More than 50,000 rows answer this. Narrow it by dates, a person or an act, and export again."""


@transaction.atomic
def export_audit(*, question: AuditQuestion, by: User, at: datetime) -> bytes:
    """The rows that a question asks for as a CSV file. The export itself goes on record, with what was asked."""
    rows = audit_size(question, limit=MOST)
    if rows > MOST:
        raise TooManyRows()
    all_details = by.has_role(Role.SUPERVISOR)
    content = csv_bytes(HEAD, (_cells(row, all_details) for row in audit_rows(question, limit=MOST)))
    asked = {name: value for name, value in vars(question).items() if value}
    record(act="audit record exported", by=by, at=at, kind="audit", detail={"rows": rows, "asked": asked})
    return content


def _cells(row: AuditRecord, all_details: bool) -> tuple[Cell, ...]:
    detail = row.detail if all_details or row.object_kind in OPEN_KINDS else "(for supervisors)"
    return (row.at, row.actor_name, row.actor, row.act, row.object_kind, row.object_reference, detail)
