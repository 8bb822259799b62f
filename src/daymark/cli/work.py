"""`daymark work`: runs the jobs."""

from __future__ import annotations

import time

import click

from daymark.cli.running import django_ready, private_home
from daymark.web.configuration import value_of
from daymark.web.postgres import ServerAddress
from daymark.web.postgres.address import ServerNotRunning, ServerStillStarting


@click.command("work")
@click.option("--concurrency", default=2, show_default=True, type=click.IntRange(1, 16), help="Jobs at a time.")
def command(concurrency: int) -> None:
    """Run jobs until stopped. A job whose worker died is run again within a minute."""
    _await_recovery()
    with django_ready():
        from daymark.web.jobs import run_worker

        run_worker(concurrency=concurrency)


def _await_recovery() -> None:
    """Waits while the database brings its data in order: a worker that ended again and again would stop everything."""
    home = private_home()
    while not value_of("DAYMARK_DATABASE_URL"):
        try:
            ServerAddress.load(home)
        except ServerStillStarting:
            time.sleep(0.5)
        except ServerNotRunning:
            return
        else:
            return
