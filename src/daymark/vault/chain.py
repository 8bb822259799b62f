"""The hash chain of the audit record: recompute it, compare it with signed checkpoints, name the first bad record.

The database computes the same chain in a trigger: `chain_hash = sha256(previous chain_hash || canonical UTF-8 text)`;
the first record follows 32 zero bytes. A chain alone does not see that its end was cut off or that all of it was
computed anew; checkpoints outside the database do.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

SEPARATOR = "\x1f"  # unit separator; the database refuses it in every field but the last
START = bytes(32)  # what the first record follows


@dataclass(frozen=True, slots=True)
class ChainedRecord:
    """One audit record as it is stored. `detail` is the JSON text exactly as in its text column."""

    sequence: int
    record_id: UUID
    at: datetime
    actor: str | None
    act: str
    kind: str
    reference: str
    detail: str
    chain_hash: bytes


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A signed statement: at this time the record with this sequence had this chain hash (32 bytes)."""

    sequence: int
    chain_hash: bytes
    at: datetime


@dataclass(frozen=True, slots=True)
class ChainVerdict:
    """What a check of the chain found, in a sentence; `first_bad` is the first altered or missing sequence.

    `records` counts those that were found good; those after `covered_to` are not yet in any checkpoint, so a cut or
    a rewriting among them cannot be seen.
    """

    intact: bool
    records: int
    covered_to: int
    last_hash: bytes
    first_bad: int | None
    sentence: str


class SeparatorInside(ValueError):
    """A field holds the separator, so that the record could be read in two ways."""


def canonical_record(
    *,
    sequence: int,
    record_id: UUID,
    at: datetime,
    actor: str | None,
    act: str,
    kind: str,
    reference: str,
    detail: str,
) -> bytes:
    """The bytes that are hashed: eight fields joined by U+001F, in UTF-8; no actor is an empty one.

    `at` must know its offset and is written in UTC as `2026-11-20T12:00:00.000000Z`: PostgreSQL's
    `to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`.
    """
    moment = at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    fields = [str(sequence), str(record_id), moment, actor or "", act, kind, reference]
    if any(SEPARATOR in field for field in fields):
        raise SeparatorInside
    return SEPARATOR.join([*fields, detail]).encode("utf-8")


def next_hash(previous: bytes, record: ChainedRecord) -> bytes:
    """The chain hash (32 bytes) that this record must have after the record with the `previous` one."""
    content = canonical_record(
        sequence=record.sequence,
        record_id=record.record_id,
        at=record.at,
        actor=record.actor,
        act=record.act,
        kind=record.kind,
        reference=record.reference,
        detail=record.detail,
    )
    return hashlib.sha256(previous + content).digest()


def verify_chain(records: Iterable[ChainedRecord], checkpoints: Sequence[Checkpoint]) -> ChainVerdict:
    """Check all records against the chain and the checkpoints; stops at the first fault.

    Give the records in order of their sequence. Sequences must begin at 1 and have no gap: take them from a counter
    row, not from a database sequence.
    """
    check = _ChainCheck(checkpoints)
    if fault := check.start():
        return check.verdict(fault)
    for record in records:
        if fault := check.take(record):
            return check.verdict(fault)
    return check.verdict(check.end())


@dataclass(frozen=True, slots=True)
class _Fault:
    sequence: int
    sentence: str


class _ChainCheck:
    """Where a check stands: the last good record and the checkpoints still ahead."""

    def __init__(self, checkpoints: Sequence[Checkpoint]) -> None:
        self._ahead = sorted(checkpoints, key=lambda checkpoint: checkpoint.sequence, reverse=True)
        self._records = 0
        self._covered_to = 0
        self._hash = START

    def start(self) -> _Fault | None:
        return self._compare_checkpoints()

    def take(self, record: ChainedRecord) -> _Fault | None:
        if fault := self._place_fault(record.sequence) or self._content_fault(record):
            return fault
        self._records, self._hash = record.sequence, bytes(record.chain_hash)
        return self._compare_checkpoints()

    def end(self) -> _Fault | None:
        if not self._ahead:
            return None
        last = self._ahead[0]
        return _Fault(
            self._records + 1,
            f"Records {self._records + 1} to {last.sequence} are missing from the end: "
            f"the checkpoint of {_moment(last.at)} had seen them.",
        )

    def verdict(self, fault: _Fault | None) -> ChainVerdict:
        return ChainVerdict(
            intact=fault is None,
            records=self._records,
            covered_to=self._covered_to,
            last_hash=self._hash,
            first_bad=fault.sequence if fault else None,
            sentence=fault.sentence if fault else self._good_sentence(),
        )

    def _place_fault(self, sequence: int) -> _Fault | None:
        wanted = self._records + 1
        if sequence == wanted:
            return None
        if sequence < wanted:
            return _Fault(
                sequence, f"Record {sequence} stands after record {self._records}: it is there twice or moved."
            )
        missing = f"Record {wanted} is" if sequence == wanted + 1 else f"Records {wanted} to {sequence - 1} are"
        return _Fault(wanted, f"{missing} missing: record {sequence} follows record {self._records}.")

    def _content_fault(self, record: ChainedRecord) -> _Fault | None:
        try:
            fits = next_hash(self._hash, record) == bytes(record.chain_hash)
        except ValueError:  # a separator or half a character inside: nothing the database would have taken
            fits = False
        if fits:
            return None
        return _Fault(
            record.sequence,
            f"Record {record.sequence} of {_moment(record.at)} was altered, moved or put in: "
            "its content does not give its chain hash.",
        )

    def _compare_checkpoints(self) -> _Fault | None:
        while self._ahead and self._ahead[-1].sequence <= self._records:
            checkpoint = self._ahead.pop()
            if checkpoint.sequence != self._records or checkpoint.chain_hash != self._hash:
                return self._rewritten(checkpoint)
            self._covered_to = checkpoint.sequence
        return None

    def _rewritten(self, checkpoint: Checkpoint) -> _Fault:
        first = min(self._covered_to + 1, self._records)
        return _Fault(
            first,
            f"Something in records {first} to {self._records} was rewritten, hashes and all, after the checkpoint of "
            f"{_moment(checkpoint.at)}.",
        )

    def _good_sentence(self) -> str:
        open_end = self._records - self._covered_to
        if not self._records:
            return "There are no records yet."
        if not open_end:
            return f"All {self._records} records are as they were written, and the last checkpoint covers them all."
        return (
            f"All {self._records} records are as they were written; the last {open_end} are not in a checkpoint yet, "
            "so a cut among them could not be seen."
        )


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
