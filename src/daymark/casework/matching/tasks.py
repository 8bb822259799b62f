"""What the worker does for lists: keeps what was graded here, looks for its look-alikes, and counts series."""

from __future__ import annotations

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from daymark.casework.access.context import acting_as_system
from daymark.casework.matching import actions
from daymark.casework.matching.actions.following import KEEP_GRADED

# For an hour; after that the job stands among the failed ones, which `daymark doctor` tells of.
_AGAIN = RetryStrategy(max_attempts=60, wait=60)


@app.task(name=KEEP_GRADED, retry=_AGAIN)
def keep_graded(contents: list[int]) -> None:
    """Puts right what this centre's own list says of these contents."""
    with acting_as_system():
        actions.keep_graded(contents=contents, at=timezone.now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="matching.check_graded", queueing_lock="check-graded")
def check_graded(timestamp: int) -> None:
    """Looks for look-alikes of what was graded here since the last time."""
    with acting_as_system():
        actions.check_graded(at=timezone.now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="matching.count_series", queueing_lock="count-series")
def count_series(timestamp: int) -> None:
    """Counts the known series in every seizure anew, by the lists as they stand now."""
    with acting_as_system():
        actions.count_all_series()
