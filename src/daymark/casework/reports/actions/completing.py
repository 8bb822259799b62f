"""Files that a sender named and did not send at first are added when they come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from daymark.casework.access.recording import record
from daymark.casework.reports.actions.package_files import Wanted, seal
from daymark.casework.reports.models import Attachment, Report
from daymark.vault.labels import SealedObject


def lack_files(reports: Sequence[Report]) -> set[UUID]:
    """Those of the reports whose sender named a file and did not send it."""
    return set(Attachment.objects.filter(report__in=reports, is_stored=False).values_list("report_id", flat=True))


@transaction.atomic
def complete_files(*, report: Report, wanted: Sequence[Wanted], at: datetime) -> int:
    """Adds to a report the files that it lacks, and gives how many there were."""
    if not wanted:
        return 0
    lacking = list(Attachment.objects.select_for_update().filter(report=report, is_stored=False))
    pairs = [(each, file) for each in lacking if (file := _file_for(each, wanted))]
    added = []
    for (attachment, _), sealed in zip(pairs, seal([file for _, file in pairs]), strict=True):
        if isinstance(sealed, SealedObject):
            _fill(attachment, sealed)
            added.append(sealed.sha256)
    if added:
        Attachment.objects.bulk_update(lacking, ["sha256", "sha1", "md5", "size", "is_stored"])
        detail = {"sha256": added}
        record(act="files added", by=None, at=at, kind="report", reference=report.reference, detail=detail)
    return len(added)


def _file_for(attachment: Attachment, wanted: Sequence[Wanted]) -> Wanted | None:
    return next((file for file in wanted if file.member and file.said.name == attachment.name), None)


def _fill(attachment: Attachment, sealed: SealedObject) -> None:
    attachment.sha256, attachment.sha1, attachment.md5 = sealed.sha256, sealed.sha1, sealed.md5
    attachment.size, attachment.is_stored = sealed.size, True
