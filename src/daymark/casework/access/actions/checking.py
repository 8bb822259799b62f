"""The audit record against itself and against the signed checkpoints outside the database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from django.db import transaction

from daymark.casework.access.keyring import keyring
from daymark.casework.access.models import AuditLink, AuditRecord
from daymark.casework.access.queries.checkpoints import LATE, began_at, checkpoint_file, checkpoints_in
from daymark.casework.access.recording import record
from daymark.vault.chain import ChainedRecord, ChainVerdict, Checkpoint, verify_chain
from daymark.vault.checkpoints import CheckpointReading, append_checkpoint


def write_checkpoint(*, at: datetime) -> Checkpoint | None:
    """Signs how far the chain has come, in a file outside the database. None when nothing was ever recorded."""
    last = AuditLink.objects.order_by("-sequence").first()
    if last is None:
        return None
    checkpoint = Checkpoint(sequence=last.sequence, chain_hash=bytes(last.chain_hash), at=at)
    append_checkpoint(checkpoint_file(), checkpoint, keys=keyring())
    return checkpoint


def verify_audit(*, at: datetime, checkpoints: Path | None = None) -> ChainVerdict:
    """Checks every record, in order, against the chain and the checkpoints, and puts the check on record.

    `checkpoints` is the checkpoint file to believe, such as a copy kept elsewhere; else the installation's own.
    Reads the rows through a server-side cursor: memory does not grow with their number.
    """
    with transaction.atomic():
        reading = checkpoints_in(checkpoints or checkpoint_file())
        verdict = verify_chain(chained_records(), reading.checkpoints if reading else ())
        verdict = _with_unchained(_with_reading(verdict, reading, at))
    detail = {"intact": verdict.intact, "records": verdict.records, "first_bad": verdict.first_bad}
    record(act="audit record checked", by=None, at=at, kind="audit", detail=detail)
    return verdict


def chained_records() -> Iterator[ChainedRecord]:
    """Every record in the order of the chain, as the check wants it. A link whose record is gone leaves a gap."""
    links = AuditLink.objects.order_by("sequence").values_list(
        "sequence",
        "chain_hash",
        "record_id",
        "record__at",
        "record__actor",
        "record__actor_name",
        "record__act",
        "record__object_kind",
        "record__object_reference",
        "record__detail",
    )
    for sequence, chain_hash, pk, moment, actor, actor_name, act, kind, reference, detail in links.iterator(5000):
        yield ChainedRecord(
            sequence=sequence,
            record_id=pk,
            at=moment,
            actor=f"{actor} {actor_name}",
            act=act,
            kind=kind,
            reference=reference,
            detail=detail,
            chain_hash=bytes(chain_hash),
        )


def _with_reading(verdict: ChainVerdict, reading: CheckpointReading | None, at: datetime) -> ChainVerdict:
    if reading is None:
        first = began_at()
        if first is None or at - first < LATE:
            return verdict
        why = f"There is no checkpoint file at {checkpoint_file()}: a cut at the end could not be seen."
        return replace(verdict, intact=False, sentence=f"{verdict.sentence} {why}")
    if reading.intact:
        return verdict
    return replace(verdict, intact=False, sentence=f"{reading.sentence} {verdict.sentence}")


def _with_unchained(verdict: ChainVerdict) -> ChainVerdict:
    """A record that no link names was put in with the triggers switched off, or its link was taken away."""
    stray = AuditRecord.objects.filter(link=None).order_by("at", "id").first()
    if stray is None or not verdict.intact:
        return verdict
    sentence = f"The record {stray.pk} of {stray.at:%Y-%m-%d %H:%M:%S} UTC ({stray.act}) stands outside the chain."
    return replace(verdict, intact=False, first_bad=verdict.records + 1, sentence=sentence)
