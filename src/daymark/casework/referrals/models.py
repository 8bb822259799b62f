"""Referrals: what was passed to which authority, and what the authority said and did."""

from __future__ import annotations

import uuid

import pghistory
from django.db import models
from django.db.models import Func, Q, Value

from daymark.casework.access.fields import SealedJSON, SealedText
from daymark.casework.access.models import User
from daymark.casework.cases.models import Case
from daymark.casework.partners.models import Agency
from daymark.casework.referrals.rules.states import State


class ReferralState(models.TextChoices):
    """Where a referral stands. Sent is not done: done begins with the acknowledgement."""

    DRAFT = State.DRAFT.value, "Draft"
    SENT = State.SENT.value, "Sent, waiting for acknowledgement"
    ACKNOWLEDGED = State.ACKNOWLEDGED.value, "Acknowledged"
    ACCEPTED = State.ACCEPTED.value, "Accepted"
    DECLINED = State.DECLINED.value, "Declined"
    CONCLUDED = State.CONCLUDED.value, "Concluded"
    WITHDRAWN = State.WITHDRAWN.value, "Withdrawn"


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    fields=["state", "destination", "priority", "sent_at", "due_at", "package_sha256"],
    context_field=None,  # type: ignore[arg-type]  # the audit record says who
    model_name="ReferralHistory",
    meta={"db_table": "referrals_referral_history"},
)
class Referral(models.Model):
    """One case passed to one authority. `content` is what the partner reads; the package is what was sent."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=20, unique=True)  # F-2026-00012
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="referrals")
    case_reference = models.CharField(max_length=20)
    destination = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="referrals")
    title = models.CharField(max_length=200)
    priority = models.PositiveSmallIntegerField()
    child_in_danger = models.BooleanField(default=False)
    state = models.CharField(max_length=14, choices=ReferralState.choices, default=ReferralState.DRAFT)
    proposals = models.JSONField(default=list)  # what the rules proposed when it was drafted, with evidence and doubts
    choice_reason = SealedText(null=True)
    content = SealedJSON(null=True)
    first_received_at = models.DateTimeField()  # of the case's earliest report: the six hours run from here
    drafted_at = models.DateTimeField()
    drafted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    due_at = models.DateTimeField(null=True)  # for the acknowledgement
    acknowledged_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    concluded_at = models.DateTimeField(null=True)
    package_sha256 = models.CharField(max_length=64, blank=True)
    package_size = models.PositiveBigIntegerField(null=True)
    is_encrypted = models.BooleanField(null=True)
    recipient_key = models.CharField(max_length=120, blank=True)

    class Meta:
        db_table = "referrals_referral"
        indexes = [
            models.Index(fields=["state", "due_at"], name="referral_state"),
            models.Index(fields=["destination", "state"], name="referral_destination"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["DRAFT", "WITHDRAWN"])
                | Q(sent_at__isnull=False, sent_by__isnull=False) & ~Q(package_sha256=""),
                name="sent_referral_has_package",
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.reference})"


class ReferralEvent(models.Model):
    """One step in a referral's life, by whom, in whose words. Append-only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="events")
    state = models.CharField(max_length=14, choices=ReferralState.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    note = SealedText(null=True)
    place = models.BigIntegerField(db_default=Func(Value("referrals_event_place"), function="nextval"))

    class Meta:
        db_table = "referrals_event"
        ordering = ["at", "place"]

    def __str__(self) -> str:
        return f"{self.state} {self.referral_id}"
