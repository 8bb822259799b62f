"""What the checks of the vaults found, as they put it on record."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from daymark.casework.access.models import AuditRecord

READ_WHOLE, SAMPLED = "vaults read whole", "vaults sampled"
NIGHTS = 400  # samples since the last whole check that are looked at


@dataclass(frozen=True)
class VaultsStanding:
    """When the vaults were last read, and what was found that no whole check has since found mended."""

    last_at: datetime | None
    whole_at: datetime | None
    findings: int  # each counted once, however often it was found


def vaults_standing() -> VaultsStanding:
    """A sample that finds nothing does not clear what another one found: a whole check does."""
    checks = AuditRecord.objects.order_by("-at", "-id")
    whole = checks.filter(act=READ_WHOLE).first()
    since = checks.filter(act=SAMPLED)
    since = since.filter(at__gt=whole.at) if whole else since
    samples = list(since[:NIGHTS])
    found = [json.loads(each.detail) for each in (*samples, *([whole] if whole else []))]
    different = {name for each in found for name in each["named"]}
    last = samples[0] if samples else whole
    number = max([len(different), *(each["findings"] for each in found)])
    return VaultsStanding(last.at if last else None, whole.at if whole else None, number)
