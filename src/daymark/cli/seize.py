"""`daymark seize`: the files of a folder are taken into a case, each read once where it lies."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from daymark.cli.progress import progress
from daymark.cli.running import django_ready
from daymark.problems import Problem

if TYPE_CHECKING:
    from daymark.casework.media.models import Seizure
    from daymark.casework.media.taking import Here, Readers


class NoFolder(Problem):
    """This is no folder that can be listed."""


@click.command("seize")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--case", "reference", required=True, metavar="REF", help="The case, for instance C-2026-00012.")
@click.option(
    "--exhibit", required=True, metavar="NAME", help="The exhibit as on its label; added when it is not there."
)
@click.option(
    "--workers", default=None, type=click.IntRange(1, 64), help="Processes; one for each core when not given."
)
@click.option(
    "--cluster", default=None, metavar="ADDRESS", help="The scheduler of a cluster whose machines read the files."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object with the sums, nothing else.")
def command(
    folder: Path, reference: str, exhibit: str, workers: int | None, cluster: str | None, as_json: bool
) -> None:
    """Take the files of FOLDER into a case: digests, real type and look of each, read where it lies.

    Zip and tar archives are taken apart, also those inside each other: each file in them counts as a file.
    Nothing in FOLDER is changed. Interrupted at any moment, the same command goes on where it stopped; run again
    later, it reads what is new and reports what has changed or vanished. Exit status 1 when it was paused, or a file
    could not be read: the page of the seizure says which and why.

    With --cluster the machines of a cluster read the files, which they must see under the same path; this process
    alone talks to the database, and takes archives apart.
    """
    if not folder.is_dir():
        raise NoFolder(f"{folder} is no folder that can be listed. Give the folder of the mounted image.")
    with django_ready(), _readers(workers or os.cpu_count() or 1, cluster) as readers:
        seizure = _seize(folder.absolute(), reference, exhibit, readers)
        click.echo(_as_json(seizure) if as_json else _in_words(seizure))
        raise SystemExit(1 if seizure.not_read or seizure.state != "DONE" else 0)


def _readers(workers: int, cluster: str | None) -> Here:
    from daymark.casework.media.taking import Here

    if cluster is None:
        return Here(workers)
    from daymark.cli.cluster_certificates import certificates_of_home
    from daymark.cli.seize_readers import There

    return There(cluster, certificates_of_home(), workers)


def _seize(folder: Path, reference: str, exhibit: str, readers: Readers) -> Seizure:
    from daymark.casework.media.taking import Work, exhibit_of

    work = Work(exhibit_of(reference, exhibit), folder, tell=lambda words: click.echo(words, err=True))
    with work.begun():
        work.list_folder()
        with progress("Reading", work.left, work.words) as step:
            return work.read(readers, step)


def _in_words(seizure: Seizure) -> str:
    from daymark.casework.media.queries import sums_of
    from daymark.casework.media.rules import in_one_sentence

    told = f"{seizure.reference}: {in_one_sentence(sums_of(seizure))}"
    return told if seizure.state == "DONE" else f"{told} Paused; the same command goes on."


def _as_json(seizure: Seizure) -> str:
    from daymark.casework.media.queries import sums_of

    return json.dumps({"seizure": seizure.reference, "state": seizure.state, **asdict(sums_of(seizure))})
