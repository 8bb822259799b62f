"""How a list comes in: read as a stream, stored in one transaction, matched before anybody can rely on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from daymark.casework.access.models import User
from daymark.casework.access.recording import record
from daymark.casework.matching.actions.checking import alone, check_scope
from daymark.casework.matching.actions.rows import SHOWN, Reading
from daymark.casework.matching.actions.scopes import Scope
from daymark.casework.matching.actions.settling import Changed, settle
from daymark.casework.matching.actions.storing import count_added, last_entry, stand_anew, store
from daymark.casework.matching.actions.withdrawing import contents_hit_by
from daymark.casework.matching.models import Bank, Edition, Entry
from daymark.casework.matching.rules import (
    GIVER_LENGTH,
    NAME_LENGTH,
    REFERENCE_LENGTH,
    BankWithdrawn,
    NoBankName,
    NoGiver,
    OtherStanding,
    OurOwn,
    Says,
    checked,
    checked_standing,
)
from daymark.engine.known.standing import Standing as ListStanding
from daymark.exchange.hashlist import HashList, read_hash_list

_OWN = {
    ListStanding.KNOWN_BAD: Says.BAD,
    ListStanding.KNOWN_GOOD: Says.GOOD,
    ListStanding.UNKNOWN: Says.UNSAID,
}
_TO_LIST = {Says.BAD: ListStanding.KNOWN_BAD, Says.GOOD: ListStanding.KNOWN_GOOD, Says.DISPUTED: None}


@dataclass(frozen=True)
class Given:
    """What the person who brings a list says about it."""

    name: str
    giver: str
    standing: Says | None = None
    reference: str = ""
    is_complete: bool = False
    although_good: bool = False


@dataclass(frozen=True)
class Imported:
    """What became of a list. `is_new` is False when this very file is an edition of the bank already."""

    bank: Bank
    edition: Edition
    is_new: bool
    changed: tuple[Changed, ...] = ()


def opened(path: Path, given: Given) -> tuple[HashList, Says]:
    """The list in a file, to be read with the person's word on its standing, and the standing it is kept under.

    Raises UnreadableHashList, SayTheStanding, GoodAsBad.
    """
    own = read_hash_list(path)
    standing = checked_standing(own=_OWN[own.standing], asked=given.standing, although_good=given.although_good)
    return read_hash_list(path, standing=_TO_LIST[standing]), standing


@transaction.atomic
def import_list(
    *,
    hash_list: HashList,
    standing: Says,
    given: Given,
    by: User | None,
    at: datetime,
    step: Callable[[Reading], None] = lambda _: None,
) -> Imported:
    """Takes a list in as an edition of its bank, new or there already, and matches all that is here with what it adds.

    All of it or nothing: until the end nothing matches the new rows. `hash_list` and
    `standing` are what `opened` gave. `step` is called with the reading as it goes on.
    """
    bank = _bank(standing, given, by, at)
    sha256 = bytes.fromhex(hash_list.sha256)
    there = Edition.objects.filter(bank=bank, sha256=sha256, withdrawn_at=None).order_by("-number").first()
    if there and (there.is_complete or not given.is_complete):
        return Imported(bank, there, is_new=False)
    reading = Reading(hash_list, standing)
    edition = _edition(bank, reading, sha256, given, by, at)
    before = last_entry()
    for portion in reading.portions():
        store(edition, portion)
        step(reading)
    scope = count_added(edition, before)
    _complete(edition, reading, given)
    changed = _matched(edition, scope, reading, at)
    bank.entries = Entry.objects.filter(bank=bank, stands=True).count()
    bank.save(update_fields=["entries", "turns"])
    detail = {"edition": edition.number, "format": edition.format, "sha256": hash_list.sha256, "giver": bank.giver}
    detail |= {"rows": edition.rows, "added": edition.added, "refused": edition.refused, "standing": bank.standing}
    record(act="list imported", by=by, at=at, kind="list", reference=bank.name, detail=detail)
    return Imported(bank, edition, is_new=True, changed=tuple(changed))


def _matched(edition: Edition, scope: Scope, reading: Reading, at: datetime) -> list[Changed]:
    """All contents against what is new, and those that rested on what the new edition leaves out."""
    alone()
    grows_only = edition.number == 1 and not reading.took_back
    again, gone = ([], []) if grows_only else stand_anew(edition.bank_id)
    changed = check_scope(scope, at=at)
    if again:
        changed += check_scope(Scope.of_entries(again), at=at)
    if again or gone:
        edition.bank.turns += 1
        changed += settle(contents_hit_by(Scope.of_entries([*again, *gone])), at=at)
    return changed


def _bank(standing: Says, given: Given, by: User | None, at: datetime) -> Bank:
    """The bank of this name, held until the transaction ends; made when there is none."""
    name = checked(given.name, NAME_LENGTH, NoBankName)
    giver = checked(given.giver, GIVER_LENGTH, NoGiver)
    values = {"standing": standing, "giver": giver, "added_at": at, "added_by": by}
    bank, _ = Bank.objects.select_for_update(no_key=True).get_or_create(name=name, defaults=values)
    if bank.is_own:
        raise OurOwn()
    if bank.withdrawn_at:
        raise BankWithdrawn()
    if bank.standing != standing:
        label = bank.get_standing_display().lower()
        raise OtherStanding(f"The list “{name}” is kept as {label}. Give this one a name of its own.")
    return bank


def _edition(bank: Bank, reading: Reading, sha256: bytes, given: Given, by: User | None, at: datetime) -> Edition:
    """The next edition, before its rows are read."""
    hash_list = reading.hash_list
    last = Edition.objects.filter(bank=bank).order_by("-number").values_list("number", flat=True).first()
    return Edition.objects.create(
        bank=bank,
        number=(last or 0) + 1,
        file_name=_storable(hash_list.path.name),
        sha256=sha256,
        format=_storable(f"{hash_list.format} {hash_list.version or ''}".strip())[:160],
        provenance=_provenance(hash_list),
        reference=" ".join(given.reference.split())[:REFERENCE_LENGTH],
        rows=0,
        added_at=at,
        added_by=by,
    )


def _complete(edition: Edition, reading: Reading, given: Given) -> None:
    """What is known of an edition when it was read: a list that broke off is never taken for a whole one."""
    is_whole = reading.hash_list.tally.complete and reading.rows > 0
    warnings = [*reading.hash_list.warnings][:SHOWN]
    if given.is_complete and not is_whole:
        warnings.append("It broke off before its end, so what it leaves out still stands.")
    edition.is_complete = given.is_complete and is_whole
    edition.rows, edition.refused, edition.refusals = reading.rows, reading.refused, reading.refusals
    edition.profile, edition.warnings = _storable(reading.profile)[:160], [_storable(each) for each in warnings]
    edition.save()


def _provenance(hash_list: HashList) -> dict[str, Any]:
    said = hash_list.provenance
    named = {
        "context": said.context,
        "region": said.region,
        "made with": said.source_application,
        "organisation": said.organisation,
        "date": said.date,
        **said.more,
    }
    return {_storable(name): _storable(value) for name, value in named.items() if value}


def _storable(text: object) -> str:
    """As JSON in the database takes it: no zero byte, no half a character."""
    return str(text).replace("\0", "�").encode("utf-8", "replace").decode()
