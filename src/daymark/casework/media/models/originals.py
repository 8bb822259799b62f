"""Originals that were sealed into the vault, and who had that done and why."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Func, Q, Value

from daymark.casework.access.fields import SealedText
from daymark.casework.access.models import User
from daymark.casework.cases.models import Case
from daymark.casework.media.models.seizures import Content


class Original(models.Model):
    """One content as it lies sealed in the vault of originals: once, however many cases asked for it.

    It stays as a row when the content was destroyed: then it is the stub, with the signed proof.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    content = models.ForeignKey(Content, on_delete=models.PROTECT, related_name="originals")
    reference = SealedText()  # address and object number in the vault; it opens in this row alone
    sealed_at = models.DateTimeField()
    destroyed_at = models.DateTimeField(null=True)
    proof = models.BinaryField(null=True)  # what the vault signed when it was destroyed

    class Meta:
        db_table = "media_original"
        ordering = ["sealed_at"]
        constraints = [
            models.UniqueConstraint(fields=["content"], condition=Q(destroyed_at=None), name="sealed_once"),
            models.CheckConstraint(
                condition=Q(destroyed_at=None, proof=None) | Q(destroyed_at__isnull=False, proof__isnull=False),
                name="destroyed_with_proof",
            ),
        ]

    def __str__(self) -> str:
        return f"original of {self.content_id}"


class OriginalStep(models.TextChoices):
    """What a case did with an original."""

    SEALED = "SEALED", "Sealed"
    GIVEN_UP = "GIVEN_UP", "Given up by this case"  # another one still holds it, so that it stays
    DESTROYED = "DESTROYED", "Destroyed"


class OriginalAct(models.Model):
    """Who had an original sealed or destroyed for which case, and why. Append-only; seen by who sees the case."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    original = models.ForeignKey(Original, on_delete=models.PROTECT, related_name="acts")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    step = models.CharField(max_length=9, choices=OriginalStep.choices)
    reason = SealedText()
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    policy = models.ForeignKey("casework.SealingPolicyVersion", on_delete=models.PROTECT, null=True, related_name="+")
    place = models.BigIntegerField(db_default=Func(Value("media_original_act_place"), function="nextval"))

    class Meta:
        db_table = "media_original_act"
        ordering = ["place"]
        indexes = [models.Index(fields=["original", "place"], name="original_acts")]
        constraints = [
            models.CheckConstraint(
                condition=Q(by__isnull=False, policy=None) | Q(by=None, policy__isnull=False),
                name="act_of_person_or_policy",
            )
        ]

    def __str__(self) -> str:
        return f"{self.step} {self.at:%Y-%m-%d %H:%M}"
