"""What the database says of what lies in one vault: files of reports, packages of referrals, files of sightings."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from daymark.casework.access.context import acting_as_system
from daymark.casework.monitoring.models import SightingFile
from daymark.casework.referrals.models import Referral
from daymark.casework.reports.models import Attachment, SubmissionFile
from daymark.vault.inspection import Row

PORTION = 500


class StoredRows:
    """Files of reports, files of companies' unfinished submissions, packages of referrals, files of sightings."""

    def of(self, addresses: Collection[str]) -> list[Row]:
        """Those that name one of these addresses."""
        found = []
        with acting_as_system():
            for rows, column, row_of in _tables():
                found += [row_of(row) for row in rows.filter(**{f"{column}__in": list(addresses)})]
        return found

    def portions(self) -> Iterator[list[Row]]:
        """Every row, in short transactions."""
        for rows, _, row_of in _tables():
            last = UUID(int=0)
            while True:
                with acting_as_system():
                    portion = list(rows.filter(pk__gt=last).order_by("pk")[:PORTION])
                if not portion:
                    break
                yield [row_of(row) for row in portion]
                last = portion[-1].pk

    def promised(self, sha256: str) -> str:
        """Nothing else says that a file of a report must be there."""
        return ""


def _tables() -> list[tuple[QuerySet[Any], str, Callable[[Any], Row]]]:
    files = Attachment.objects.filter(is_stored=True).exclude(sha256="").select_related("report").order_by()
    uploaded = SubmissionFile.objects.order_by()
    packages = Referral.objects.exclude(package_sha256="").defer("content", "choice_reason", "proposals").order_by()
    return [
        (files.only("sha256", "sha1", "md5", "size", "report__reference"), "sha256", _of_file),
        (uploaded.only("sha256", "sha1", "md5", "size", "submission_id"), "sha256", _of_upload),
        (packages, "package_sha256", _of_package),
        (SightingFile.objects.order_by(), "sha256", _of_sightings),
    ]


def _of_file(file: Attachment) -> Row:
    return _digested(file, f"A file of report {file.report.reference}")


def _of_upload(file: SubmissionFile) -> Row:
    return _digested(file, f"A file of the submission {file.submission_id} of a company")


def _of_sightings(file: SightingFile) -> Row:
    return _digested(file, f"The file of sightings {file.sha256[:12]}")


def _digested(file: Any, whose: str) -> Row:
    return Row(file.sha256, whose, file.size, file.md5, file.sha1)


def _of_package(referral: Referral) -> Row:
    return Row(referral.package_sha256, f"The package of referral {referral.reference}", referral.package_size)
