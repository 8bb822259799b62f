"""A report and its files."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from daymark.casework.access.fields import SealedJSON, SealedText
from daymark.casework.reports.models.received import Received, Way
from daymark.casework.reports.rules.understood import (
    AGE_WORDS,
    ENVIRONMENT_WORDS,
    HARM_WORDS,
    AgeBand,
    Environment,
    Harm,
    Sex,
    SourceKind,
)


class Report(models.Model):
    """One report. The plain columns are for finding and counting; what was said is sealed in `understood`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=20, unique=True)  # R-2026-000123
    received = models.ForeignKey(Received, on_delete=models.PROTECT, related_name="reports")
    received_at = models.DateTimeField()
    way = models.CharField(max_length=10, choices=Way.choices)
    source_kind = models.CharField(max_length=10, choices=[(kind.value, kind.value.title()) for kind in SourceKind])
    source_agency = models.ForeignKey("casework.Agency", on_delete=models.PROTECT, null=True, related_name="reports")
    external_reference = models.CharField(max_length=80, blank=True)
    harm = models.CharField(max_length=16, choices=[(kind.value, HARM_WORDS[kind]) for kind in Harm])
    environment = models.CharField(
        max_length=20, choices=[(each.value, ENVIRONMENT_WORDS[each]) for each in Environment]
    )
    platform = models.CharField(max_length=120, blank=True)
    title = models.CharField(max_length=200)  # child first, no names: "Girl, 11 to 13, North West: meeting arranged"
    child_age_band = models.CharField(
        max_length=14, default=AgeBand.UNKNOWN.value, choices=[(band.value, AGE_WORDS[band]) for band in AgeBand]
    )
    child_sex = models.CharField(max_length=8, default=Sex.UNKNOWN.value, choices=[(s.value, s.value) for s in Sex])
    child_count = models.PositiveSmallIntegerField(default=0)
    child_area = models.CharField(max_length=80, blank=True)
    child_country = models.CharField(max_length=2, blank=True)
    happened_at = models.DateTimeField(null=True)
    understood = SealedJSON()
    # Digest of text and files (keyed, so it tells nothing by itself); empty when there is neither: such never fold.
    fingerprint = models.CharField(max_length=64, blank=True)
    file_count = models.PositiveIntegerField(default=0)
    warning_count = models.PositiveIntegerField(default=0)
    is_restricted = models.BooleanField(default=False)  # set with its case: only the case's members see it
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "reports_report"
        indexes = [
            models.Index(fields=["-received_at", "-id"], name="report_received"),
            models.Index(fields=["harm", "-received_at", "-id"], name="report_harm"),
            models.Index(fields=["environment", "-received_at", "-id"], name="report_environment"),
            models.Index(fields=["source_kind", "-received_at", "-id"], name="report_source"),
            models.Index(fields=["source_agency", "-received_at", "-id"], name="report_agency"),
            models.Index(fields=["way", "-received_at", "-id"], name="report_way"),
            models.Index(fields=["external_reference"], name="report_external", condition=~Q(external_reference="")),
            models.Index(fields=["fingerprint"], name="report_fingerprint", condition=~Q(fingerprint="")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["source_agency", "external_reference"],
                condition=~Q(external_reference=""),
                name="report_once_from_each_sender",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.reference})"


class Attachment(models.Model):
    """A file that came with a report. Its content lies sealed in the vault under its SHA-256, never opened here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="attachments")
    name = SealedText()  # as received: never used as a path
    sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    sha1 = models.CharField(max_length=40, blank=True)
    md5 = models.CharField(max_length=32, blank=True, db_index=True)
    size = models.PositiveBigIntegerField(null=True)
    media_type = models.CharField(max_length=120, blank=True)  # as declared by the sender
    classification = models.CharField(max_length=10, blank=True)  # the sender's, as received
    viewed_by_sender = models.BooleanField(null=True)
    publicly_available = models.BooleanField(null=True)
    is_stored = models.BooleanField(default=True)  # False: the sender named it and did not send it

    class Meta:
        db_table = "reports_attachment"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.sha256 or "file not sent"
