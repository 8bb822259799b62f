"""What a centre has sealed by itself, and what waits to be sealed."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Func, Q, Value

from daymark.casework.access.fields import SealedText
from daymark.casework.access.models import User
from daymark.casework.cases.models import Case
from daymark.casework.media.models.seizures import Content, SeizedFile
from daymark.casework.media.rules.sealing import SealingPolicy, SealingWay


class SealingPolicyVersion(models.Model):
    """The policy as a supervisor wrote it; the latest is in force, all are kept. Never changed."""

    id = models.BigAutoField(primary_key=True)
    way = models.CharField(max_length=8, choices=[(each.value, each.value) for each in SealingWay])
    severity_from = models.PositiveSmallIntegerField()
    grades = ArrayField(models.CharField(max_length=20), default=list)
    reason = models.TextField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "media_sealing_policy"

    def __str__(self) -> str:
        return f"sealing policy of {self.made_at:%Y-%m-%d %H:%M}"

    @property
    def policy(self) -> SealingPolicy:
        """What it says."""
        return SealingPolicy(self.way, self.severity_from, tuple(self.grades))


class SealingState(models.TextChoices):
    """Where it stands."""

    WAITING = "WAITING", "Waits to be sealed"
    SEALED = "SEALED", "Sealed"
    FAILED = "FAILED", "Could not be sealed"
    DROPPED = "DROPPED", "Not sealed any more"  # the reason for it ended before it was done


class Sealing(models.Model):
    """An original that a job seals: asked for by a person, or by the policy when a grade was settled. Ended once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    content = models.ForeignKey(Content, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey(SeizedFile, on_delete=models.PROTECT, null=True, related_name="+")  # as a person chose
    policy = models.ForeignKey(SealingPolicyVersion, on_delete=models.PROTECT, null=True, related_name="+")
    reason = SealedText(null=True)  # a person's
    state = models.CharField(max_length=7, choices=SealingState.choices, default=SealingState.WAITING)
    why_not = models.TextField(blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    place = models.BigIntegerField(db_default=Func(Value("media_sealing_place"), function="nextval"))

    class Meta:
        db_table = "media_sealing"
        indexes = [models.Index(fields=["case", "content", "-place"], name="sealings_of_case")]
        constraints = [
            models.UniqueConstraint(fields=["case", "content"], condition=Q(state="WAITING"), name="waits_once"),
            models.CheckConstraint(
                condition=Q(policy=None, asked_by__isnull=False, file__isnull=False)
                | Q(policy__isnull=False, asked_by=None),
                name="asked_by_person_or_policy",
            ),
            models.CheckConstraint(
                condition=Q(state="WAITING", ended_at=None) | ~Q(state="WAITING") & Q(ended_at__isnull=False),
                name="sealing_ended_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.content_id}: {self.state}"
