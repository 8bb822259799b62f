"""What runs without anybody waiting: seizures begun from a page, in a queue of their own, and sealing by the clock."""

from __future__ import annotations

import os

import structlog
from django.conf import settings
from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app

from daymark.casework.media import actions
from daymark.casework.media.actions.recounting import recount_all
from daymark.casework.media.actions.seizures import READING_JOB
from daymark.casework.media.rules import READING_QUEUE
from daymark.casework.media.taking import serving, shelves_of_centre

log = structlog.get_logger()

FOR_SECONDS = 50.0  # of one run; the next one goes on


@app.task(name=READING_JOB, queue=READING_QUEUE, pass_context=True)
def take_seizure(context: JobContext, reference: str) -> None:
    """Reads one seizure to its end. It bears to be run again: what is read already is not read twice."""
    workers = settings.DAYMARK.seizure_workers or os.cpu_count() or 1
    serving.take(reference, shelves_of_centre(), workers=workers, stop=context.should_abort)


@app.periodic(cron="* * * * * */20")
@app.task(name="go_on_with_seizures", queueing_lock="go_on_with_seizures")
def go_on_with_seizures(timestamp: int) -> None:
    """Queues again what a stopped server, a killed process or a database that was gone left half read."""
    if left := serving.go_on():
        log.info("seizures queued again", count=left)


@app.periodic(cron="* * * * * */10")
@app.task(name="media.seal_waiting", queueing_lock="seal-waiting", lock="seal-waiting")
def seal_waiting(timestamp: int) -> None:
    """Seals the originals that wait, one run at a time."""
    actions.seal_waiting(at=timezone.now(), for_seconds=FOR_SECONDS)


@app.periodic(cron="47 3 * * *")
@app.task(name="media.recount_sums", queueing_lock="recount-sums", lock="recount-sums")
def recount_sums(timestamp: int) -> None:
    """Holds the sums of every seizure against a count of everything, once a night."""
    recount_all(at=timezone.now())
