"""`daymark keys`: look at the keys, add newer ones, seal old values anew, drop what nothing needs."""

from __future__ import annotations

import click

from daymark.cli.running import django_ready


@click.group("keys")
def command() -> None:
    """Look after the centre's keys."""


@command.command("list")
def list_() -> None:
    """Every key by file, the newest first, and the fingerprints to read to a partner."""
    with django_ready() as home:
        from django.conf import settings

        from daymark.casework.access.keyring import keyring
        from daymark.vault.keyring import list_keys

        for entry in list_keys(home, master=settings.DAYMARK.master_key):
            click.echo(f"{entry.file:18} {entry.key_id}  {'in use' if entry.newest else 'opens old values'}")
        for name, words in keyring().fingerprints().items():
            click.echo(f"fingerprint for {name}: {words}")


@command.command("rotate")
@click.argument("file", required=False)
def rotate(file: str | None) -> None:
    """Add a new key to FILE (default: fields and vault), seal everything with it, and drop the old one."""
    with django_ready():
        from django.utils import timezone

        from daymark.web.key_rotation import rotate_and_reseal

        rotate_and_reseal(file=file, at=timezone.now(), tell=click.echo)
