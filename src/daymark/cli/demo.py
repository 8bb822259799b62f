"""`daymark demo`: a practice centre, where everything is invented."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from daymark.cli.practice.signins import FILE, PART, code_of, publish_sign_ins, read_sign_ins, write_sign_ins
from daymark.cli.running import django_ready, private_home
from daymark.problems import Problem
from daymark.web.configuration import value_of
from daymark.web.postgres.address import ServerAddress, ServerNotRunning

if TYPE_CHECKING:
    from daymark.cli.practice.making import Made

# What a practice centre leaves in its home; `--fresh` removes these and nothing else.
PARTS = (
    "postgres",
    "keys",
    "vault",
    "originals",
    "checkpoints",
    "address-tables",
    "cache",
    "packages",
    "drafts",
    "static",
    "practice-disk",
    "django-secret",
    PART,
    FILE,
)
TOUR = (
    "Sign in as a triage officer and take the top row of the queue; open its case and refer it; sign in as the "
    "partner, acknowledge it, and look at the picture."
)


class StillRunning(Problem):
    """The practice centre is running. Stop `daymark serve` first, then make it afresh."""


class OutsideDatabase(Problem):
    """This home uses an outside database, which is not emptied from here. Empty it, then run `daymark demo`."""


@click.command("demo")
@click.option("--fresh", is_flag=True, help="Remove the practice centre of this home and make it again, after asking.")
@click.option("--yes", is_flag=True, help="Don't ask before --fresh removes anything.")
@click.option("--code", metavar="USERNAME", help="Only print the six-digit code that this person signs in with now.")
def command(fresh: bool, yes: bool, code: str | None) -> None:
    """Make a practice centre: a year of invented reports, with people to sign in as.

    Safe to run again: what is made stays as it is.
    """
    home = private_home()
    if code:
        click.echo(code_of(home, code))
        return
    if fresh and (home / FILE).exists():
        _remove(home, asked=yes)
    if (home / FILE).exists():
        made = read_sign_ins(home)
        click.echo(f"The practice centre in {home} stands; it was made on {made['made_on']}. Nothing was changed.")
        click.echo(f"Sign-ins: {home / FILE}. Serve it: daymark serve. Make it again: daymark demo --fresh")
        return
    _make(home)
    _show(home)


def _make(home: Path) -> None:
    os.environ["DAYMARK_PRACTICE"] = "1"
    with django_ready():
        from daymark.cli.practice.making import is_peopled, make, refuse_real_data
        from daymark.cli.practice.networks import see_networks
        from daymark.cli.practice.seized import seize_disks, write_sticks
        from daymark.web.setting_up import bring_up_to_date

        if (home / PART).exists() and is_peopled():
            publish_sign_ins(home)  # the last making ended after the centre was stored and before this
            return
        refuse_real_data()
        bring_up_to_date(tell=click.echo)
        click.echo("Making a year at the practice centre; it takes about a minute.")
        now = datetime.now(UTC)
        make(now=now, tell=click.echo, before_it_is_stored=lambda made: _note(home, made, now))
        see_networks(now=now)
        try:
            seize_disks(home, now=now)
            write_sticks()
        except Problem as problem:  # a practice centre without a seizure is of use all the same
            click.echo(f"No seized disks are in it: {problem}", err=True)
        publish_sign_ins(home)


def _note(home: Path, made: Made, now: datetime) -> None:
    facts = {"address": _address(), "made_on": f"{now:%-d %B %Y}", "made_at": now.isoformat()}
    write_sign_ins(home, people=made.cast.sign_ins, industry=made.cast.industry, receipts=made.receipts, made=facts)


def _address() -> str:
    from django.conf import settings

    from daymark.web.configuration import address_of_pages

    return address_of_pages(settings.DAYMARK)


def _remove(home: Path, *, asked: bool) -> None:
    if value_of("DAYMARK_DATABASE_URL"):
        raise OutsideDatabase()
    try:
        ServerAddress.load(home)
    except ServerNotRunning:
        pass  # nothing runs, so nothing is taken away under anybody
    else:
        raise StillRunning()
    if not asked:
        click.confirm(f"Remove the practice centre in {home}, with everything that was done in it?", abort=True)
    for part in PARTS:
        path = home / part
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def _show(home: Path) -> None:
    made = read_sign_ins(home)
    click.echo(f"\nThe practice centre stands. It will answer at {made['address']}\n")
    click.echo(_line("Name", "Role", "Sign-in name", "Password"))
    for person in made["people"]:
        click.echo(_line(person["name"], _duty(person), person["username"], person["password"]))
    click.echo("\nThe six-digit code of a person, at this moment: daymark demo --code USERNAME")
    click.echo(f"All of this, the industry sign-ins and some receipt codes: {home / FILE}")
    click.echo(f"A tour in one line: {TOUR}")


def _duty(person: dict[str, Any]) -> str:
    return f"{person['role_words']}, {person['agency']}" if person["agency"] else str(person["role_words"])


def _line(name: str, duty: str, username: str, password: str) -> str:
    short = duty if len(duty) <= 46 else f"{duty[:45]}…"
    return f"  {name:<16}  {short:<46}  {username:<16}  {password}"
