"""Results that a case had, as the authority that acted reports them."""

from __future__ import annotations

import uuid

from django.db import models

from daymark.casework.access.fields import SealedText
from daymark.casework.access.models import User
from daymark.casework.cases.models import Case
from daymark.casework.referrals.models import Referral


class OutcomeKind(models.TextChoices):
    """What came of it."""

    CHILD_SAFEGUARDED = "CHILD_SAFEGUARDED", "Children safeguarded"
    ARREST = "ARREST", "Arrests"
    CHARGE = "CHARGE", "Charges"
    CONVICTION = "CONVICTION", "Convictions"
    TAKEDOWN = "TAKEDOWN", "Content taken down"
    LETTER = "LETTER", "Warning letters"
    NO_FURTHER_ACTION = "NO_FURTHER_ACTION", "No further action"


class Outcome(models.Model):
    """A counted result, with the day and who recorded it. Corrected by a new row that withdraws the old one."""

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

    def __str__(self) -> str:
        return f"{self.number} {self.get_kind_display()}"
