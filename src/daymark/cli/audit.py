"""`daymark audit`: check the chain, write a checkpoint."""

from __future__ import annotations

import click

from daymark.cli.running import django_ready


@click.group("audit")
def command() -> None:
    """Check the audit record."""


@command.command("verify")
def verify() -> None:
    """Recompute the whole chain and compare it with the signed checkpoints; names the first bad or missing row."""
    with django_ready():
        from django.utils import timezone

        from daymark.casework.access.actions import verify_audit

        verdict = verify_audit(at=timezone.now())
    click.echo(verdict.sentence)
    if not verdict.intact:
        raise SystemExit(1)


@command.command("checkpoint")
def checkpoint() -> None:
    """Sign the chain as it stands now into the checkpoint file outside the database. The worker does it every hour."""
    with django_ready():
        from django.utils import timezone

        from daymark.casework.access.actions import write_checkpoint

        written = write_checkpoint(at=timezone.now())
    click.echo(
        f"Checkpoint at audit record {written.sequence}." if written else "Nothing new since the last checkpoint."
    )
