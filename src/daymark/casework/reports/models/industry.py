"""Companies' submissions at the industry server until they are finished."""

from __future__ import annotations

import uuid

from django.db import models

from daymark.casework.access.fields import SealedText
from daymark.casework.partners.models import IndustryAccount
from daymark.casework.reports.models.received import Received
from daymark.casework.reports.models.report import Report


class SubmissionState(models.TextChoices):
    """Where a submission stands."""

    OPEN = "OPEN", "Open"
    FINISHED = "FINISHED", "Finished"
    RETRACTED = "RETRACTED", "Retracted"
    EXPIRED = "EXPIRED", "Expired"


class Submission(models.Model):
    """A report that a company has opened. It becomes a Report when the company finishes it."""

    number = models.BigAutoField(primary_key=True)  # the reportId that the company sees
    account = models.ForeignKey(IndustryAccount, on_delete=models.PROTECT, related_name="submissions")
    received = models.OneToOneField(Received, on_delete=models.PROTECT, related_name="submission")
    state = models.CharField(max_length=10, choices=SubmissionState.choices, default=SubmissionState.OPEN)
    opened_at = models.DateTimeField()
    modified_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    report = models.OneToOneField(Report, on_delete=models.PROTECT, null=True, related_name="submission")

    class Meta:
        db_table = "reports_submission"
        indexes = [models.Index(fields=["state", "modified_at"], name="submission_open")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="FINISHED", report__isnull=False) | ~models.Q(state="FINISHED"),
                name="finished_submission_has_report",
            )
        ]

    def __str__(self) -> str:
        return f"submission {self.number}"


class SubmissionFile(models.Model):
    """A file uploaded to a submission. The content lies in the vault."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="files")
    file_token = models.CharField(max_length=32, unique=True)  # the fileId that the company sees
    name = SealedText()
    sha256 = models.CharField(max_length=64)
    sha1 = models.CharField(max_length=40)
    md5 = models.CharField(max_length=32)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=120, blank=True)
    uploaded_at = models.DateTimeField()

    class Meta:
        db_table = "reports_submission_file"
        ordering = ["uploaded_at", "id"]

    def __str__(self) -> str:
        return self.file_token


class SubmissionFileDetails(models.Model):
    """One `fileDetails` document as received for one uploaded file; several may follow each other."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(SubmissionFile, on_delete=models.PROTECT, related_name="details")
    received = models.OneToOneField(Received, on_delete=models.PROTECT, related_name="file_details")

    class Meta:
        db_table = "reports_submission_file_details"
        ordering = ["received__received_at"]

    def __str__(self) -> str:
        return f"details of {self.file_id}"
