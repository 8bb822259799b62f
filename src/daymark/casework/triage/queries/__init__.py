"""Reads the queue."""

from daymark.casework.triage.queries.earlier import seen_before
from daymark.casework.triage.queries.reading import (
    bundle_of,
    copies_of,
    officers,
    records_that_lead_to_a_door,
    standing_of,
    with_copies,
)

__all__ = [
    "bundle_of",
    "copies_of",
    "officers",
    "records_that_lead_to_a_door",
    "seen_before",
    "standing_of",
    "with_copies",
]
