"""`daymark init`: keys, database, tables, reference data, and the first administrator."""

from __future__ import annotations

import click

from daymark.cli.running import django_ready


@click.command("init")
@click.option("--name", help="The first administrator's name.")
@click.option("--username", help="The first administrator's sign-in name.")
def command(name: str | None, username: str | None) -> None:
    """Set up or bring up to date: keys, database, tables, reference data, first administrator.

    Safe to run again: what is there stays. Run it after each upgrade.
    """
    from daymark.web.setting_up import bring_up_to_date

    with django_ready():
        bring_up_to_date(tell=click.echo)
        if name and username:
            _enrol(name, username)
        else:
            click.echo("To enrol an administrator: daymark init --name 'Full Name' --username sign-in-name")


def _enrol(name: str, username: str) -> None:
    from django.conf import settings
    from django.utils import timezone

    from daymark.casework.access.actions import enrol_first_administrator
    from daymark.casework.access.context import acting_as_system

    with acting_as_system():
        token = enrol_first_administrator(name=name, username=username, at=timezone.now())
    scheme = "https" if settings.DAYMARK.tls else "http"
    host = settings.DAYMARK.hostnames[0]
    click.echo(f"{name} enrols within 24 hours at {scheme}://{host}:{settings.DAYMARK.port}/enrol/{token}/")
