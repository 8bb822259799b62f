"""What runs by the clock: persons are counted anew every night, as lists grow and days go by."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from daymark.casework.access.context import acting_as_system
from daymark.casework.monitoring import actions


@app.periodic(cron="40 3 * * *")
@app.task(name="monitoring.count_chains", queueing_lock="count-chains")
def count_chains(timestamp: int) -> None:
    """Counts the persons of all sightings anew; nothing happens where no sighting was ever taken in."""
    with acting_as_system():
        if actions.any_sightings():
            actions.count_chains(at=timezone.now())
