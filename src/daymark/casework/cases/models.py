"""Cases, their reports and members, tasks, notes and the decision log."""

from __future__ import annotations

import uuid

import pghistory
from django.db import models
from django.db.models import Func, Q, Value

from daymark.casework.access.fields import SealedText
from daymark.casework.access.models import User
from daymark.casework.reports.models import Report


class CaseState(models.TextChoices):
    """Where a case stands."""

    OPEN = "OPEN", "Open"
    CLOSED = "CLOSED", "Closed"


class ClosingOutcome(models.TextChoices):
    """Why a case is closed."""

    CHILD_SAFEGUARDED = "CHILD_SAFEGUARDED", "Child safeguarded"
    OFFENDER_DEALT_WITH = "OFFENDER_DEALT_WITH", "Person complained of dealt with"
    PASSED_ON = "PASSED_ON", "Passed to the authority that can act"
    NO_CHILD_AT_RISK = "NO_CHILD_AT_RISK", "No child at risk found"
    NOT_TRACEABLE = "NOT_TRACEABLE", "Could not be traced"
    DUPLICATE = "DUPLICATE", "Worked in another case"


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    exclude=["closing_reason"],
    context_field=None,  # type: ignore[arg-type]  # the audit record says who
    model_name="CaseEvent",
    meta={"db_table": "cases_case_event"},
)
class Case(models.Model):
    """One investigation, seen from the child's side."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=20, unique=True)  # C-2026-00012
    title = models.CharField(max_length=200)  # child first, no names
    operation = models.CharField(max_length=60, blank=True)
    priority = models.PositiveSmallIntegerField(default=3)
    child_in_danger = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=CaseState.choices, default=CaseState.OPEN)
    is_restricted = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    lead = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="cases_led")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    closing_outcome = models.CharField(max_length=20, choices=ClosingOutcome.choices, blank=True)
    closing_reason = SealedText(null=True)

    class Meta:
        db_table = "cases_case"
        indexes = [
            models.Index(fields=["state", "priority", "-opened_at"], name="case_state"),
            models.Index(fields=["lead", "state"], name="case_lead"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="OPEN", closed_at__isnull=True, closed_by__isnull=True, closing_outcome="")
                | Q(state="CLOSED", closed_at__isnull=False, closed_by__isnull=False) & ~Q(closing_outcome=""),
                name="closed_case_has_outcome",
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.reference})"


class CaseReport(models.Model):
    """A report that is worked in a case. One report is worked in one case."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="case_reports")
    report = models.OneToOneField(Report, on_delete=models.PROTECT, related_name="in_case")
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "cases_case_report"

    def __str__(self) -> str:
        return f"{self.report_id} in {self.case_id}"


class CaseMember(models.Model):
    """A person who works on a case; a restricted case is seen by its members alone."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="members")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="case_memberships")
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "cases_case_member"
        constraints = [models.UniqueConstraint(fields=["case", "user"], name="member_once")]

    def __str__(self) -> str:
        return f"{self.user_id} on {self.case_id}"


class Task(models.Model):
    """Something to be done in a case."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="tasks")
    text = SealedText()
    assigned_to = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="tasks")
    due_on = models.DateField(null=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "cases_task"
        ordering = ["done_at", "due_on", "made_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False),
                name="task_done_by_and_at",
            )
        ]

    def __str__(self) -> str:
        return f"task {self.pk}"


class EntryKind(models.TextChoices):
    """What an entry of the log is."""

    DECISION = "DECISION", "Decision"
    NOTE = "NOTE", "Note"
    EVENT = "EVENT", "Event"


class LogEntry(models.Model):
    """One entry of a case's log: a decision with its reason, a note, or something that happened. Append-only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="log")
    kind = models.CharField(max_length=10, choices=EntryKind.choices)
    text = SealedText()
    reason = SealedText(null=True)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    place = models.BigIntegerField(db_default=Func(Value("cases_log_place"), function="nextval"))

    class Meta:
        db_table = "cases_log_entry"
        ordering = ["written_at", "place"]
        indexes = [models.Index(fields=["case", "written_at"], name="log_case")]

    def __str__(self) -> str:
        return f"{self.kind} in {self.case_id}"
