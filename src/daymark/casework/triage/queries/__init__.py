"""Reads the queue."""

from daymark.casework.triage.queries.earlier import seen_before
from daymark.casework.triage.queries.listing import QueueFilter, find_bundles, rows_of
from daymark.casework.triage.queries.reading import (
    bundle_of,
    bundle_seen,
    copies_of,
    officers,
    records_that_lead_to_a_door,
    standing_of,
    with_copies,
)
from daymark.casework.triage.queries.waiting import (
    awaiting_answers,
    awaiting_clocks,
    awaiting_danger,
    awaiting_in_hand,
    waiting_for,
)

__all__ = [
    "QueueFilter",
    "awaiting_answers",
    "awaiting_clocks",
    "awaiting_danger",
    "awaiting_in_hand",
    "bundle_of",
    "bundle_seen",
    "copies_of",
    "find_bundles",
    "officers",
    "records_that_lead_to_a_door",
    "rows_of",
    "seen_before",
    "standing_of",
    "waiting_for",
    "with_copies",
]
