"""Files that a reporter sends after the report."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F

from daymark.casework.access.context import acting_as_system
from daymark.casework.access.recording import record
from daymark.casework.reports.actions.receiving import REPORTER_ANSWERED, StoredFile
from daymark.casework.reports.models import Attachment, Report


@transaction.atomic
def add_files(*, report: Report, files: Sequence[StoredFile], at: datetime) -> None:
    """Adds files that lie in the vault already, and tells whoever works on the report."""
    with acting_as_system():
        Attachment.objects.bulk_create(
            Attachment(
                report=report,
                name=file.said.name,
                sha256=file.sha256,
                sha1=file.sha1,
                md5=file.md5,
                size=file.size,
                media_type=file.media_type[:120],
            )
            for file in files
        )
        Report.objects.filter(pk=report.pk).update(file_count=F("file_count") + len(files))
        detail = {"files": len(files), "sha256": [file.sha256 for file in files]}
        record(act="files added", by=None, at=at, kind="report", reference=report.reference, detail=detail)
        REPORTER_ANSWERED.announce(report, at=at)
