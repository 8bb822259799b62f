"""A list goes out as a VICS hash set. Each time is on record."""

from __future__ import annotations

from datetime import datetime
from typing import BinaryIO

from django.db import transaction

from daymark.casework.access.models import User
from daymark.casework.access.recording import record
from daymark.casework.matching.models import Bank
from daymark.casework.matching.queries.exporting import media_of, without_md5
from daymark.casework.media.actions.exporting import Asked, Exported, sha256_of
from daymark.exchange.vics import write_hash_set


@transaction.atomic
def export_bank(
    *, bank: Bank, asked: Asked, stream: BinaryIO, by: User | None, at: datetime, machine_user: str = ""
) -> Exported:
    """Writes the rows of a list that stand into `stream`, which can be read again, and puts on record what went out."""
    profile = f"VICS {asked.version} {asked.region}"
    written = write_hash_set(stream, media_of(bank, profile), version=asked.version, region=asked.region)
    remarks = [f"The list is {bank.giver}'s: pass it on only as far as that allows.", *written.remarks]
    if without := without_md5(bank):
        remarks.append(f"{without:,} left out: no MD5, by which VICS tells media apart.")
    exported = Exported(written.media, sha256_of(stream), tuple(remarks))
    detail = {"format": f"VICS hash set {asked.version}", "rows": exported.rows, "sha256": exported.sha256}
    detail |= {"machine_user": machine_user} if machine_user else {}
    record(act="list exported", by=by, at=at, kind="list", reference=bank.name, detail=detail)
    return exported
