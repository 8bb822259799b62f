"""`daymark import-geo`: published tables of address ranges, so that an address has a country and a provider."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from daymark.cli.progress import progress
from daymark.cli.running import django_ready, private_home, system_user
from daymark.engine.ipranges.kept import FOLDER, shelf_in
from daymark.engine.ipranges.loading import FileRead, Loaded, load
from daymark.problems import Problem

if TYPE_CHECKING:
    from daymark.casework.partners.actions.address_tables import KeptTable
    from daymark.engine.ipranges.layout import About


class NoFile(Problem):
    """Name the files to load, or ask for the tables that stand: --list"""


@click.command("import-geo")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--built", type=click.DateTime(["%Y-%m-%d"]), help="The day the publisher built the table (YYYY-MM-DD).")
@click.option("--licence", default="", metavar="TEXT", help="Its licence and whom to name, as the publisher says it.")
@click.option("--list", "show", is_flag=True, help="Show the tables that stand, and change nothing.")
def command(files: tuple[Path, ...], built: datetime | None, licence: str, show: bool) -> None:
    """Load tables of address ranges: countries, providers, or both. Older tables stay and answer for their time.

    Read are start,end,country and start,end,number,organisation as CSV, iptoasn's columns and the registries' own
    statistics, plain or .gz. Exit status 1 when a row could not be read or a file is cut off (it is told).
    """
    if show:
        raise SystemExit(_list(private_home()))
    if not files:
        raise NoFile()
    with django_ready():
        tables = _load(files, built.date() if built else None, licence)
    raise SystemExit(1 if any(_is_doubtful(file) for loaded in tables for file in loaded.files) else 0)


def _load(files: tuple[Path, ...], built: date | None, licence: str) -> list[Loaded]:
    from django.utils import timezone

    from daymark.casework.access.context import acting_as_system
    from daymark.casework.partners.actions.address_tables import keep_address_table

    size = sum(path.stat().st_size for path in files if path.is_file())
    with progress("Reading", size, lambda: f"{len(files)} files") as step:
        tables = load(list(dict.fromkeys(files)), step=step)
    with acting_as_system():
        for each in tables:  # each in a transaction of its own: what is told as standing stands
            at = timezone.now()
            kept = keep_address_table(
                loaded=each, built_on=built, licence=licence, by=None, at=at, machine_user=system_user()
            )
            _tell(each, kept)
    return tables


def _tell(loaded: Loaded, kept: KeptTable) -> None:
    for file in loaded.files:
        click.echo(f"{file.name}: {file.form}, {file.rows:,} rows, {file.silent:,} that name nobody, {file.bad:,} bad.")
        for line, why in file.told:
            click.echo(f"  Refused: line {line}: {why}.")
        if file.bad > len(file.told):
            click.echo(f"  {file.bad:,} rows were refused, of which {len(file.told)} are told here.")
        if file.cut_off:
            click.echo(f"  Cut off: {file.cut_off}.")
    if not kept.is_new:
        click.echo(f"{kept.name} is here already. Nothing was changed.")
        return
    click.echo(f"{kept.name} stands: built {kept.about.built_on}, as {kept.about.built_by} says.")
    if not kept.about.licence:
        click.echo("No licence was given: say it with --licence, so that whoever must be named is named.")


def _list(home: Path) -> int:
    shelf = shelf_in(home / FOLDER)
    for table in shelf.tables:
        click.echo(_line(table.name, table.about))
    for fault in shelf.faults:
        click.echo(fault)
    return 1 if shelf.faults else 0


def _line(name: str, about: About) -> str:
    gives = " and ".join(sorted(each.value.lower() for each in about.gives))
    cut = ", cut off" if about.is_cut_off else ""
    sources = ", ".join(f"{each.name} {each.sha256[:12]}".strip() for each in about.sources)
    licence = about.licence or "not given"
    return f"{about.built_on}  {gives:20} {about.rows:>9,} rows{cut}  {name}\n    {sources}; licence: {licence}"


def _is_doubtful(file: FileRead) -> bool:
    return bool(file.bad or file.cut_off)
