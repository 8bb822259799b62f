"""How many files of seizures are in known series: counted when a seizure has been read, and by the clock for all."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from daymark.casework.matching.queries.counts import series_in_all
from daymark.casework.media.actions.series import note_series
from daymark.casework.media.models import Seizure


@transaction.atomic
def count_series_of(seizure: Seizure, /, *, at: datetime) -> None:
    """Tells the known series of one seizure to its stage."""
    _note([seizure])


@transaction.atomic
def count_all_series() -> None:
    """The same for every seizure: lists grow, are withdrawn, and look-alikes are confirmed."""
    _note(None)


def _note(seizures: list[Seizure] | None) -> None:
    among = None if seizures is None else [each.pk for each in seizures]
    counted = {key: (seen.files, seen.series) for key, seen in series_in_all(among).items()}
    note_series(counted=counted, among=among)
