"""What runs by the clock: the counts of the picture."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from daymark.casework.strategic import actions


@app.periodic(cron="*/15 * * * *")
@app.task(queueing_lock="count-picture", name="strategic.count_picture")
def count_picture(timestamp: int) -> None:
    """Counts anew every quarter of an hour: often enough for a picture of months."""
    actions.count_anew(at=timezone.now())
