"""`daymark init`: keys, database, tables, reference data, and an administrator's way in."""

from __future__ import annotations

import click

from daymark.cli.running import django_ready, system_user
from daymark.problems import Problem


class HalfNamed(Problem):
    """An administrator needs both: --name 'Full Name' and --username sign-in-name."""


class FirstOrRenewed(Problem):
    """--renew-administrator is for one who is there already and stands alone: leave out --name and --username."""


@click.command("init")
@click.option("--name", help="The first administrator's name.")
@click.option("--username", help="The first administrator's sign-in name.")
@click.option(
    "--renew-administrator", "locked_out", metavar="USERNAME", help="A new link for an administrator who is locked out."
)
def command(name: str | None, username: str | None, locked_out: str | None) -> None:
    """Set up or bring up to date: keys, database, tables, reference data, first administrator.

    Safe to run again: what is there stays. `daymark serve` does the same at each start, so an upgrade needs no more.
    """
    if locked_out and (name or username):
        raise FirstOrRenewed()
    if bool(name) != bool(username):
        raise HalfNamed()
    with django_ready():
        from daymark.web.setting_up import bring_up_to_date

        bring_up_to_date(tell=click.echo)
        if locked_out:
            _renew(locked_out)
        else:
            _enrol_first(name, username)


def _enrol_first(name: str | None, username: str | None) -> None:
    from daymark.web.setting_up import first_administrator_link, has_administrator

    if name and username:
        link = first_administrator_link(name=name, username=username)
        click.echo(f"{name} enrols within 24 hours, once, at {link}")
    elif not has_administrator():
        click.echo("No administrator yet. Enrol one: daymark init --name 'Full Name' --username sign-in-name")


def _renew(username: str) -> None:
    from daymark.web.setting_up import renewed_administrator_link

    link = renewed_administrator_link(username=username, system_user=system_user())
    click.echo(f"The password, the second factors and the sessions of {username} ended. It is on the audit record.")
    click.echo(f"{username} enrols anew within 24 hours, once, at {link}")
