"""Cohorts, the items drawn into them, and what coders said of each. Nothing of it is ever changed."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Func, Q, Value

from daymark.casework.access.models import User
from daymark.casework.media.models import Content
from daymark.casework.media.research.rules.sampling import LONGEST_SEED

TITLE_LENGTH = 120


class Cohort(models.Model):
    """A random sample of contents, and everything that is needed to draw it again. Append-only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=20, unique=True)  # Q-2026-00001
    title = models.CharField(max_length=TITLE_LENGTH)
    purpose = models.TextField()  # the question, written down before the drawing
    seed = models.CharField(max_length=LONGEST_SEED)
    first_on = models.DateField()  # contents first seen from this day on,
    last_on = models.DateField()  # to this day, both in UTC
    population = models.PositiveBigIntegerField()
    population_digest = models.BinaryField()  # SHA-256 of the numbers drawn from, ascending, a line each
    size = models.PositiveIntegerField()
    drawn_at = models.DateTimeField()
    drawn_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "media_cohort"
        ordering = ["-drawn_at"]
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="cohort_days"),
            models.CheckConstraint(condition=Q(population__gte=F("size"), size__gte=1), name="cohort_size"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"


class CohortItem(models.Model):
    """One content of a cohort, under its place in the sample. Append-only."""

    id = models.BigAutoField(primary_key=True)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="items")
    number = models.PositiveIntegerField()
    content = models.ForeignKey(Content, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "media_cohort_item"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "number"], name="cohort_number_once"),
            models.UniqueConstraint(fields=["cohort", "content"], name="cohort_content_once"),
        ]

    def __str__(self) -> str:
        return f"item {self.number}"


class CohortCoding(models.Model):
    """What one coder said of one item. A later one of the same coder corrects it; both stay. Append-only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey(CohortItem, on_delete=models.PROTECT, related_name="codings")
    coder = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField()  # by the codes of `rules/form.csv`
    coded_at = models.DateTimeField()
    place = models.BigIntegerField(db_default=Func(Value("media_cohort_coding_place"), function="nextval"))

    class Meta:
        db_table = "media_cohort_coding"
        ordering = ["place"]
        indexes = [models.Index(fields=["item", "place"], name="coding_item")]

    def __str__(self) -> str:
        return f"coding of item {self.item_id}"
