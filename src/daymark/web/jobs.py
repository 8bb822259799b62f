"""The worker: runs jobs, and puts back those whose worker died."""

from __future__ import annotations

from procrastinate import JobContext
from procrastinate.contrib.django import app


@app.periodic(cron="* * * * *")
@app.task(name="retry_stalled_jobs", queueing_lock="retry_stalled_jobs", pass_context=True)
async def retry_stalled_jobs(context: JobContext, timestamp: int) -> None:
    """Puts back the jobs of workers that have not been heard of for half a minute."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=30):
        await manager.retry_job(job)


def run_worker(*, concurrency: int) -> None:
    """Runs until the process is asked to stop; running jobs get twenty seconds to end."""
    with app.replace_connector(app.connector.get_worker_connector()) as running:  # type: ignore[attr-defined]
        running.run_worker(concurrency=concurrency, shutdown_graceful_timeout=20, install_signal_handlers=True)
