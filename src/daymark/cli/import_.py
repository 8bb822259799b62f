"""`daymark import`: law-enforcement packages, singly or thousands at a time, or one hash list."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from daymark.cli.import_bank import STANDINGS, Asked, import_bank
from daymark.cli.import_sightings import AskedOfSightings, import_sightings
from daymark.cli.import_sources import Refusal, Source, look_into
from daymark.cli.import_telling import Telling
from daymark.cli.running import django_ready
from daymark.problems import Problem

if TYPE_CHECKING:
    from daymark.casework.partners.models import Agency

CLEARING_HOUSE = "US-NCMEC"
_UNCLAIMED = "No report of this folder names it. See whose it is; nothing of it was stored."


class UnknownAgency(Problem):
    """There is no agency with this code."""


class NoSightings(Problem):
    """These options speak of a monitoring tool's file. Add --sightings."""


class NoBank(Problem):
    """These options speak of a hash list. Add --bank NAME, the name under which the list is kept."""


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option(
    "--from", "sender", metavar="WHO", help=f"Code of the agency that sent them ({CLEARING_HOUSE}); who gave the list."
)
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Processes.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object for each package and refusal, nothing else.")
@click.option("--bank", metavar="NAME", help="FILE is a hash list: keep it under this name.")
@click.option("--standing", type=click.Choice(list(STANDINGS)), help="What the list says of its files.")
@click.option("--reference", default="", help="Of the letter or transfer that the list came with.")
@click.option("--whole", is_flag=True, help="This is the whole list: rows that it leaves out no longer stand.")
@click.option(
    "--although-good", is_flag=True, help="Keep it as bad or disputed although it is a list of harmless files."
)
@click.option("--sightings", is_flag=True, help="Each FILE is of a peer-to-peer monitoring tool.")
@click.option("--layout", type=click.Path(path_type=Path), help="What the tool calls its columns: a file in TOML.")
@click.option("--column", "columns", multiple=True, metavar="OURS=THEIRS", help="The same for one column.")
def command(
    files: tuple[Path, ...],
    sender: str | None,
    workers: int,
    as_json: bool,
    bank: str | None,
    standing: str | None,
    reference: str,
    whole: bool,
    although_good: bool,
    sightings: bool,
    layout: Path | None,
    columns: tuple[str, ...],
) -> None:
    """Import law-enforcement packages: folders or zip files with JSON, XML and Media/, or single documents. With
    --bank, import one hash list of any known format, and match everything that is here with it. With --sightings,
    take in what a monitoring tool saw in peer-to-peer networks, and rank the persons anew.

    Safe to interrupt and to run again: what is here already is not taken twice. Exit status 1 when something was
    refused (it is listed with what to do), 2 when nothing in FILE could be recognised, 3 when the database or the
    disk failed.
    """
    if sightings:
        with django_ready():
            raise SystemExit(import_sightings(files, AskedOfSightings(layout, columns), as_json=as_json))
    if layout or columns:
        raise NoSightings()
    if bank is not None:
        asked = Asked(bank, standing, reference, whole, although_good)
        with django_ready():
            raise SystemExit(import_bank(files, sender, asked, as_json=as_json))
    if standing or reference or whole or although_good:
        raise NoBank()
    sources = [look_into(path) for path in dict.fromkeys(path.absolute() for path in files)]
    telling = Telling(as_json=as_json, of=sum(len(source.packages) for source in sources))
    telling.refused([refusal for source in sources for refusal in source.refused])
    if not telling.of:
        raise SystemExit(telling.end(status=2))
    with django_ready():
        _import(sources, _agency(sender or CLEARING_HOUSE), workers, telling)
    raise SystemExit(telling.end())


def _agency(code: str) -> Agency:
    from daymark.casework.access.context import acting_as_system
    from daymark.casework.partners.queries import agency_by_code

    with acting_as_system():
        agency = agency_by_code(code)
    if agency is None:
        raise UnknownAgency(
            f"There is no agency with the code {code}. `daymark init` adds the known ones; the agencies page lists all."
        )
    return agency


def _import(sources: Sequence[Source], agency: Agency, workers: int, telling: Telling) -> None:
    from django.db import connections

    from daymark.cli.import_work import batches, work_through

    connections.close_all()  # each process has its own
    claimed: set[tuple[Path, str]] = set()
    with telling.progress() as step:
        for results in work_through(list(batches(sources)), agency, workers):
            telling.results(results)
            claimed.update((result.source, name) for result in results for name in result.outcome.claimed)
            step(len(results))
    shared = [(source.path, name) for source in sources for name in sorted(source.shared)]
    telling.refused([Refusal(str(path), name, _UNCLAIMED) for path, name in shared if (path, name) not in claimed])
