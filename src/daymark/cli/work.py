"""`daymark work`: runs the jobs."""

from __future__ import annotations

import os
import time

import click

from daymark.cli.running import django_ready, private_home
from daymark.web.configuration import value_of
from daymark.web.postgres import ServerAddress
from daymark.web.postgres.address import ServerNotRunning, ServerStillStarting

NICE = 10  # pages and other jobs go first (nice(2))


@click.command("work")
@click.option(
    "--concurrency", default=None, type=click.IntRange(1, 16), help="Jobs at a time: 2, of seizures 1, when not given."
)
@click.option("--seizures", is_flag=True, help="Read the seizures that were begun from a page, instead of other jobs.")
def command(concurrency: int | None, seizures: bool) -> None:
    """Run jobs until stopped. A job whose worker died is run again within a minute.

    Seizures have a worker of their own, which gives way to all else on the machine. `daymark serve` starts it when
    DAYMARK_SEIZURE_ROOTS names folders.
    """
    if seizures:
        os.nice(NICE)
    _await_recovery()
    with django_ready():
        from daymark.web.jobs import run_worker

        run_worker(concurrency=concurrency or (1 if seizures else 2), seizures=seizures)


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
