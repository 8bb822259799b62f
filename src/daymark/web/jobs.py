"""The worker: runs jobs, and puts back those whose worker died."""

from __future__ import annotations

from datetime import UTC, datetime

import structlog
from procrastinate import JobContext, PsycopgConnector
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params

from daymark.casework.access.keyring import vault, vault_of_originals
from daymark.casework.media.rules import READING_QUEUE
from daymark.web.vault_check import check_sample

log = structlog.get_logger()

# A job whose worker died runs again within 25 + 10 + 2 seconds: under a minute, on a busy machine too.
HEARTBEAT_SECONDS = 5.0
STALLED_SECONDS = 25.0
POLL_SECONDS = 2.0
STOP_SECONDS = 15  # less than the supervisor's patience
# A worker whose database is gone ends by itself after this time, also one that was asked to stop and wants to say so.
DATABASE_SECONDS = 5.0
QUEUES = ["default", "builtin"]  # all but that of the seizures


@app.periodic(cron="* * * * * */10")
@app.task(name="retry_stalled_jobs", queueing_lock="retry_stalled_jobs", priority=100, pass_context=True)
async def retry_stalled_jobs(context: JobContext, timestamp: int) -> None:
    """Puts back the jobs of workers that have not been heard of for too long. Every job must bear to be run again."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS):
        log.warning("job put back: its worker died", job=job.task_name)
        await manager.retry_job(job)


@app.periodic(cron="41 2 * * *")
@app.task(name="sweep_vault", queueing_lock="sweep_vault")
def sweep_vault(timestamp: int) -> None:
    """Removes what interrupted arrivals left in the vaults; none of it was ever acknowledged."""
    removed = sum(each.sweep(at=datetime.now(UTC)) for each in (vault(), vault_of_originals()))
    if removed:
        log.info("vault swept", count=removed)


@app.periodic(cron="17 3 * * *")
@app.task(name="sample_vaults", queueing_lock="sample_vaults", lock="sample_vaults")
def sample_vaults(timestamp: int) -> None:
    """Reads some sealed files whole, others each night, and holds every row against its file; it goes on record."""
    outcome = check_sample(at=datetime.now(UTC))
    if outcome.found:
        log.error("vault: what lies there is not as stored", count=len(outcome.found))


def run_worker(*, concurrency: int, seizures: bool = False) -> None:
    """Runs until the process is asked to stop; running jobs get fifteen seconds to end. Jobs that succeeded go away.

    `seizures`: reads these instead of running the other jobs; asked to stop, it lays the reading down where it is.
    """
    connector = PsycopgConnector(kwargs=connector_params(), timeout=DATABASE_SECONDS)
    with app.replace_connector(connector) as running:
        running.run_worker(
            queues=[READING_QUEUE] if seizures else QUEUES,
            concurrency=concurrency,
            fetch_job_polling_interval=POLL_SECONDS,
            update_heartbeat_interval=HEARTBEAT_SECONDS,
            stalled_worker_timeout=STALLED_SECONDS,
            shutdown_graceful_timeout=0 if seizures else STOP_SECONDS,
            delete_jobs="successful",
            install_signal_handlers=True,
        )
