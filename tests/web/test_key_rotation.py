"""Keys are rotated under load, interrupted and resumed; everything that was sealed is sealed anew."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from allauth.mfa.models import Authenticator
from django.conf import LazySettings
from django.db import connections, transaction

from daymark.casework.access.context import acting_as_system
from daymark.casework.access.keyring import keyring, vault
from daymark.casework.access.models import AuditRecord
from daymark.casework.cases.models import LogEntry
from daymark.casework.reports.models import Received, Report
from daymark.vault.keykinds import FIELDS, SIGNING, VAULT
from daymark.vault.keyring import list_keys, make_keys, rotate_key
from daymark.vault.keys import KeyUnknown
from daymark.web.key_rotation import KeyKept, rotate_and_reseal
from daymark.web.maintenance import OtherWorkRuns, alone
from daymark.web.sealed_columns import count_by_key, reseal, sealed_tables
from examples import make_report
from filled import CANARY, Filled, fill_centre

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
APPEND_ONLY = {"reports_received", "cases_log_entry", "referrals_event", "outcomes_outcome"}


@pytest.fixture
def centre(committed: None, tmp_path: Path, settings: LazySettings) -> Iterator[Filled]:
    """A filled centre with keys and a vault of its own."""
    settings.DAYMARK = replace(settings.DAYMARK, home=tmp_path, checkpoints=tmp_path / "checkpoints")
    make_keys(tmp_path)
    yield fill_centre()
    for alias in connections:
        connections[alias].close()


def ids(home: Path, file: str) -> list[str]:
    return [entry.key_id for entry in list_keys(home) if entry.file == file]


def rotate(file: str | None = None, **given: bool) -> list[str]:
    told: list[str] = []
    rotate_and_reseal(file=file, at=NOW, tell=told.append, **given)
    return told


def bodies() -> dict[str, tuple[str, bytes]]:
    with acting_as_system():
        return {str(row.pk): (row.sha256, bytes(row.body)) for row in Received.objects.all()}


def test_every_append_only_table_with_sealed_columns_has_rows_in_this_test(centre: Filled) -> None:
    with transaction.atomic("owner"), connections["owner"].cursor() as cursor:
        cursor.execute("SELECT set_config('daymark.scope', 'system', true)")
        for table in sealed_tables():
            for column in table.columns:
                cursor.execute(f'SELECT count("{column}") FROM "{table.name}"')  # noqa: S608
                assert cursor.fetchone()[0] or table.name not in APPEND_ONLY, f"{table.name}.{column}"
    assert {table.name for table in sealed_tables()} >= APPEND_ONLY


def test_after_a_rotation_everything_opens_and_the_old_key_is_gone(centre: Filled, tmp_path: Path) -> None:
    before = bodies()
    (old_fields,), (old_vault,) = ids(tmp_path, FIELDS), ids(tmp_path, VAULT)
    rotate()
    assert len(ids(tmp_path, FIELDS)) == len(ids(tmp_path, VAULT)) == 1
    assert old_fields not in ids(tmp_path, FIELDS)
    assert old_vault not in ids(tmp_path, VAULT)
    assert set(count_by_key(sealed_tables())) == set(ids(tmp_path, FIELDS))
    assert bodies() == before
    assert all(hashlib.sha256(body).hexdigest() == digest for digest, body in before.values())
    with acting_as_system():
        assert CANARY in Report.objects.get(pk=centre.report.pk).understood["narrative"]
        assert LogEntry.objects.filter(kind="NOTE").first().text == CANARY
    for address in vault().addresses():
        vault().verify(address)


def test_second_factors_are_sealed_anew_as_well(centre: Filled, tmp_path: Path) -> None:
    from daymark.web.accounts import FactorAdapter

    rotate(FIELDS)
    factor = Authenticator.objects.get(user=centre.cast.ada)
    assert FactorAdapter().decrypt(factor.data["secret"]) == "JBSWY3DPEHPK3PXP"
    assert factor.data["secret"].startswith("sealed:01" + ids(tmp_path, FIELDS)[0])


def test_a_rotation_is_on_record_and_leaves_no_other_history(centre: Filled) -> None:
    with acting_as_system():
        from daymark.casework.cases.models import Case

        events = Case.pgh_event_models and {model: model.objects.count() for model in _history_models()}
    rotate(FIELDS)
    with acting_as_system():
        assert AuditRecord.objects.filter(act="key rotated", object_reference=FIELDS).count() == 1
        assert {model: model.objects.count() for model in _history_models()} == events


def _history_models() -> list:
    from django.apps import apps

    return [model for model in apps.get_models() if hasattr(model, "pgh_tracked_model")]


def test_an_interrupted_rotation_is_finished_and_not_begun_anew(centre: Filled, tmp_path: Path) -> None:
    newest = rotate_key(tmp_path, FIELDS)
    reseal(sealed_tables()[0], newest)  # then the power failed
    told = rotate(FIELDS)
    assert "Finishing it" in told[0]
    assert ids(tmp_path, FIELDS) == [newest]
    assert set(count_by_key(sealed_tables())) == {newest}


def test_a_value_that_does_not_open_keeps_the_old_key(centre: Filled, tmp_path: Path) -> None:
    stranger = LogEntry._meta.get_field("text")
    with acting_as_system():
        entry = LogEntry.objects.filter(kind="NOTE").first()
        other = LogEntry.objects.exclude(pk=entry.pk).first()
    sealed_elsewhere = keyring().seal(b"moved here from another row", stranger.associated_data(other))
    with _owner("session_replication_role = replica") as cursor:  # as somebody with the superuser's password could
        cursor.execute('UPDATE cases_log_entry SET "text" = %s WHERE id = %s', [sealed_elsewhere, entry.pk])
    told: list[str] = []
    with pytest.raises(KeyKept, match="still opens 1"):
        rotate_and_reseal(file=FIELDS, at=NOW, tell=told.append)
    assert any(f"cases_log_entry.text, row {entry.pk}" in sentence for sentence in told)
    assert len(ids(tmp_path, FIELDS)) == 2


class _owner:
    """The superuser, who can switch triggers off."""

    def __init__(self, setting: str) -> None:
        self.setting = setting

    def __enter__(self) -> psycopg.Cursor:
        from conftest import HOME
        from daymark.web.postgres import SUPERUSER, ServerAddress

        name = connections["default"].settings_dict["NAME"]
        self.connection = psycopg.connect(ServerAddress.load(HOME).dsn(SUPERUSER, name), autocommit=True)
        cursor = self.connection.cursor()
        cursor.execute(f"SET {self.setting}")
        return cursor

    def __exit__(self, *_: object) -> None:
        self.connection.close()


def test_people_go_on_reading_and_writing_while_keys_are_rotated(centre: Filled, tmp_path: Path) -> None:
    stop, failures, written = threading.Event(), [], []

    def work() -> None:
        try:
            while not stop.is_set():
                report = make_report(narrative=f"{CANARY} {len(written)}")
                with acting_as_system():
                    for each in Report.objects.order_by("?")[:5]:
                        assert each.understood["narrative"]
                written.append(report.pk)
        except BaseException as error:
            failures.append(error)
        finally:
            for alias in connections:
                connections[alias].close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    try:
        while len(written) < 4 and not failures:
            time.sleep(0.01)
        rotate(FIELDS)
    finally:
        stop.set()
        for worker in workers:
            worker.join()
    assert not failures
    (key,) = ids(tmp_path, FIELDS)
    assert set(count_by_key(sealed_tables())) == {key}
    with acting_as_system():
        assert all(CANARY in Report.objects.get(pk=pk).understood["narrative"] for pk in written)


def test_an_old_key_waits_for_the_request_that_may_still_need_it(centre: Filled, tmp_path: Path) -> None:
    ready, leave, seen = threading.Event(), threading.Event(), []

    def slow_request() -> None:
        with acting_as_system():
            report = Report.objects.get(pk=centre.report.pk)  # holds what the old key sealed, unopened
            ready.set()
            leave.wait(20)
            seen.append(report.understood["narrative"])
        connections["default"].close()

    request = threading.Thread(target=slow_request)
    request.start()
    ready.wait(20)
    threading.Timer(1.0, leave.set).start()
    told = rotate(FIELDS)
    request.join()
    assert "Waiting for the requests and jobs under way." in told
    assert CANARY in seen[0]


def test_without_the_old_key_a_copy_of_the_old_row_does_not_open(centre: Filled) -> None:
    with acting_as_system():
        old = Report.objects.get(pk=centre.report.pk).__dict__["understood"]
    rotate(FIELDS)
    field = Report._meta.get_field("understood")
    with pytest.raises(KeyUnknown):
        field.opened(bytes(old), centre.report)


def test_the_old_key_stays_when_asked_and_goes_the_next_time(centre: Filled, tmp_path: Path) -> None:
    rotate(FIELDS, keep_old=True)
    assert len(ids(tmp_path, FIELDS)) == 2
    rotate(FIELDS)
    assert len(ids(tmp_path, FIELDS)) == 1


def test_a_signing_key_is_rotated_without_touching_any_row(centre: Filled, tmp_path: Path) -> None:
    before = count_by_key(sealed_tables())
    told = rotate(SIGNING)
    assert count_by_key(sealed_tables()) == before
    assert len(ids(tmp_path, SIGNING)) == 2
    assert "Give partners the new fingerprints: daymark keys fingerprints" in told


def test_no_rotation_while_a_back_up_is_written(centre: Filled, tmp_path: Path) -> None:
    with alone(tmp_path, "daymark backup"), pytest.raises(OtherWorkRuns, match="daymark backup"):
        rotate(FIELDS)
    rotate(FIELDS)
