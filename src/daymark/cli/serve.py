"""`daymark serve`: database, pages and worker under one supervisor."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click

from daymark.cli.processes import Child, run_together
from daymark.cli.running import database
from daymark.web.configuration import Configuration, configuration


@click.command("serve")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 32), help="Web processes.")
@click.option("--no-worker", is_flag=True, help="Leave the jobs to `daymark work` on another machine.")
def command(workers: int, no_worker: bool) -> None:
    """Serve the pages, run the jobs and keep the database. Ctrl-C stops all of it cleanly."""
    with database() as home:
        # In a child, so that the supervisor itself stays small.
        if subprocess.run([sys.executable, "-m", "daymark.cli", "init"], stdout=subprocess.PIPE).returncode:
            raise SystemExit(2)
        settings = configuration()
        children = [Child("pages", web_arguments(settings, home, workers))]
        if not no_worker:
            children.append(Child("worker", [sys.executable, "-m", "daymark.cli", "work"]))
        click.echo(f"Daymark answers at {address(settings)}")
        if settings.practice:
            click.echo(f"Practice sign-ins: {home / 'practice.json'}")
        sys.stdout.flush()
        run_together(children)


def address(settings: Configuration) -> str:
    """The address of the pages, for a person to open."""
    scheme = "https" if settings.tls else "http"
    return f"{scheme}://{settings.hostnames[0]}:{settings.port}"


def web_arguments(settings: Configuration, home: Path, workers: int) -> list[str]:
    """The command that serves the pages with granian."""
    arguments = [sys.executable, "-m", "granian", "--interface", "wsgi", "daymark.web.wsgi:application"]
    arguments += ["--host", settings.host, "--port", str(settings.port), "--workers", str(workers)]
    arguments += ["--blocking-threads", "4", "--no-ws", "--log-level", "warning", "--respawn-failed-workers"]
    arguments += ["--workers-kill-timeout", "10", "--backlog", "1024"]
    if settings.tls:
        from daymark.web.certificates import certificate_files

        certificate, key = certificate_files(home, settings.hostnames)
        arguments += ["--ssl-certificate", str(certificate), "--ssl-keyfile", str(key)]
    return arguments
