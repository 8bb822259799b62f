"""The audit record cannot be changed by the program, and whoever changes it otherwise is found out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import DatabaseError, IntegrityError, connections, transaction

from access_superuser import run
from daymark.casework.access.actions import verify_audit, write_checkpoint
from daymark.casework.access.actions.checking import chained_records
from daymark.casework.access.models import AuditLink, AuditRecord
from daymark.casework.access.queries import checkpoint_file, last_checkpoint_at
from daymark.casework.access.recording import record
from daymark.vault.chain import ChainedRecord, canonical_record
from examples import NOON

SOON = NOON + timedelta(minutes=5)
ACTS = [f"act {number}" for number in range(1, 11)]


@pytest.fixture
def home(committed: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database of its own, and a checkpoint folder of its own."""
    monkeypatch.setattr(settings, "DAYMARK", replace(settings.DAYMARK, checkpoints=tmp_path))
    return tmp_path


@pytest.fixture
def ten_records(home: Path) -> None:
    for number, act in enumerate(ACTS):
        record(act=act, by=None, at=NOON + timedelta(seconds=number), reference=f"R-2026-{number:06d}")


@pytest.mark.parametrize("role", ["default", "owner"])
def test_neither_the_program_nor_the_owner_of_the_tables_changes_the_record(ten_records: None, role: str) -> None:
    for statement in (
        "UPDATE access_audit_record SET act = 'nothing'",
        "DELETE FROM access_audit_record",
        "TRUNCATE access_audit_record CASCADE",
        "UPDATE access_audit_link SET chain_hash = '\\x00'",
        "DELETE FROM access_audit_link",
        "TRUNCATE access_audit_link",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(using=role), connections[role].cursor() as cursor:
            cursor.execute(statement)
    assert list(AuditRecord.objects.order_by("at").values_list("act", flat=True)) == ACTS
    assert verify_audit(at=SOON).intact


def test_the_program_writes_no_link_of_its_own(ten_records: None) -> None:
    stray = AuditRecord.objects.first()
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditLink.objects.create(sequence=99, record=stray, chain_hash=bytes(32))


def test_a_refused_act_leaves_no_record_and_no_gap(home: Path) -> None:
    record(act="kept", by=None, at=NOON)
    with transaction.atomic():
        record(act="rolled back", by=None, at=NOON)
        transaction.set_rollback(True)
    record(act="kept too", by=None, at=NOON)
    verdict = verify_audit(at=SOON)
    assert (verdict.intact, verdict.records) == (True, 2)


WORDS = [
    "",
    "Zoë Łukasiewicz 李小龙 🚩",
    "two\nlines\r\nand a\ttab",
    "quotes ' \" \\ %s",
    "é" * 80,
    "a\x1e\x7f\x85b",
]


def test_database_and_checker_agree_on_what_is_hashed(home: Path) -> None:
    zone = timezone(timedelta(hours=5, minutes=30))
    moment = datetime(2026, 3, 2, 17, 30, 0, 7, tzinfo=zone)
    for words in WORDS:
        record(act="read", by=None, at=moment, kind="report", reference=words, detail={"said": words, "n": [1, None]})
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT convert_to(access_audit_text(l.sequence, r), 'UTF8') FROM access_audit_link l"
            " JOIN access_audit_record r ON r.id = l.record_id ORDER BY l.sequence"
        )
        in_database = [bytes(text) for (text,) in cursor.fetchall()]
    assert [as_hashed(row) for row in chained_records()] == in_database
    assert verify_audit(at=moment).intact


def as_hashed(row: ChainedRecord) -> bytes:
    return canonical_record(
        sequence=row.sequence,
        record_id=row.record_id,
        at=row.at,
        actor=row.actor,
        act=row.act,
        kind=row.kind,
        reference=row.reference,
        detail=row.detail,
    )


def test_the_separator_stands_in_no_field(home: Path) -> None:
    with pytest.raises(IntegrityError, match="audit_without_separator"):
        record(act="read", by=None, at=NOON, reference="R-1\x1freport")


@pytest.mark.parametrize(
    ("tampering", "first_bad"),
    [
        ("UPDATE access_audit_record SET act = 'nothing at all' WHERE act = 'act 4'", 4),
        ("UPDATE access_audit_record SET actor_name = 'Somebody Else' WHERE act = 'act 4'", 4),
        ("UPDATE access_audit_record SET at = at + interval '1 microsecond' WHERE act = 'act 6'", 6),
        ("UPDATE access_audit_record SET detail = '{\"x\":1}' WHERE act = 'act 1'", 1),
        ("DELETE FROM access_audit_record WHERE act = 'act 7'", 7),
        ("DELETE FROM access_audit_link WHERE sequence = 7", 7),
        ("DELETE FROM access_audit_link WHERE sequence = 1", 1),
        (
            "UPDATE access_audit_link SET record_id = CASE sequence WHEN 3 THEN (SELECT record_id FROM"
            " access_audit_link WHERE sequence = 8) ELSE (SELECT record_id FROM access_audit_link WHERE sequence = 3)"
            " END WHERE sequence IN (3, 8)",
            3,
        ),
        ("UPDATE access_audit_link SET sequence = sequence + 100 WHERE sequence > 5", 6),
    ],
)
def test_tampering_is_found_and_the_first_bad_record_named(ten_records: None, tampering: str, first_bad: int) -> None:
    run("ALTER TABLE access_audit_link DROP CONSTRAINT access_audit_link_record_id_key")
    run(tampering)
    verdict = verify_audit(at=SOON)
    assert not verdict.intact
    assert verdict.first_bad == first_bad
    assert str(first_bad) in verdict.sentence


