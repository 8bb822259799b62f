"""The talk with a reporter who keeps a receipt code."""

from __future__ import annotations

import uuid

from django.db import models

from daymark.casework.access.fields import SealedText
from daymark.casework.access.models import User
from daymark.casework.reports.models.report import Report


class Receipt(models.Model):
    """The way back for a reporter. Only a keyed digest of the 16-digit code is stored."""

    report = models.OneToOneField(Report, on_delete=models.PROTECT, primary_key=True, related_name="receipt")
    code_digest = models.BinaryField(max_length=32, unique=True)
    made_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "reports_receipt"

    def __str__(self) -> str:
        return f"receipt of {self.report_id}"


class Message(models.Model):
    """One question to the reporter or one answer from the reporter."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="messages")
    text = SealedText()
    from_reporter = models.BooleanField()
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    read_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "reports_message"
        ordering = ["sent_at"]
        indexes = [
            models.Index(
                fields=["report"], condition=models.Q(from_reporter=True, read_at__isnull=True), name="message_unread"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(from_reporter=True, sent_by__isnull=True)
                | models.Q(from_reporter=False, sent_by__isnull=False),
                name="message_from_one_side",
            )
        ]

    def __str__(self) -> str:
        return f"message of {self.report_id}"
