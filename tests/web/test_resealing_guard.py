"""Append-only rows may be sealed anew by the owner of the tables, and nothing can be slipped in by that door."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.db import DatabaseError, connections, transaction
from pytest_django import DjangoDbBlocker

from daymark.casework.access.context import acting_as_system
from daymark.casework.access.keyring import keyring
from daymark.casework.cases.models import LogEntry
from daymark.vault.keykinds import FIELDS
from daymark.vault.keyring import make_keys, rotate_key
from filled import CANARY, fill_centre

CHANGE = 'UPDATE cases_log_entry SET "text" = %s WHERE id = %s'


@pytest.fixture(scope="module")
def centre(
    django_db_setup: None,
    fresh_database: Callable[[], None],
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Path]:
    """A filled centre with keys of its own, for all tests here: each of them leaves it as it was."""
    home = tmp_path_factory.mktemp("centre")
    with pytest.MonkeyPatch.context() as patched, django_db_blocker.unblock():
        patched.setattr(settings, "DAYMARK", replace(settings.DAYMARK, home=home))
        fresh_database()
        make_keys(home)
        fill_centre()
        yield home
        fresh_database()


def note() -> LogEntry:
    with acting_as_system():
        found = LogEntry.objects.filter(kind="NOTE").first()
    assert found
    return found


@pytest.fixture
def entry(centre: Path) -> LogEntry:
    """A note in a case's log, after a newer key was made."""
    found = note()
    rotate_key(centre, FIELDS)
    return found


def sealed_anew(entry: LogEntry, text: str) -> bytes:
    return keyring().seal(text.encode(), LogEntry._meta.get_field("text").associated_data(entry))


def attempt(alias: str, statement: str, *values: object, resealing: bool = True) -> bytes:
    """Runs the statement as one of the two roles and rolls it back; gives the text column as it then was."""
    with transaction.atomic(alias), connections[alias].cursor() as cursor:
        cursor.execute("SELECT set_config('daymark.scope', 'system', true)")
        if resealing:
            cursor.execute("SELECT set_config('daymark.resealing', 'on', true)")
        cursor.execute(statement, values)
        assert cursor.rowcount == 1
        cursor.execute('SELECT "text" FROM cases_log_entry WHERE id = %s', [values[-1]])
        row = cursor.fetchone()
        transaction.set_rollback(True, alias)
    return bytes(row[0])


def test_the_owner_may_seal_the_same_content_under_another_key(entry: LogEntry) -> None:
    becomes = sealed_anew(entry, CANARY)
    assert attempt("owner", CHANGE, becomes, entry.pk) == becomes


def test_the_applications_role_may_not_even_when_it_asks_for_it(entry: LogEntry) -> None:
    with pytest.raises(DatabaseError, match="append-only"):
        attempt("default", CHANGE, sealed_anew(entry, CANARY), entry.pk)


def test_nobody_may_without_asking_for_it(entry: LogEntry) -> None:
    with pytest.raises(DatabaseError, match="append-only"):
        attempt("owner", CHANGE, sealed_anew(entry, CANARY), entry.pk, resealing=False)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE cases_log_entry SET written_at = now() WHERE id = %s",
        "UPDATE cases_log_entry SET kind = 'DECISION' WHERE id = %s",
        'UPDATE cases_log_entry SET "text" = NULL WHERE id = %s',
        'UPDATE cases_log_entry SET "text" = "text" WHERE id = %s',
        "DELETE FROM cases_log_entry WHERE id = %s",
    ],
)
def test_nothing_but_the_ciphertext_may_change(entry: LogEntry, statement: str) -> None:
    with pytest.raises(DatabaseError):
        attempt("owner", statement, entry.pk)


def test_a_longer_text_is_no_resealing(entry: LogEntry) -> None:
    with pytest.raises(DatabaseError, match="append-only"):
        attempt("owner", CHANGE, sealed_anew(entry, CANARY + "!"), entry.pk)


def test_another_text_under_the_same_key_is_no_resealing(centre: Path) -> None:
    with acting_as_system():
        fresh = LogEntry.objects.create(
            case=note().case, kind="NOTE", text=CANARY, written_at=note().written_at, written_by=note().written_by
        )
    with pytest.raises(DatabaseError, match="append-only"):
        attempt("owner", CHANGE, sealed_anew(fresh, CANARY[::-1]), fresh.pk)


def test_a_seal_together_with_another_column_is_refused(entry: LogEntry) -> None:
    statement = 'UPDATE cases_log_entry SET "text" = %s, written_at = now() WHERE id = %s'
    with pytest.raises(DatabaseError, match="append-only"):
        attempt("owner", statement, sealed_anew(entry, CANARY), entry.pk)


@pytest.mark.parametrize("column", ["number", "happened_on"])
def test_an_outcome_keeps_its_figures(entry: LogEntry, column: str) -> None:
    statement = f"UPDATE outcomes_outcome SET {column} = {column} + 1"  # noqa: S608
    with pytest.raises(DatabaseError, match="kept as recorded"):
        attempt("owner", statement)
