"""What happens when a list, or one edition of it, turns out to be wrong: every standing that rested on it is found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from daymark.casework.access.context import acting_as_system
from daymark.casework.access.models import User
from daymark.casework.access.recording import record
from daymark.casework.access.rows import insert_values
from daymark.casework.cases.actions import log_event, needed
from daymark.casework.matching.actions.checking import alone, check_scope
from daymark.casework.matching.actions.scopes import Scope
from daymark.casework.matching.actions.settling import Changed, settle
from daymark.casework.matching.actions.storing import stand_anew
from daymark.casework.matching.models import Bank, Change, Edition, Entry
from daymark.casework.matching.rules import Gone, OurOwn

_HIT_BY = """
SELECT DISTINCT hit.content_id FROM matching_hit AS hit JOIN matching_entry AS entry ON entry.id = hit.entry_id
WHERE {condition}
"""
_HELD = """
SELECT exhibit.case_id, string_agg(DISTINCT seizure.reference, ', ' ORDER BY seizure.reference),
    count(DISTINCT file.content_id)
FROM media_seized_file AS file JOIN media_seizure AS seizure ON seizure.id = file.seizure_id
JOIN media_exhibit AS exhibit ON exhibit.id = seizure.exhibit_id
WHERE file.content_id = ANY(%s) GROUP BY exhibit.case_id
"""


@transaction.atomic
def withdraw_bank(*, bank: Bank, reason: str, by: User, at: datetime) -> list[Changed]:
    """Takes a list out of use. What stood on it alone is new again, in the same moment, and its cases are told."""
    why = needed(reason)
    alone()
    now = Bank.objects.select_for_update(no_key=True).get(pk=bank.pk)
    _may_be_withdrawn(now, now.withdrawn_at)
    now.withdrawn_at, now.withdrawn_by, now.withdrawn_why, now.turns = at, by, why, now.turns + 1
    now.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why", "turns"])
    changed = settle(contents_hit_by(Scope.of_bank(now.pk)), at=at)
    _tell(now, None, changed, why, by, at)
    return changed


@transaction.atomic
def withdraw_edition(*, edition: Edition, reason: str, by: User, at: datetime) -> list[Changed]:
    """Takes back what one edition of a list brought, as if it had never come: what it alone named no longer stands,
    and what it left out or took back stands again."""
    why = needed(reason)
    alone()
    bank = Bank.objects.select_for_update(no_key=True).get(pk=edition.bank_id)
    now = Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)
    _may_be_withdrawn(bank, now.withdrawn_at or bank.withdrawn_at)
    now.withdrawn_at, now.withdrawn_by, now.withdrawn_why = at, by, why
    now.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])
    again, gone = stand_anew(bank.pk)
    bank.turns += 1
    bank.entries = Entry.objects.filter(bank=bank, stands=True).count()
    bank.save(update_fields=["turns", "entries"])
    changed = check_scope(Scope.of_entries(again), at=at) if again else []
    changed += settle(contents_hit_by(Scope.of_entries([*again, *gone])), at=at)
    _tell(bank, now, changed, why, by, at)
    return changed


def contents_hit_by(scope: Scope) -> list[int]:
    """The contents that agree with one of these rows, whether it stands or not."""
    with connection.cursor() as cursor:
        cursor.execute(_HIT_BY.format(condition=scope.condition), scope.values)
        return [number for (number,) in cursor.fetchall()]


def _may_be_withdrawn(bank: Bank, withdrawn_at: datetime | None) -> None:
    if bank.is_own:
        raise OurOwn()
    if withdrawn_at:
        raise Gone()


def _tell(bank: Bank, edition: Edition | None, changed: Sequence[Changed], why: str, by: User, at: datetime) -> None:
    """What changed is kept with the list, and the log of every case that holds one of the files says so."""
    edition_id = edition.pk if edition else None
    rows = [
        {"bank_id": bank.pk, "edition_id": edition_id, "content_id": number, "was": was, "now": now, "at": at}
        for number, was, now in changed
    ]
    insert_values(Change, rows)
    named = f"Edition {edition.number} of the list “{bank.name}”" if edition else f"The list “{bank.name}”"
    for case, seizures, count in _held(changed):
        files = "1 file has" if count == 1 else f"{count:,} files have"
        text = f"{named} was withdrawn. {files} another standing now, in {seizures}."
        log_event(case_id=case, text=text, reason=why, by=by, at=at)
    act, detail = "list withdrawn", {"edition": edition.number if edition else None, "changed": len(changed)}
    record(act=act, by=by, at=at, kind="list", reference=bank.name, detail=detail)


def _held(changed: Sequence[Changed]) -> list[tuple[UUID, str, int]]:
    """The cases with one of these files: all of them, also those that whoever withdraws may not see."""
    with acting_as_system(), connection.cursor() as cursor:
        cursor.execute(_HELD, [[each.content for each in changed]])
        return list(cursor.fetchall())
