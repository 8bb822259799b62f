"""The decision log: append-only, by a trigger in the database too."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from daymark.casework.access.context import acting_as_system
from daymark.casework.access.models import User
from daymark.casework.access.recording import record
from daymark.casework.cases.models import Case, CaseState, EntryKind, LogEntry
from daymark.problems import NotForYou, Problem


class NothingWritten(Problem):
    """Nothing was written. Write what you want the log to hold."""


class NoReason(Problem):
    """A reason is missing. Write one or two sentences that another officer can follow later."""


class CaseClosed(Problem):
    """This case is closed. Reopen it with a reason, then do this again."""


def locked(case: Case, *, even_closed: bool = False) -> Case:
    """The case as it stands now, held until the transaction ends, so that two people cannot act past each other."""
    now = Case.objects.select_for_update(no_key=True).filter(pk=case.pk).first()
    if now is None:
        raise NotForYou()
    if now.state == CaseState.CLOSED and not even_closed:
        raise CaseClosed()
    return now


def needed(reason: str) -> str:
    """A reason that says something."""
    if not reason.strip():
        raise NoReason()
    return reason.strip()


@transaction.atomic
def write_note(*, case: Case, text: str, by: User, at: datetime) -> LogEntry:
    """Writes a note into the log; also of a closed case, because knowledge comes late."""
    if not text.strip():
        raise NothingWritten()
    entry = _enter(case.pk, EntryKind.NOTE, text.strip(), "", by, at)
    record(act="note written", by=by, at=at, kind="case", reference=case.reference, detail={"entry": entry.pk})
    return entry


@transaction.atomic
def record_decision(*, case: Case, text: str, reason: str, by: User, at: datetime) -> LogEntry:
    """Writes a decision with its reason into the log of an open case."""
    if not text.strip():
        raise NothingWritten()
    locked(case)
    entry = _enter(case.pk, EntryKind.DECISION, text.strip(), needed(reason), by, at)
    record(act="decision recorded", by=by, at=at, kind="case", reference=case.reference, detail={"entry": entry.pk})
    return entry


def log_event(*, case_id: UUID, text: str, by: User | None, at: datetime, reason: str = "") -> None:
    """Writes into the log of a case that something happened. For later stages too, whoever acts there.

    A partner who answers a referral may not see the case, so the line is written as the system, in the partner's name.
    """
    with acting_as_system():
        _enter(case_id, EntryKind.EVENT, text, reason, by, at)


def put_on_record(
    *,
    case: Case,
    act: str,
    text: str,
    by: User | None,
    at: datetime,
    reason: str = "",
    detail: Mapping[str, Any] | None = None,
) -> None:
    """One act on a case: the line that its readers expect in the log, and the audit record (without what is sealed)."""
    log_event(case_id=case.pk, text=text, reason=reason, by=by, at=at)
    record(act=act, by=by, at=at, kind="case", reference=case.reference, detail=detail)


def _enter(case_id: UUID, kind: EntryKind, text: str, reason: str, by: User | None, at: datetime) -> LogEntry:
    entry = LogEntry(case_id=case_id, kind=kind, text=text, reason=reason or None, written_at=at, written_by=by)
    entry.save(force_insert=True)
    return entry
