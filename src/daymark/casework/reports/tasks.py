"""What happens to reports by the clock."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from daymark.casework.access.context import acting_as_system
from daymark.casework.reports.actions.drafts import forget_old_drafts
from daymark.casework.reports.actions.industry import expire_submissions


@app.periodic(cron="*/10 * * * *")
@app.task(name="expire_submissions", queueing_lock="expire_submissions", pass_context=False)
def expire_unfinished(timestamp: int) -> None:
    """Marks the industry submissions that nobody finished in time."""
    with acting_as_system():
        expire_submissions(at=timezone.now())


@app.periodic(cron="*/10 * * * *")
@app.task(name="forget_drafts", queueing_lock="forget_drafts", pass_context=False)
def forget_drafts(timestamp: int) -> None:
    """Deletes half-filled public reports that nobody has touched for two hours, with their files."""
    forget_old_drafts(at=timezone.now())
