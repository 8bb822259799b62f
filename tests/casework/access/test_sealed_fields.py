"""What the disk, the log of the database and a dump hold of sealed fields: nothing that can be read."""

from __future__ import annotations

import os
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest
from django.db import connection

from access_superuser import run, superuser
from daymark.casework.access.context import acting_as_system
from daymark.casework.cases.models import Case
from daymark.casework.reports.models import Message, Received, Report
from daymark.vault.keys import SealBroken
from daymark.web.postgres import ServerAddress
from daymark.web.postgres.address import SUPERUSER
from examples import NOON, make_report, make_understood
from people import make_cast

CANARY = "canary-7f3a91-synthetic-narrative"
BARE = "canary-c52e08-lies-open"  # another, because a worker beside this one searches the same server for the first
HOME = Path(os.environ["DAYMARK_TEST_HOME"])


@pytest.mark.django_db
def test_a_sealed_value_copied_to_another_row_does_not_open() -> None:
    first, second = make_report(), make_report()
    with acting_as_system(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE reports_report r SET understood = f.understood FROM reports_report f WHERE f.id = %s AND r.id = %s",
            [first.pk, second.pk],
        )
        with pytest.raises(SealBroken):
            _ = Report.objects.get(pk=second.pk).understood
        assert Report.objects.get(pk=first.pk).understood["narrative"]


@pytest.mark.django_db
def test_a_sealed_value_copied_to_another_column_does_not_open() -> None:
    report = make_report()
    with acting_as_system(), connection.cursor() as cursor:
        message = Message.objects.create(report=report, text="A", from_reporter=True, sent_at=NOON)
        cursor.execute("UPDATE reports_report SET understood = (SELECT text FROM reports_message LIMIT 1)")
        with pytest.raises(SealBroken):
            _ = Report.objects.get(pk=report.pk).understood
        assert Message.objects.get(pk=message.pk).text == "A"


@pytest.mark.django_db
def test_nobody_can_search_by_a_sealed_value() -> None:
    make_report()
    with acting_as_system(), pytest.raises(TypeError, match="is sealed"):
        Message.objects.filter(text="A").exists()


@pytest.mark.django_db
def test_a_sealed_field_that_was_left_out_is_empty() -> None:
    cast = make_cast()
    with acting_as_system():
        case = Case.objects.create(reference="C-2026-00001", title="Girl", opened_at=NOON, opened_by=cast.ines)
        assert Case.objects.get(pk=case.pk).closing_reason is None


def test_a_canary_in_sealed_fields_is_in_no_dump_and_in_no_file_of_the_database(committed: None) -> None:
    with acting_as_system():
        report = make_report(narrative=CANARY, summary=CANARY)
        Received.objects.create(way="PUBLIC", received_at=NOON, body=CANARY.encode(), sha256="0" * 64, size=len(CANARY))
        Message.objects.create(report=report, text=CANARY, from_reporter=True, sent_at=NOON)
    assert make_understood(narrative=CANARY).narrative == CANARY
    run("CHECKPOINT")
    assert CANARY.encode() not in dump()
    assert files_with(CANARY) == []


def test_the_search_for_canaries_would_find_one(committed: None) -> None:
    run("UPDATE django_content_type SET model = %s WHERE id = (SELECT min(id) FROM django_content_type)", BARE)
    run("CHECKPOINT")
    assert BARE.encode() in dump()
    assert files_with(BARE)


def dump() -> bytes:
    address = ServerAddress.load(HOME)
    environment = address.environment(SUPERUSER, str(connection.settings_dict["NAME"]))
    arguments = [address.binary("pg_dump"), "--format", "plain", "--inserts"]
    return subprocess.run(arguments, env=environment, check=True, capture_output=True).stdout


def files_with(canary: str) -> list[Path]:
    """Tables, indexes and the write-ahead log, as they lie on the disk, that hold these words."""
    with superuser() as link:
        found = link.execute("SELECT current_setting('data_directory')").fetchone()
    assert found
    holding = []
    for folder, _, names in os.walk(found[0]):
        for path in (Path(folder, name) for name in names):
            with suppress(FileNotFoundError):  # the server removes a log file, or a database of another test, meanwhile
                if canary.encode() in path.read_bytes():
                    holding.append(path)
    return holding
