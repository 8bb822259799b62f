"""`daymark cluster`: machines that read the files of seizures together."""

from __future__ import annotations

import os
from pathlib import Path

import click

from daymark.cluster.joining import PORT

CERTIFICATES = click.option(
    "--certificates",
    type=click.Path(path_type=Path),
    default=None,
    help="The folder that `daymark cluster certificate` made; `cluster` in DAYMARK_HOME when not given.",
)


@click.group("cluster")
def command() -> None:
    """Machines that read the files of seizures together, see docs/operators/cluster.md.

    Whoever may join may run code on every machine of the cluster: let trusted machines join, in a network of their own.
    """


@command.command("certificate")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--name", required=True, help="The machine's name, to tell certificates apart.")
def certificate(folder: Path, name: str) -> None:
    """Make FOLDER with the certificate of one more machine. Run it where the centre's DAYMARK_HOME is."""
    from daymark.cli.cluster_certificates import write_certificate
    from daymark.cli.running import private_home

    private_home()
    until = write_certificate(folder, name)
    click.echo(
        f"Carry {folder} to {name} and remove it here; the key in it is a secret. "
        f"It lets a machine join until {until:%-d %B %Y}."
    )


@command.command("scheduler")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address of this machine to listen on.")
@click.option("--port", default=PORT, show_default=True, type=click.IntRange(1, 65535), help="The port.")
@CERTIFICATES
def scheduler(host: str, port: int, certificates: Path | None) -> None:
    """Deal out the files until stopped. One for each cluster; it opens no file and no database."""
    from daymark.cluster.joining import run_scheduler

    run_scheduler(_folder(certificates), host, port)


@command.command("worker")
@click.argument("address")
@click.option("--processes", default=None, type=click.IntRange(1, 256), help="One for each core when not given.")
@click.option("--host", default=None, help="The address of this machine that the others reach; found when not given.")
@CERTIFICATES
def worker(address: str, processes: int | None, host: str | None, certificates: Path | None) -> None:
    """Read files for the scheduler at ADDRESS until stopped. A process that dies is started again."""
    from daymark.cluster.joining import run_workers
    from daymark.cluster.leading import full_address
    from daymark.engine.sandbox.pool import prove_sealed

    folder = _folder(certificates)
    click.echo(prove_sealed(), err=True)
    run_workers(folder, full_address(address), host, processes or os.cpu_count() or 1)


def _folder(certificates: Path | None) -> Path:
    if certificates is not None:
        return certificates
    from daymark.cli.cluster_certificates import certificates_of_home
    from daymark.cli.running import private_home

    # Where the authority's own key lies the certificate is renewed; elsewhere a carried one lies there.
    there = private_home() / "cluster"
    return certificates_of_home() if (there / "authority.key").exists() else there
