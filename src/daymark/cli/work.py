"""`daymark work`: runs the jobs."""

from __future__ import annotations

import click

from daymark.cli.running import django_ready


@click.command("work")
@click.option("--concurrency", default=2, show_default=True, type=click.IntRange(1, 16), help="Jobs at a time.")
def command(concurrency: int) -> None:
    """Run jobs until stopped. A job whose worker died is run again within a minute."""
    with django_ready():
        from daymark.web.jobs import run_worker

        run_worker(concurrency=concurrency)
