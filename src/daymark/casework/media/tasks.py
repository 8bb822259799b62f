"""What runs by the clock: the sealing of originals that wait for it."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from daymark.casework.media import actions

FOR_SECONDS = 50.0  # of one run; the next one goes on


@app.periodic(cron="* * * * * */10")
@app.task(name="media.seal_waiting", queueing_lock="seal-waiting", lock="seal-waiting")
def seal_waiting(timestamp: int) -> None:
    """Seals the originals that wait, one run at a time."""
    actions.seal_waiting(at=timezone.now(), for_seconds=FOR_SECONDS)
