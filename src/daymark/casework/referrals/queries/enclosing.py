"""Which files go along, under which name, and why the others don't."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from daymark.casework.reports.models import Attachment, Report
from daymark.casework.reports.rules.documents import from_document
from daymark.casework.reports.rules.understood import FileSaid
from daymark.exchange.referral import EnclosedFile

NOT_SENT = "the sender named it and did not send it"
NOT_WANTED = "held back by the officer who drafted this; ask us for it"
TWICE = "the same content is enclosed as {part}"


def files_of(reports: Sequence[Report], *, enclose: bool) -> tuple[EnclosedFile, ...]:
    """Every file of the reports by its digests. The names in the package are ours: a sender's name is never a path."""
    return tuple(_files(reports, enclose))


def _files(reports: Sequence[Report], enclose: bool) -> Iterator[EnclosedFile]:
    parts: dict[str, str] = {}
    for report in reports:
        said = {file.sha256 or file.md5 or file.name: file for file in from_document(report.understood).files}
        for attachment in Attachment.objects.filter(report=report):
            part, why_not = _place_in_package(attachment, enclose, parts)
            yield _file(report, attachment, _of(said, attachment), part, why_not)


def _place_in_package(attachment: Attachment, enclose: bool, parts: dict[str, str]) -> tuple[str, str]:
    if not attachment.is_stored:
        return "", NOT_SENT
    if not enclose:
        return "", NOT_WANTED
    if attachment.sha256 in parts:
        return "", TWICE.format(part=parts[attachment.sha256])
    parts[attachment.sha256] = f"files/{len(parts) + 1:04d}-{attachment.sha256[:16]}.bin"
    return parts[attachment.sha256], ""


def _of(said: dict[str, FileSaid], attachment: Attachment) -> FileSaid | None:
    return said.get(attachment.sha256) or said.get(attachment.md5) or said.get(attachment.name)


def _file(report: Report, attachment: Attachment, said: FileSaid | None, part: str, why_not: str) -> EnclosedFile:
    return EnclosedFile(
        report=report.reference,
        name=attachment.name,
        part=part,
        why_not=why_not,
        sha256=attachment.sha256,
        sha1=attachment.sha1,
        md5=attachment.md5,
        size=attachment.size,
        media_type=attachment.media_type,
        classification=attachment.classification,
        viewed_by_sender=attachment.viewed_by_sender,
        publicly_available=attachment.publicly_available,
        annotations=said.annotations if said else (),
        notes=said.notes if said else (),
    )
