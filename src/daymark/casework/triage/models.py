"""Assessments of reports, and the bundles that stand in the queue."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from daymark.casework.access.models import User
from daymark.casework.reports.models import Report


class BundleState(models.TextChoices):
    """Where a bundle stands."""

    WAITING = "WAITING", "Waiting"
    IN_HAND = "IN_HAND", "In hand"
    ASKED = "ASKED", "Waiting for the reporter"
    IN_CASE = "IN_CASE", "In a case"
    CLOSED = "CLOSED", "Closed without a case"


class Bundle(models.Model):
    """Reports that are copies of one another (same text or same files), standing in the queue as one row.

    Its priority is that of its gravest report: folding never lowers severity.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    fingerprint = models.CharField(max_length=64, null=True)  # none: it never folds
    lead = models.OneToOneField(Report, on_delete=models.PROTECT, related_name="leads_bundle")
    harm = models.CharField(max_length=16, choices=Report.harm.field.choices)  # the lead's, for filters
    source_kind = models.CharField(max_length=10, choices=Report.source_kind.field.choices)
    copies = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10, choices=BundleState.choices, default=BundleState.WAITING)
    priority = models.PositiveSmallIntegerField()  # 1 immediate, 2 soon, 3 without undue delay
    rank = models.IntegerField(default=0)  # order within a priority: the gravest reason first (triage.rules)
    floor = models.PositiveSmallIntegerField(null=True)
    child_in_danger = models.BooleanField(default=False)
    title = models.CharField(max_length=200)
    reasons = models.JSONField(default=list)  # [{"code", "sentence"}], in order of weight; no names
    questions = models.JSONField(default=list)
    # What a person decided, and what the rules said at that moment: something graver that comes later counts again.
    decided_priority = models.PositiveSmallIntegerField(null=True)
    decided_over = models.PositiveSmallIntegerField(null=True)
    first_received_at = models.DateTimeField()
    due_at = models.DateTimeField()
    held_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="bundles_held", db_index=False)
    held_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    end_reason = models.TextField(blank=True)
    is_restricted = models.BooleanField(default=False)

    class Meta:
        db_table = "triage_bundle"
        # Rows that have not ended are few among all; each order of the queue reads its own index and stops early.
        indexes = [
            models.Index(
                fields=["priority", "-rank", "due_at", "id"],
                include=["state", "harm", "source_kind", "child_in_danger", "held_by", "lead", "is_restricted"],
                condition=Q(ended_at__isnull=True),
                name="bundle_queue",
            ),
            models.Index(
                fields=["harm", "priority", "-rank", "due_at", "id"],
                include=["state", "source_kind", "child_in_danger", "held_by", "lead", "is_restricted"],
                condition=Q(ended_at__isnull=True),
                name="bundle_harm",
            ),
            models.Index(
                fields=["state", "priority", "-rank", "due_at", "id"],
                condition=Q(state__in=["IN_HAND", "ASKED"]),
                name="bundle_taken",
            ),
            models.Index(fields=["due_at", "id"], condition=Q(ended_at__isnull=True), name="bundle_due"),
            models.Index(fields=["first_received_at", "id"], condition=Q(ended_at__isnull=True), name="bundle_age"),
            models.Index(
                fields=["due_at"], condition=Q(ended_at__isnull=True, child_in_danger=True), name="bundle_danger"
            ),
            models.Index(fields=["held_by", "state"], name="bundle_holder"),
            models.Index(
                fields=["state", "-ended_at", "-id"], condition=Q(ended_at__isnull=False), name="bundle_latest"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["fingerprint"], name="one_bundle_for_copies"),
            models.CheckConstraint(condition=Q(priority__range=(1, 3)), name="bundle_priority"),
            models.CheckConstraint(
                condition=Q(held_by__isnull=True, held_at__isnull=True)
                | Q(held_by__isnull=False, held_at__isnull=False),
                name="bundle_held_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(decided_priority__isnull=True, decided_over__isnull=True)
                | Q(decided_priority__isnull=False, decided_over__isnull=False),
                name="bundle_decision_and_over_what",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["IN_CASE", "CLOSED"], ended_at__isnull=False)
                | Q(state__in=["WAITING", "IN_HAND", "ASKED"], ended_at__isnull=True),
                name="bundle_ended",
            ),
            models.CheckConstraint(
                condition=~Q(state="WAITING") | Q(held_by__isnull=True), name="bundle_waiting_is_free"
            ),
            models.CheckConstraint(
                condition=~Q(state="IN_HAND") | Q(held_by__isnull=False), name="bundle_in_hand_is_held"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Assessment(models.Model):
    """What the rules said of one report, and what a person decided. One row for each time it was assessed."""

    id = models.BigAutoField(primary_key=True)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="assessments")
    bundle = models.ForeignKey(Bundle, on_delete=models.PROTECT, related_name="assessments")
    assessed_at = models.DateTimeField()
    rules_version = models.CharField(max_length=20)
    rule_priority = models.PositiveSmallIntegerField()
    priority = models.PositiveSmallIntegerField()
    rank = models.IntegerField(default=0)
    floor = models.PositiveSmallIntegerField(null=True)
    child_in_danger = models.BooleanField(default=False)
    reasons = models.JSONField(default=list)
    questions = models.JSONField(default=list)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    decision_reason = models.TextField(blank=True)
    is_current = models.BooleanField(default=True)

    class Meta:
        db_table = "triage_assessment"
        constraints = [
            models.UniqueConstraint(fields=["report"], condition=Q(is_current=True), name="one_current_assessment"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decision_reason=""), name="decision_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"priority {self.priority} for {self.report_id}"
