"""What a person decides: a priority, or the end of a row."""

from __future__ import annotations

from datetime import datetime

from django.db import models, transaction

from daymark.casework.access.context import acting_as_system
from daymark.casework.access.models import Role, User
from daymark.casework.reports.models import Report
from daymark.casework.triage.actions.rows import hold, locked, needed, put_on_record, stand_again, to_act_on
from daymark.casework.triage.actions.signals import add_reason
from daymark.casework.triage.models import Assessment, Bundle, BundleState
from daymark.casework.triage.queries.reading import bundle_of, copies_of, standing_of
from daymark.casework.triage.rules import CLOCKS, Signal, allowed, reason_of_signal
from daymark.problems import Problem


class UnderTheFloor(Problem):
    """The reasons hold this priority; nobody sets it lower. If a reason is wrong, ask the reporter or a supervisor."""


class NotClosed(Problem):
    """This is not closed, so it cannot be reopened."""


class ChildInDanger(Problem):
    """A child is said to be in danger: open a case, or ask a supervisor to close this."""


class ClosingReason(models.TextChoices):
    """Why a report ends without a case."""

    NO_CHILD_AT_RISK = "NO_CHILD_AT_RISK", "No child at risk"
    KNOWN_ALREADY = "KNOWN_ALREADY", "Known and worked elsewhere"
    NOT_FOR_US = "NOT_FOR_US", "Not a matter for this centre"
    TOO_LITTLE = "TOO_LITTLE", "Too little to act on, and nobody to ask"
    ADVICE_GIVEN = "ADVICE_GIVEN", "Advice given, nothing more to do"
    JUNK = "JUNK", "Not a report"
    WITHDRAWN = "WITHDRAWN", "Withdrawn by the sender"


# What a person may choose; a withdrawal closes by itself.
CLOSING_REASONS = tuple(choice for choice in ClosingReason.choices if choice[0] != ClosingReason.WITHDRAWN)


@transaction.atomic
def set_priority(*, bundle: Bundle, priority: int, reason: str, by: User, at: datetime) -> Bundle:
    """Raises or lowers a row with a reason. Never under its floor; graver news later counts again."""
    row, why = to_act_on(bundle, by), needed(reason)
    weighed, _ = standing_of(row)
    if not allowed(priority, weighed.floor):
        holding = next((each.sentence for each in weighed.reasons if each.floor == weighed.floor), "")
        raise UnderTheFloor(
            f"Priority {weighed.floor} is the lowest possible here: {holding.lower()}. Nothing changed."
        )
    was = row.priority
    row.decided_priority, row.decided_over = priority, weighed.priority
    stand_again(row)
    row.due_at = min(row.due_at, at + CLOCKS[priority]) if priority < was else row.first_received_at + CLOCKS[priority]
    row.save(update_fields=["decided_priority", "decided_over", "priority", "due_at"])
    _note_decision(row, why, by, at)
    put_on_record(row, "priority set", by=by, at=at, priority=priority, was=was, reason=why)
    return row


@transaction.atomic
def close(*, bundle: Bundle, reason_code: str, reason: str, by: User, at: datetime) -> Bundle:
    """Ends a row without a case. Where a child is said to be in danger, only a supervisor does so."""
    row, why = to_act_on(bundle, by), needed(reason)
    if row.floor == 1 and not by.has_role(Role.SUPERVISOR):
        raise ChildInDanger()
    _end(row, ClosingReason(reason_code), why, by, at)
    put_on_record(row, "report closed", by=by, at=at, code=reason_code, reason=why, copies=row.copies)
    return row


@transaction.atomic
def reopen(*, bundle: Bundle, reason: str, by: User, at: datetime) -> Bundle:
    """Puts a closed row back into the queue, with a fresh clock."""
    row, why = locked(bundle), needed(reason)
    if row.state != BundleState.CLOSED:
        raise NotClosed()
    back_in_queue(row, at)
    row.save()
    put_on_record(row, "report reopened", by=by, at=at, reason=why)
    return row


@transaction.atomic
def close_withdrawn(report: Report, *, at: datetime) -> None:
    """A report that its sender withdraws leaves the queue, unless a person holds it or other copies stand with it.

    Then the withdrawal is shown on the row, and the person decides.
    """
    with acting_as_system():
        row = locked(bundle_of(report))
        alone = not copies_of(row).filter(withdrawn_at__isnull=True).exclude(pk=report.pk).exists()
        if row.state == BundleState.WAITING and alone and row.floor != 1:
            _end(row, ClosingReason.WITHDRAWN, "The sender withdrew it.", None, at)
            put_on_record(row, "report closed", by=None, at=at, code=ClosingReason.WITHDRAWN.value)
        else:
            add_reason(row, reason_of_signal(Signal.WITHDRAWN), at)


def back_in_queue(row: Bundle, at: datetime) -> None:
    """Lets a row that had ended wait again, with a fresh clock."""
    hold(row, None, at)
    row.ended_at = row.ended_by = None
    row.end_reason = ""
    row.due_at = at + CLOCKS[row.priority]


def _end(row: Bundle, code: ClosingReason, why: str, by: User | None, at: datetime) -> None:
    hold(row, None, at)
    row.state = BundleState.CLOSED
    row.ended_at, row.ended_by = at, by
    row.end_reason = f"{code.label}. {why}"
    row.save()


def _note_decision(row: Bundle, why: str, by: User, at: datetime) -> None:
    """Writes the decision beside the rules' own words; what stood before is kept."""
    now = Assessment.objects.get(report=row.lead, is_current=True)
    Assessment.objects.filter(pk=now.pk).update(is_current=False)
    now.pk, now.assessed_at = None, at
    now.priority, now.decided_by, now.decision_reason = row.priority, by, why
    now.save(force_insert=True)
