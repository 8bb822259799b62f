"""Bytes exactly as they arrived."""

from __future__ import annotations

import uuid

from django.db import models

from daymark.casework.access.fields import SealedField


class Way(models.TextChoices):
    """How something arrived."""

    PUBLIC = "PUBLIC", "Public report page"
    INDUSTRY = "INDUSTRY", "Industry server"
    PACKAGE = "PACKAGE", "Law-enforcement package"
    MONITORING = "MONITORING", "Peer-to-peer monitoring"


class Received(models.Model):
    """What arrived, unchanged, with its digest, stored before anything reads it. A trigger forbids any change.

    Never deleted while its report lives; a document that was refused is kept as well, with the refusal.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    way = models.CharField(max_length=10, choices=Way.choices)
    received_at = models.DateTimeField()
    body = SealedField()
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=120, blank=True)
    name = models.CharField(max_length=255, blank=True)
    account = models.ForeignKey("casework.IndustryAccount", on_delete=models.PROTECT, null=True, related_name="+")
    refusal = models.TextField(blank=True)
    # Another document that came with the one a report was read from: an XML beside the JSON of one package.
    beside = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="others_beside", db_index=False
    )

    class Meta:
        db_table = "reports_received"
        indexes = [models.Index(fields=["beside"], condition=models.Q(beside__isnull=False), name="received_beside")]

    def __str__(self) -> str:
        return f"{self.way} {self.sha256[:12]}"
