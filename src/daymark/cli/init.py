"""`daymark init`: keys, database, tables, reference data, and the first administrator."""

from __future__ import annotations

import click

from daymark.cli.running import django_ready
from daymark.problems import Problem


class HalfNamed(Problem):
    """An administrator needs both: --name 'Full Name' and --username sign-in-name."""


@click.command("init")
@click.option("--name", help="The first administrator's name.")
@click.option("--username", help="The first administrator's sign-in name.")
def command(name: str | None, username: str | None) -> None:
    """Set up or bring up to date: keys, database, tables, reference data, first administrator.

    Safe to run again: what is there stays. `daymark serve` does the same at each start, so an upgrade needs no more.
    """
    if bool(name) != bool(username):
        raise HalfNamed()
    with django_ready():
        from daymark.web.setting_up import bring_up_to_date, first_administrator_link, has_administrator

        bring_up_to_date(tell=click.echo)
        if name and username:
            link = first_administrator_link(name=name, username=username)
            click.echo(f"{name} enrols within 24 hours, once, at {link}")
        elif not has_administrator():
            click.echo("No administrator yet. Enrol one: daymark init --name 'Full Name' --username sign-in-name")
