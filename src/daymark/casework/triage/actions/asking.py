"""Waiting for a reporter's answer, and back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from daymark.casework.access.context import acting_as_system
from daymark.casework.access.models import User
from daymark.casework.reports.actions import ask_reporter
from daymark.casework.reports.models import Report
from daymark.casework.triage.actions.deciding import back_in_queue
from daymark.casework.triage.actions.holding import take
from daymark.casework.triage.actions.rows import locked, put_on_record, to_act_on
from daymark.casework.triage.actions.signals import add_reason
from daymark.casework.triage.models import Bundle, BundleState
from daymark.casework.triage.queries.reading import bundle_of
from daymark.casework.triage.rules import CLOCKS, Signal, reason_of_signal


@transaction.atomic
def ask(*, report: Report, text: str, by: User, at: datetime) -> None:
    """Sends a question to the reporter. A row that is in the queue waits for the answer in the hands of who asked."""
    bundle = bundle_of(report)
    ask_reporter(report=report, text=text, by=by, at=at)
    if bundle.ended_at is None:
        wait_for_reporter(bundle=take(bundle=bundle, by=by, at=at), by=by, at=at)


@transaction.atomic
def wait_for_reporter(*, bundle: Bundle, by: User, at: datetime) -> Bundle:
    """Marks a row as waiting for the reporter; its holder keeps it."""
    row = to_act_on(bundle, by)
    row.state = BundleState.ASKED
    row.save(update_fields=["state"])
    put_on_record(row, "waiting for the reporter", by=by, at=at)
    return row


@transaction.atomic
def bring_back(report: Report, *, at: datetime) -> None:
    """An answer puts the row back before the officer who asked, or into the queue, with a fresh clock.

    What was closed stands in the queue again: somebody came back to say more.
    """
    with acting_as_system():
        row = locked(bundle_of(report))
        if row.state == BundleState.CLOSED:
            back_in_queue(row, at)
        elif row.state == BundleState.ASKED:
            row.state = BundleState.IN_HAND if row.held_by else BundleState.WAITING
            row.due_at = at + CLOCKS[row.priority]
        add_reason(row, reason_of_signal(Signal.ANSWERED), at)
        put_on_record(row, "reporter answered", by=None, at=at)
