"""What stands in a centre after it was killed, told as JSON: `look(codes)`."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict
from typing import Any

from django.db import connection
from django.utils import timezone

from daymark.casework.access.actions import verify_audit
from daymark.casework.access.context import acting_as_system
from daymark.casework.access.keyring import keyring, vault
from daymark.casework.reports.actions.receipts import PURPOSE
from daymark.casework.reports.models import Report
from daymark.problems import Problem
from daymark.web.checkup import findings

MARKER = re.compile(rb"marker-[a-z0-9-]+\.")
# Each of these must find nothing.
HALVES = {
    "a report without what was received": """SELECT r.id FROM reports_report r
        LEFT JOIN reports_received w ON w.id = r.received_id WHERE w.id IS NULL""",
    "something received from the public without a report": """SELECT w.id FROM reports_received w
        LEFT JOIN reports_report r ON r.received_id = w.id WHERE w.way = 'PUBLIC' AND r.id IS NULL""",
    "a company's document that opened nothing": """SELECT w.id FROM reports_received w
        LEFT JOIN reports_submission s ON s.received_id = w.id WHERE w.way = 'INDUSTRY' AND s.number IS NULL""",
    "a report that is not assessed once": """SELECT r.id FROM reports_report r
        LEFT JOIN triage_assessment a ON a.report_id = r.id AND a.is_current GROUP BY r.id HAVING count(a.id) <> 1""",
    "a report that does not stand in the queue": """SELECT r.id FROM reports_report r
        LEFT JOIN triage_bundle b ON b.lead_id = r.id WHERE b.state IS DISTINCT FROM 'WAITING'""",
    "a row of the queue that counts what is not there": """SELECT b.id FROM triage_bundle b
        LEFT JOIN triage_assessment a ON a.bundle_id = b.id AND a.is_current
        GROUP BY b.id HAVING count(a.id) <> b.copies""",
    "a sighting without a report": """SELECT s.id FROM subjects_sighting s
        LEFT JOIN reports_report r ON r.id = s.report_id WHERE r.id IS NULL""",
    "a company's report without sightings": """SELECT r.id FROM reports_report r
        LEFT JOIN subjects_sighting s ON s.report_id = r.id WHERE r.way = 'INDUSTRY' AND s.id IS NULL""",
    "a file without a report": """SELECT f.id FROM reports_attachment f
        LEFT JOIN reports_report r ON r.id = f.report_id WHERE r.id IS NULL""",
    "a report that does not count its files": """SELECT r.id FROM reports_report r
        LEFT JOIN reports_attachment f ON f.report_id = r.id GROUP BY r.id HAVING count(f.id) <> r.file_count""",
    "a public report without a receipt": """SELECT r.id FROM reports_report r
        LEFT JOIN reports_receipt c ON c.report_id = r.id WHERE r.way = 'PUBLIC' AND c.report_id IS NULL""",
    "a company's report without its finished submission": """SELECT r.id FROM reports_report r
        LEFT JOIN reports_submission s ON s.report_id = r.id
        WHERE r.way = 'INDUSTRY' AND s.state IS DISTINCT FROM 'FINISHED'""",
    "a report whose arrival is not on record once": """SELECT r.id FROM reports_report r
        LEFT JOIN access_audit_record a ON a.object_reference = r.reference AND a.act = 'report received'
        GROUP BY r.id HAVING count(a.id) <> 1""",
    "an audit record that is not chained": """SELECT a.id FROM access_audit_record a
        LEFT JOIN access_audit_link l ON l.record_id = a.id WHERE l.record_id IS NULL""",
}


def look(codes: list[str]) -> None:
    """Prints every report with its files, how these receipt codes are kept, and whatever is half, broken or unwell."""
    with acting_as_system():
        reports = [_report(report) for report in Report.objects.select_related("received").order_by("reference")]
        halves = {name: count for name, query in HALVES.items() if (count := _count(query))}
    broken = [address for address in vault().addresses() if not _opens(address)]
    kept = {code: keyring().blind(code.encode(), PURPOSE).hex() for code in codes}
    at = timezone.now()
    print(
        json.dumps(
            {
                "reports": reports,
                "receipts": kept,
                "halves": halves,
                "broken": broken,
                "audit": asdict(verify_audit(at=at)),
                "unwell": [f"{each.part}: {each.sentence}" for each in findings(at=at) if not each.well],
            },
            default=str,
        )
    )


def _report(report: Report) -> dict[str, Any]:
    body = bytes(report.received.body)
    receipt = getattr(report, "receipt", None)
    return {
        "markers": sorted({found.decode() for found in MARKER.findall(body)}),
        "understood": sorted({found.decode() for found in MARKER.findall(json.dumps(report.understood).encode())}),
        "sha256": report.received.sha256,
        "is_unchanged": hashlib.sha256(body).hexdigest() == report.received.sha256,
        "size_is_right": len(body) == report.received.size,
        "files": [file.sha256 for file in report.attachments.all() if file.is_stored and _opens(file.sha256)],
        "receipt": bytes(receipt.code_digest).hex() if receipt else "",
    }


def _opens(address: str) -> bool:
    try:
        return vault().verify(address).sha256 == address
    except Problem:
        return False


def _count(query: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return len(cursor.fetchall())
