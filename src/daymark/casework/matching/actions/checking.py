"""Matching as files arrive, and again for all old files when a list grows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from daymark.casework.access.rows import insert_values
from daymark.casework.matching.actions.finding import find_exact, find_looks, find_looks_of_all
from daymark.casework.matching.actions.looking import Looker
from daymark.casework.matching.actions.scopes import Scope
from daymark.casework.matching.actions.settling import Changed, settle
from daymark.casework.matching.models import Bank, Turned

_LOCK = 0x6D61_7463_6869_6E67  # "matching"


@transaction.atomic
def check_contents(
    contents: Collection[int], looker: Looker, *, at: datetime | None = None, turned: Mapping[int, Sequence[bytes]] = {}
) -> list[Changed]:
    """Matches contents (by number) that have just come with all standing lists; those whose standing has changed.

    Call it in the transaction that stores the contents: then no list can grow between the two without either of them
    seeing the other. `turned` gives the seven turned hashes of stills, which are kept for the lists to come.
    """
    at = at or timezone.now()
    alone(shared=True)
    looker.refresh()
    keep_turned(turned)
    found = find_exact(contents=contents, at=at) | find_looks(looker, contents, at=at)
    return settle(found, at=at)


@transaction.atomic
def check_bank(bank: Bank, *, at: datetime | None = None) -> list[Changed]:
    """Matches all contents there are with all rows of a bank; those whose standing has changed."""
    return check_scope(Scope.of_bank(bank.pk), at=at or timezone.now())


def check_scope(scope: Scope, *, at: datetime) -> list[Changed]:
    """Matches all contents with these rows. Contents that are on their way in wait meanwhile."""
    alone()
    found = find_exact(scope, at=at)
    looker = Looker(scope)
    if looker.can_find:
        found |= find_looks_of_all(looker, at=at)
    return settle(found, at=at)


def keep_turned(turned: Mapping[int, Sequence[bytes]]) -> None:
    """Keeps the turned hashes of stills, so that a list which comes later finds them too."""
    rows = [{"content_id": number, "hashes": b"".join(hashes)} for number, hashes in turned.items() if hashes]
    insert_values(Turned, rows, on_conflict="(content_id) DO NOTHING")


def alone(*, shared: bool = False) -> None:
    """Waits until no list grows (shared), or until nothing is being matched, and holds that until the transaction ends.

    A content that is stored while a list grows would be seen by neither: each would not yet be committed for the other.
    """
    name = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {name}(%s)", [_LOCK])