def test_a_record_put_in_between_is_found(ten_records: None) -> None:
    run("UPDATE access_audit_link SET sequence = sequence + 1000 WHERE sequence > 5")
    run("UPDATE access_audit_link SET sequence = sequence - 999 WHERE sequence > 1000")
    run(
        "INSERT INTO access_audit_record (id, at, actor, actor_name, act, object_kind, object_reference, detail)"
        " VALUES ('00000000-0000-4000-8000-000000000001', now(), '', 'system', 'put in', '', '', '{}')"
    )
    values = (6, "00000000-0000-4000-8000-000000000001", b"\x00")
    run("INSERT INTO access_audit_link (sequence, record_id, chain_hash) VALUES (%s, %s, %s)", *values)
    assert verify_audit(at=SOON).first_bad == 6


def test_a_record_outside_the_chain_is_found(ten_records: None) -> None:
    run(
        "INSERT INTO access_audit_record (id, at, actor, actor_name, act, object_kind, object_reference, detail)"
        " VALUES ('00000000-0000-4000-8000-000000000001', now(), '', 'system', 'put in', '', '', '{}')"
    )
    verdict = verify_audit(at=SOON)
    assert not verdict.intact
    assert "outside the chain" in verdict.sentence


def cut_tail() -> None:
    run("DELETE FROM access_audit_record WHERE id IN (SELECT record_id FROM access_audit_link WHERE sequence > 8)")
    run("DELETE FROM access_audit_link WHERE sequence > 8")


def test_a_cut_at_the_end_is_found_by_the_checkpoint_outside(ten_records: None) -> None:
    write_checkpoint(at=NOON)
    cut_tail()
    verdict = verify_audit(at=SOON)
    assert not verdict.intact
    assert verdict.first_bad == 9
    assert "9 to 10 are missing from the end" in verdict.sentence


def test_a_whole_new_chain_is_found_by_the_checkpoint_outside(ten_records: None) -> None:
    write_checkpoint(at=NOON)
    run("UPDATE access_audit_record SET act = 'nothing' WHERE act = 'act 2'")
    run(
        "DO $$ DECLARE l record; last bytea := decode(repeat('00', 32), 'hex'); BEGIN"
        " FOR l IN SELECT k.sequence, r FROM access_audit_link k JOIN access_audit_record r ON r.id = k.record_id"
        " ORDER BY 1 LOOP last := sha256(last || convert_to(access_audit_text(l.sequence, l.r), 'UTF8'));"
        " UPDATE access_audit_link SET chain_hash = last WHERE sequence = l.sequence; END LOOP; END $$"
    )
    verdict = verify_audit(at=SOON)
    assert not verdict.intact
    assert "rewritten" in verdict.sentence


def test_an_altered_checkpoint_file_is_found(ten_records: None) -> None:
    write_checkpoint(at=NOON)
    path = checkpoint_file()
    path.write_bytes(path.read_bytes().replace(b'"sequence":10', b'"sequence":90'))
    verdict = verify_audit(at=SOON)
    assert not verdict.intact
    assert "Line 1 of the checkpoint file is bad" in verdict.sentence


def test_a_checkpoint_file_that_should_be_there_and_is_not_is_told(ten_records: None) -> None:
    assert verify_audit(at=NOON + timedelta(hours=1)).intact
    verdict = verify_audit(at=NOON + timedelta(hours=4))
    assert not verdict.intact
    assert "no checkpoint file" in verdict.sentence


def test_a_copy_kept_elsewhere_can_be_believed_instead(ten_records: None, home: Path) -> None:
    write_checkpoint(at=NOON)
    copy = home / "elsewhere" / "copy.jsonl"
    copy.parent.mkdir()
    copy.write_bytes(checkpoint_file().read_bytes())
    checkpoint_file().unlink()
    cut_tail()
    assert verify_audit(at=SOON).intact
    assert not verify_audit(at=SOON, checkpoints=copy).intact


def test_the_check_itself_is_on_record_and_covered_by_the_next_checkpoint(ten_records: None) -> None:
    assert verify_audit(at=SOON).records == 10
    assert write_checkpoint(at=SOON).sequence == 11
    assert last_checkpoint_at() == SOON.astimezone(UTC)
    verdict = verify_audit(at=SOON)
    assert (verdict.records, verdict.covered_to) == (11, 11)


def test_records_of_connections_that_commit_at_once_stand_in_one_chain(home: Path) -> None:
    dsn = connections["default"].get_connection_params()
    links = [psycopg.connect(**{k: v for k, v in dsn.items() if k in {"host", "port", "dbname", "user", "password"}})
             for _ in range(4)]  # fmt: skip
    insert = (
        "INSERT INTO access_audit_record (id, at, actor, actor_name, act, object_kind, object_reference, detail)"
        " VALUES (gen_random_uuid(), now(), '', 'system', 'at once', '', '', '{}')"
    )
    for _ in range(5):
        for link in links:
            link.execute(insert)
        for link in reversed(links):
            link.commit()
    for link in links:
        link.close()
    verdict = verify_audit(at=SOON)
    assert (verdict.intact, verdict.records) == (True, 20)
