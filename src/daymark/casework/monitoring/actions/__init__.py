"""What is done with sightings: taken in, counted into persons, brought to triage."""

from daymark.casework.monitoring.actions.counting import SIGHTINGS_COUNTED, any_sightings, count_chains, note_lists
from daymark.casework.monitoring.actions.opening import note_access, open_triage
from daymark.casework.monitoring.actions.taking import Taken, take_sightings

__all__ = [
    "SIGHTINGS_COUNTED",
    "Taken",
    "any_sightings",
    "count_chains",
    "note_access",
    "note_lists",
    "open_triage",
    "take_sightings",
]
