"""What runs by the clock: the hourly checkpoint of the audit record, and the clearing of sessions that are over."""

from __future__ import annotations

from django.contrib.sessions.models import Session
from django.utils import timezone
from procrastinate.contrib.django import app

from daymark.casework.access import actions
from daymark.casework.access.context import acting_as_system


@app.periodic(cron="7 * * * *")
@app.task(queueing_lock="audit-checkpoint", name="access.write_checkpoint")
def write_checkpoint(timestamp: int) -> None:
    """Signs the hour's checkpoint."""
    with acting_as_system():
        actions.write_checkpoint(at=timezone.now())


@app.periodic(cron="23 3 * * *")
@app.task(queueing_lock="clear-sessions", name="access.clear_sessions")
def clear_sessions(timestamp: int) -> None:
    """Deletes sessions that nobody can use any more."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
