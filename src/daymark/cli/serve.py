"""`daymark serve`: database, pages and worker under one supervisor."""

from __future__ import annotations

import errno
import ipaddress
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click

from daymark.cli.answering import answers
from daymark.cli.processes import Child, end_on_signals, run_together
from daymark.cli.running import kept_database, private_home
from daymark.problems import OutsideProblem, Problem
from daymark.web.configuration import Configuration, address_of_pages, configuration

# glibc gives each thread an arena of its own, which no web process of a few threads needs: 15 MB less for each.
SPARING = {"MALLOC_ARENA_MAX": "2"}
# MB; a web process has 250 when it has shown a picture. Beyond this it is replaced once its requests are done.
MOST_MEMORY = 600
ROUNDS_BETWEEN_RENEWALS = 7200  # an hour


class PortTaken(OutsideProblem):
    """Another program listens on the port. Stop it, or choose another port with DAYMARK_PORT."""


class AddressUnusable(Problem):
    """The pages cannot be served on this address."""


class PracticeStaysHere(Problem):
    """A practice centre answers on this machine alone (127.0.0.1): its sign-ins are printed for everybody to read."""


@click.command("serve")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 32), help="Web processes.")
@click.option("--no-worker", is_flag=True, help="Leave the jobs to `daymark work`.")
def command(workers: int, no_worker: bool) -> None:
    """Serve the pages, run the jobs and keep the database. Ctrl-C stops all of it cleanly."""
    home, settings = private_home(), configuration()
    refuse_public_practice(settings)
    refuse_taken_port(settings.host, settings.port)
    end_on_signals()
    with kept_database(home, tell=_tell) as keep_database:
        _bring_up_to_date()
        pages = Child("pages", web_arguments(settings, home, workers), SPARING)
        children = [pages]
        if not no_worker:
            children += job_workers(settings)
        run_together(children, each_round=_Rounds(settings, home, pages, keep_database))
    click.echo("Stopped.", err=True)


def job_workers(settings: Configuration) -> list[Child]:
    """Who runs the jobs; seizures, which take hours, have somebody of their own."""
    work = [sys.executable, "-m", "daymark.cli", "work"]
    jobs = [Child("jobs", work, SPARING)]
    return [*jobs, Child("seizures", [*work, "--seizures"])] if settings.seizure_roots else jobs


def refuse_public_practice(settings: Configuration) -> None:
    """Stops when a practice centre would answer to other machines."""
    if not settings.practice:
        return
    try:
        is_here = ipaddress.ip_address(settings.host).is_loopback
    except ValueError:
        is_here = settings.host == "localhost"
    if not is_here:
        raise PracticeStaysHere(
            f"DAYMARK_HOST is {settings.host}, and a practice centre answers on this machine alone: its sign-ins are "
            "printed for everybody to read. Leave DAYMARK_HOST at 127.0.0.1."
        )


def refuse_taken_port(host: str, port: int) -> None:
    """Stops when the pages could not listen there, before the database is started."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise PortTaken(
                    f"Another program listens on port {port} of {host}. Stop it, or choose another port: "
                    f"DAYMARK_PORT={port + 1 if port < 65535 else 8000} (make run PORT=...)."
                ) from None
            if error.errno == errno.EACCES:
                raise AddressUnusable(
                    f"You may not listen on port {port}: ports below 1024 are for root. Choose another DAYMARK_PORT."
                ) from None
            raise AddressUnusable(
                f"This machine has no address {host}: {error.strerror or error}. Correct DAYMARK_HOST."
            ) from None


def web_arguments(settings: Configuration, home: Path, workers: int) -> list[str]:
    """The command that serves the pages with granian."""
    arguments = [sys.executable, "-m", "granian", "--interface", "wsgi", "daymark.web.wsgi:application"]
    arguments += ["--host", settings.host, "--port", str(settings.port), "--workers", str(workers)]
    arguments += ["--blocking-threads", "8", "--no-ws", "--log-level", "error", "--respawn-failed-workers"]
    arguments += ["--workers-kill-timeout", "10", "--backlog", "1024", "--workers-max-rss", str(MOST_MEMORY)]
    if settings.tls:
        from daymark.web.certificates import certificate_files

        certificate, key = certificate_files(home, settings.hostnames)
        arguments += ["--ssl-certificate", str(certificate), "--ssl-keyfile", str(key)]
    return arguments


class _Rounds:
    """What the supervisor looks after twice a second: the database, the first answer, the certificate."""

    def __init__(self, settings: Configuration, home: Path, pages: Child, keep_database: Callable[[], None]) -> None:
        self._settings, self._home, self._pages, self._keep_database = settings, home, pages, keep_database
        self._announced = False
        self._rounds = 0

    def __call__(self) -> None:
        self._keep_database()
        self._rounds += 1
        if not self._announced and answers(self._settings, self._home):
            self._announced = True
            _announce(self._settings, self._home)
        if self._settings.tls and self._rounds % ROUNDS_BETWEEN_RENEWALS == 0:
            self._renew()

    def _renew(self) -> None:
        from daymark.web.certificates import certificate_files, is_due

        if is_due(self._home, self._settings.hostnames):
            certificate_files(self._home, self._settings.hostnames)
            self._pages.start_again()
            _tell("The certificate of the pages was renewed.")


def _bring_up_to_date() -> None:
    """Runs `daymark init` in a child, so that the supervisor itself stays small."""
    done = subprocess.run([sys.executable, "-m", "daymark.cli", "init"], check=False)
    if done.returncode:
        raise SystemExit(done.returncode if done.returncode > 0 else 3)


def _announce(settings: Configuration, home: Path) -> None:
    _tell(f"Daymark answers at {address_of_pages(settings)}")
    if settings.tls:
        from daymark.web.certificates import authority_fingerprint

        _tell(f"Browsers must trust {home / 'tls' / 'authority.pem'} once. Its SHA-256, to compare on each desk:")
        _tell(f"  {authority_fingerprint(home)}")
    if (home / "practice.json").exists():
        _tell(f"Practice sign-ins: {home / 'practice.json'}")
    elif os.geteuid() == 0 and not settings.practice:
        _tell("It runs as root. Give it a user of its own before real reports arrive: docs/operators/install.md")
    _tell("Ctrl-C stops it.")


def _tell(sentence: str) -> None:
    click.echo(sentence)
    sys.stdout.flush()
