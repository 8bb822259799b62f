"""How a case ends, and how it begins again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from daymark.casework.access.models import User
from daymark.casework.cases.actions.log import locked, needed, put_on_record
from daymark.casework.cases.models import Case, CaseState, ClosingOutcome
from daymark.problems import Problem


class NotClosed(Problem):
    """This case is open."""


@transaction.atomic
def close_case(*, case: Case, outcome: ClosingOutcome, reason: str, by: User, at: datetime) -> None:
    """Closes a case with its outcome and the reason. Open tasks stay as they are and come back when it is reopened."""
    now = locked(case)
    now.state, now.closed_at, now.closed_by = CaseState.CLOSED, at, by
    now.closing_outcome, now.closing_reason = outcome, needed(reason)
    now.save(update_fields=["state", "closed_at", "closed_by", "closing_outcome", "closing_reason"])
    words = f"Case closed: {ClosingOutcome(outcome).label}."
    put_on_record(
        case=now, act="case closed", text=words, reason=reason.strip(), by=by, at=at, detail={"outcome": outcome}
    )


@transaction.atomic
def reopen_case(*, case: Case, reason: str, by: User, at: datetime) -> None:
    """Opens a closed case again; what it was closed with stays in the log."""
    now = locked(case, even_closed=True)
    if now.state != CaseState.CLOSED:
        raise NotClosed()
    why = needed(reason)
    now.state, now.closed_at, now.closed_by = CaseState.OPEN, None, None
    now.closing_outcome, now.closing_reason = "", None
    now.save(update_fields=["state", "closed_at", "closed_by", "closing_outcome", "closing_reason"])
    put_on_record(case=now, act="case reopened", text="Case reopened.", reason=why, by=by, at=at)
