"""The audit chain: every change, cut, swap and rewriting is found, and the first bad record is named."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daymark.vault.chain import (
    START,
    ChainedRecord,
    Checkpoint,
    SeparatorInside,
    canonical_record,
    next_hash,
    verify_chain,
)

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def blank(sequence: int) -> ChainedRecord:
    return ChainedRecord(
        sequence=sequence,
        record_id=UUID(int=sequence),
        at=NOON + timedelta(seconds=sequence),
        actor="officer 12" if sequence % 3 else None,
        act="report read",
        kind="report",
        reference=f"R-{sequence}",
        detail='{"why": "triage"}',
        chain_hash=b"",
    )


def chained(records: list[ChainedRecord], previous: bytes = START) -> list[ChainedRecord]:
    done = []
    for record in records:
        previous = next_hash(previous, record)
        done.append(replace(record, chain_hash=previous))
    return done


def chain(length: int) -> list[ChainedRecord]:
    return chained([blank(sequence) for sequence in range(1, length + 1)])


def checkpoint(records: list[ChainedRecord], sequence: int) -> Checkpoint:
    return Checkpoint(sequence, records[sequence - 1].chain_hash, NOON + timedelta(hours=1))


def test_the_canonical_text_is_what_the_database_hashes() -> None:
    text = canonical_record(
        sequence=7,
        record_id=UUID("0b8e6a51-58a2-4a53-9e05-0d8a1f6a7c11"),
        at=datetime(2026, 11, 20, 13, 5, 0, 42, tzinfo=timezone(timedelta(hours=1))),
        actor=None,
        act="report read",
        kind="report",
        reference="R-2026-000123",
        detail='{"naïve": 1}',
    )
    assert (
        text
        == (
            "7\x1f0b8e6a51-58a2-4a53-9e05-0d8a1f6a7c11\x1f2026-11-20T12:05:00.000042Z\x1f\x1freport read\x1freport"
            '\x1fR-2026-000123\x1f{"naïve": 1}'
        ).encode()
    )


def test_the_first_record_follows_32_zero_bytes() -> None:
    (record,) = chain(1)
    content = "1\x1f00000000-0000-0000-0000-000000000001\x1f2026-11-20T12:00:01.000000Z\x1fofficer 12\x1freport read"
    content += '\x1freport\x1fR-1\x1f{"why": "triage"}'
    assert record.chain_hash == hashlib.sha256(bytes(32) + content.encode()).digest()


@pytest.mark.parametrize("field", ["actor", "act", "kind", "reference"])
def test_a_field_with_the_separator_is_refused(field: str) -> None:
    record = replace(blank(1), **{field: "a\x1fb"})
    with pytest.raises(SeparatorInside):
        next_hash(START, record)
    verdict = verify_chain([replace(record, chain_hash=b"x" * 32)], [])
    assert verdict.first_bad == 1


def test_a_good_chain_is_good() -> None:
    records = chain(10)
    verdict = verify_chain(iter(records), [checkpoint(records, 10), checkpoint(records, 4)])
    assert verdict.intact
    assert (verdict.records, verdict.covered_to, verdict.first_bad) == (10, 10, None)
    assert verdict.last_hash == records[-1].chain_hash
    assert verdict.sentence == ("All 10 records are as they were written, and the last checkpoint covers them all.")


def test_what_no_checkpoint_covers_yet_is_said() -> None:
    records = chain(10)
    assert "the last 3 are not in a checkpoint yet" in verify_chain(records, [checkpoint(records, 7)]).sentence


def test_an_empty_chain_is_good_until_a_checkpoint_knows_better() -> None:
    assert verify_chain([], []).sentence == "There are no records yet."
    assert verify_chain([], [Checkpoint(0, START, NOON)]).intact
    verdict = verify_chain([], [checkpoint(chain(5), 5)])
    assert (verdict.intact, verdict.first_bad) == (False, 1)
    assert verdict.sentence.startswith("Records 1 to 5 are missing from the end")


CHANGES = {
    "record_id": UUID(int=99),
    "at": NOON + timedelta(microseconds=1),
    "actor": "somebody else",
    "act": "report deleted",
    "kind": "case",
    "reference": "R-99",
    "detail": '{"why":"triage"}',
    "chain_hash": b"\1" * 32,
}


@given(at=st.integers(0, 9), field=st.sampled_from(list(CHANGES)))
def test_any_changed_field_is_found_and_named(at: int, field: str) -> None:
    records = chain(10)
    records[at] = replace(records[at], **{field: CHANGES[field]})
    verdict = verify_chain(records, [])
    assert not verdict.intact
    assert verdict.first_bad == at + 1
    assert verdict.records == at
    assert f"Record {at + 1} of 2026-11-20" in verdict.sentence


@given(st.integers(0, 8), st.integers(1, 3))
def test_deleted_records_are_named(at: int, count: int) -> None:
    records = chain(10)
    gone = min(count, 9 - at)
    del records[at : at + gone]
    verdict = verify_chain(records, [])
    assert verdict.first_bad == at + 1
    named = f"Record {at + 1} is missing" if gone == 1 else f"Records {at + 1} to {at + gone} are missing"
    assert verdict.sentence == f"{named}: record {at + gone + 1} follows record {at}."


@given(st.lists(st.integers(0, 9), min_size=2, max_size=2, unique=True))
def test_swapped_records_are_found(pair: list[int]) -> None:
    one, two = sorted(pair)
    rows = chain(10)
    rows[one], rows[two] = rows[two], rows[one]
    assert verify_chain(rows, []).first_bad == one + 1
    renumbered = [replace(row, sequence=number) for number, row in enumerate(rows, start=1)]
    assert verify_chain(renumbered, []).first_bad == one + 1


def test_a_record_that_is_there_twice_is_found() -> None:
    records = chain(5)
    verdict = verify_chain([*records[:3], records[2], *records[3:]], [])
    assert verdict.sentence == "Record 3 stands after record 3: it is there twice or moved."


def test_a_record_put_in_is_found() -> None:
    records = chain(5)
    put_in = chained([replace(blank(3), act="report withdrawn")], records[1].chain_hash)
    shifted = [replace(record, sequence=record.sequence + 1) for record in records[2:]]
    assert verify_chain([*records[:2], *put_in, *shifted], []).first_bad == 4


@given(st.integers(0, 9))
def test_a_cut_end_is_found_by_the_checkpoint(keep: int) -> None:
    records = chain(10)
    verdict = verify_chain(records[:keep], [checkpoint(records, 10)])
    assert (verdict.intact, verdict.first_bad) == (False, keep + 1)
    assert verify_chain(records[:keep], []).intact  # which is why checkpoints must lie elsewhere


@given(st.integers(1, 10))
def test_a_chain_computed_anew_is_found_by_the_checkpoints(at: int) -> None:
    records = chain(10)
    changed = chained([replace(record, act="x") if record.sequence == at else record for record in records])
    assert verify_chain(changed, []).intact
    verdict = verify_chain(changed, [checkpoint(records, 5), checkpoint(records, 10)])
    assert verdict.first_bad == (1 if at <= 5 else 6)
    assert "was rewritten, hashes and all, after the checkpoint of 2026-11-20 13:00:00 UTC" in verdict.sentence


@given(st.binary(min_size=32, max_size=32))
def test_a_checkpoint_with_another_hash_is_never_accepted(other: bytes) -> None:
    records = chain(3)
    assert verify_chain(records, [Checkpoint(2, other, NOON)]).intact == (other == records[1].chain_hash)
