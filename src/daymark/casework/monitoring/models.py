"""Peer-to-peer sightings as they came, the files that they name, and the persons that they hold together."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from daymark.casework.access.fields import SealedField, SealedJSON, SealedText
from daymark.casework.access.models import User
from daymark.casework.monitoring.rules.persons import Access
from daymark.casework.reports.models import Report

NAME_LENGTH = 255


class SightingFile(models.Model):
    """One file of a monitoring tool: kept as received in the vault, and what became of its rows."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sha256 = models.CharField(max_length=64, unique=True)
    sha1 = models.CharField(max_length=40)
    md5 = models.CharField(max_length=32)
    size = models.PositiveBigIntegerField()
    name = models.CharField(max_length=NAME_LENGTH)
    form = models.CharField(max_length=60)
    layout = models.JSONField(default=dict)  # what was said about the tool's files, as it came
    taken = models.PositiveBigIntegerField(default=0)
    doubtful = models.PositiveBigIntegerField(default=0)
    refused = models.PositiveBigIntegerField(default=0)
    refusals = models.JSONField(default=list)  # the first of them: line, reason, what the time can mean
    is_whole = models.BooleanField(default=True)
    brought_at = models.DateTimeField()
    brought_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "monitoring_file"
        ordering = ["-brought_at"]

    def __str__(self) -> str:
        return f"{self.name} ({self.sha256[:12]})"


class SightingBatch(models.Model):
    """Some ten thousand sightings of one file, packed (`rules.packing`) and sealed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(SightingFile, on_delete=models.PROTECT, related_name="batches")
    number = models.PositiveIntegerField()
    rows = models.PositiveIntegerField()
    packed = SealedField()

    class Meta:
        db_table = "monitoring_batch"
        ordering = ["file", "number"]
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="batch_once")]

    def __str__(self) -> str:
        return f"{self.file_id}, batch {self.number}"


class SeenFile(models.Model):
    """A file that a sighting names. `lists` are the givers of known-bad lists that name it; NULL: nobody can say."""

    id = models.BigAutoField(primary_key=True)
    name = models.BinaryField(unique=True)  # kind and strongest hash: `exchange.sightings.file_of`
    md5 = models.BinaryField(null=True)
    sha1 = models.BinaryField(null=True)
    sha256 = models.BinaryField(null=True)
    lists = models.PositiveIntegerField(null=True)

    class Meta:
        db_table = "monitoring_seen_file"
        indexes = [models.Index(fields=["id"], condition=Q(lists__gt=0), name="seen_file_known")]

    def __str__(self) -> str:
        return f"seen file {self.pk}"


class Chain(models.Model):
    """What sightings of known files hold together: one person, as far as anybody can tell from a network.

    `place` is the place in the ranked list, NULL when the last counting did not find it any more.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=16, unique=True)  # from what holds it together, the same at every counting
    place = models.PositiveIntegerField(null=True)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    facts = models.JSONField()  # the counts of `rules.persons.SeenPerson`
    links = SealedJSON()  # network, identifier, addresses with times and ports
    access = models.PositiveSmallIntegerField(default=Access.NOT_KNOWN.value)
    access_why = SealedText(null=True)
    access_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    access_at = models.DateTimeField(null=True)
    report = models.OneToOneField(Report, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "monitoring_chain"
        ordering = [F("place").asc(nulls_last=True)]
        indexes = [models.Index(fields=["place"], name="chain_place")]
        constraints = [
            models.CheckConstraint(
                condition=Q(access_by__isnull=True, access_at__isnull=True)
                | Q(access_by__isnull=False, access_at__isnull=False),
                name="access_said_by_and_at",
            )
        ]

    def __str__(self) -> str:
        return self.reference


class Counting(models.Model):
    """One counting: what was chained, what could not be, and the estimates. The newest one is shown."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    counted_at = models.DateTimeField(db_index=True)
    sightings = models.PositiveBigIntegerField()  # all that are here
    counted = models.PositiveBigIntegerField()  # of files that known-bad lists name
    unknown = models.PositiveBigIntegerField()  # of files named by hashes that no list here has
    doubled = models.PositiveBigIntegerField()
    chains = models.PositiveBigIntegerField()
    unplaced = models.JSONField(default=list)
    estimates = models.JSONField(default=list)
    conflicts = SealedJSON()

    class Meta:
        db_table = "monitoring_counting"
        ordering = ["-counted_at"]

    def __str__(self) -> str:
        return f"{self.chains} persons on {self.counted_at:%Y-%m-%d}"
