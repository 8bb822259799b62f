"""Results that a case had, as the authority that acted reports them."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from daymark.casework.access.fields import SealedText
from daymark.casework.access.models import User
from daymark.casework.cases.models import Case
from daymark.casework.outcomes.rules import Kind
from daymark.casework.referrals.models import Referral


class OutcomeKind(models.TextChoices):
    """What came of it."""

    CHILD_SAFEGUARDED = Kind.CHILD_SAFEGUARDED.value, "Children safeguarded"
    ARREST = Kind.ARREST.value, "Arrests"
    CHARGE = Kind.CHARGE.value, "Charges"
    CONVICTION = Kind.CONVICTION.value, "Convictions"
    TAKEDOWN = Kind.TAKEDOWN.value, "Content taken down"
    LETTER = Kind.LETTER.value, "Warning letters"
    NO_FURTHER_ACTION = Kind.NO_FURTHER_ACTION.value, "No further action"


class Outcome(models.Model):
    """A counted result, with the day and who recorded it.

    What it says never changes and no row goes: a mistake is marked withdrawn (a trigger allows that alone), its reason
    stands in the case's log, and the right figure is a new row.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="outcomes")
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, null=True, related_name="outcomes")
    kind = models.CharField(max_length=20, choices=OutcomeKind.choices)
    number = models.PositiveIntegerField(default=1)
    happened_on = models.DateField()
    note = SealedText(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "outcomes_outcome"
        ordering = ["happened_on", "recorded_at"]
        indexes = [models.Index(fields=["kind", "happened_on"], name="outcome_kind")]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="outcome_withdrawn_by_and_at",
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.get_kind_display()}"
