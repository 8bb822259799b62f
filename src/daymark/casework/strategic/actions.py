"""What is done for the picture: counting anew, and putting on record who took it away."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from daymark.casework.access.context import acting_as_system
from daymark.casework.access.models import User
from daymark.casework.access.recording import record
from daymark.casework.strategic.models import CountedPicture
from daymark.casework.strategic.queries import count_everything
from daymark.casework.strategic.rules.picture import Picture
from daymark.casework.strategic.rules.snapshot import Snapshot

# Enough for a page that is being drawn while new counts arrive.
KEPT = 4


@transaction.atomic
def count_anew(*, at: datetime, by: User | None = None) -> Snapshot:
    """Counts everything and keeps it as the latest picture; by the clock, or because `by` asked for it."""
    snapshot = count_everything(at=at)
    with acting_as_system():
        row = CountedPicture.objects.create(counted_at=at, counts=snapshot.to_document())
        CountedPicture.objects.filter(pk__lte=row.pk - KEPT).delete()
    if by is not None:
        record(act="picture counted", by=by, at=at, kind="picture")
    return snapshot


@transaction.atomic
def note_taken_away(*, picture: Picture, form: str, by: User, at: datetime) -> None:
    """Puts on record that somebody downloaded the picture, of which period and as what."""
    asked = picture.asked
    detail = {"form": form, "period": asked.period.words, "source": asked.source, "harm": asked.harm}
    record(act="picture downloaded", by=by, at=at, kind="picture", detail=detail)
