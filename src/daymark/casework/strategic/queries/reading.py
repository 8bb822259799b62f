"""What was counted last."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from daymark.casework.access.context import acting_as_system
from daymark.casework.strategic.models import CountedPicture
from daymark.casework.strategic.rules.snapshot import Snapshot, from_document


def latest_snapshot() -> Snapshot | None:
    """The latest counts, or None when nobody has counted yet.

    As the system, because row-level security keeps unprotected counts from everybody else: give no person anything of
    them but what `rules.picture.draw` made.
    """
    with acting_as_system():
        latest = CountedPicture.objects.order_by("-id").values_list("pk", "counted_at").first()
        return None if latest is None else _snapshot(*latest)


@lru_cache(maxsize=2)
def _snapshot(pk: int, counted_at: datetime) -> Snapshot:
    """One row never changes, so each process reads it once (about 15,000 counts for two years). The moment tells a row
    from another of the same number, as after a restore."""
    counts = CountedPicture.objects.values_list("counts", flat=True).get(pk=pk)
    return from_document(counts, counted_at=counted_at)
