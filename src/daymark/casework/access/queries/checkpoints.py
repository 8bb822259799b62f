"""Where the signed checkpoints of the audit record lie, and how old the newest is."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from daymark.casework.access.keyring import keyring
from daymark.casework.access.models import AuditRecord
from daymark.vault.checkpoints import CheckpointReading, read_checkpoints

# A checkpoint is due every hour; one that is two hours late means that no worker runs, or that somebody stopped it.
LATE = timedelta(hours=3)


def checkpoint_file() -> Path:
    """Where the signed checkpoints lie: outside the database, best on another disk."""
    return Path(settings.DAYMARK.checkpoints) / "audit.jsonl"


def checkpoints_in(path: Path) -> CheckpointReading | None:
    """The checkpoints of a file; None when there is no file."""
    return read_checkpoints(path, keyring().public_keys) if path.exists() else None


def last_checkpoint_at() -> datetime | None:
    """When the newest good checkpoint was written; None when there is none."""
    reading = checkpoints_in(checkpoint_file())
    return reading.checkpoints[-1].at if reading and reading.checkpoints else None


def began_at() -> datetime | None:
    """When the first act was recorded."""
    return AuditRecord.objects.order_by("at").values_list("at", flat=True).first()


def is_late(*, at: datetime) -> bool:
    """Whether a checkpoint should have been written by now and was not."""
    since = last_checkpoint_at() or began_at()
    return since is not None and at - since >= LATE
