"""Exhibits, and who signs for holding them."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from daymark.casework.access.models import User
from daymark.casework.access.recording import record
from daymark.casework.cases.actions import locked, log_event
from daymark.casework.cases.models import Case
from daymark.casework.media.models import CustodyEntry, Exhibit
from daymark.casework.media.rules import (
    HOLDER_LENGTH,
    SEAL_LENGTH,
    NoHolder,
    checked_name,
    checked_signature,
    checked_time,
)
from daymark.problems import Problem


class ExhibitThere(Problem):
    """The case has an exhibit of this name already. Open it, or take the name on the label of the other one."""


@transaction.atomic
def add_exhibit(*, case: Case, name: str, by: User | None, at: datetime, description: str = "") -> Exhibit:
    """Adds a seized item to an open case."""
    locked(case)
    exhibit = Exhibit(
        case=case, name=checked_name(name), description=description.strip() or None, added_at=at, added_by=by
    )
    try:
        with transaction.atomic():
            exhibit.save(force_insert=True)
    except IntegrityError as error:
        raise ExhibitThere from error
    log_event(case_id=case.pk, text=f"Exhibit {exhibit.name} added.", by=by, at=at)
    detail = {"exhibit": exhibit.pk, "name": exhibit.name}
    record(act="exhibit added", by=by, at=at, kind="case", reference=case.reference, detail=detail)
    return exhibit


@transaction.atomic
def exhibit_named(*, case: Case, name: str, by: User | None, at: datetime) -> Exhibit:
    """The exhibit of this name, added when the case has none."""
    there = Exhibit.objects.filter(case=case, name=checked_name(name)).first()
    return there or add_exhibit(case=case, name=name, by=by, at=at)


@transaction.atomic
def sign_custody(
    *,
    exhibit: Exhibit,
    holder: str,
    held_from: datetime,
    signed_as: str,
    by: User,
    at: datetime,
    seal: str = "",
    why: str = "",
) -> CustodyEntry:
    """Writes down who holds the exhibit from when on, signed with the writer's name. It is never changed."""
    if not holder.strip():
        raise NoHolder()
    entry = CustodyEntry(
        exhibit=exhibit,
        holder=holder.strip()[:HOLDER_LENGTH],
        held_from=checked_time(held_from, at),
        seal=seal.strip()[:SEAL_LENGTH],
        why=why.strip() or None,
        signed_as=checked_signature(signed_as, by.name),
        written_at=at,
        written_by=by,
    )
    entry.save(force_insert=True)
    detail = {"exhibit": exhibit.pk, "holder": entry.holder, "seal": entry.seal}
    record(act="custody signed", by=by, at=at, kind="exhibit", reference=exhibit.name, detail=detail)
    return entry
