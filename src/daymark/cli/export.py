"""`daymark export`: a case or a hash list as one file that other programs read."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from daymark.cli.running import django_ready, system_user
from daymark.problems import Problem
from daymark.vault.durable import create_private, sync_folder, temporary_beside

if TYPE_CHECKING:
    from daymark.casework.media.actions.exporting import Asked, Exported

Write = Callable[[BinaryIO], "Exported"]


class NoFolder(Problem):
    """The folder of the file is not there."""


class WhatOf(Problem):
    """Say what goes out: --case REF, or with --hash-set also --bank NAME. One of the two."""


class NoCase(Problem):
    """There is no case with this reference."""


class NoBank(Problem):
    """There is no list of this name, or it was withdrawn. The page “Lists” shows all names."""


_out = click.option(
    "-o", "--output", "path", required=True, type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    help="Where to write it; a file that is there is replaced when the new one is whole.",
)  # fmt: skip
_case = click.option("--case", "reference", required=True, metavar="REF", help="The case, for instance C-2026-00012.")


@click.group("export")
def command() -> None:
    """Write a case, or a hash list, to one file that other programs read. Each export is on record.

    The file is readable by its owner alone. It appears when it is whole: what was interrupted leaves nothing.
    """


@command.command("vics")
@click.option("--case", "reference", metavar="REF", help="The case, for instance C-2026-00012.")
@click.option("--hash-set", is_flag=True, help="Digests and categories alone: no path, no word of the case.")
@click.option("--bank", metavar="NAME", help="With --hash-set: a hash list of this centre instead of a case.")
@click.option("--version", type=click.Choice(["1.2", "1.3", "2.0"]), default="2.0", show_default=True)
@click.option("--region", default="Default", show_default=True, help="Whose categories: Default, US, UK.")
@click.option("--scale", type=click.Choice(["VICS_US", "UK_SAP"]), default="VICS_US", show_default=True)
@_out
def vics(
    reference: str | None, hash_set: bool, bank: str | None, version: str, region: str, scale: str, path: Path
) -> None:
    """VICS 2.0, 1.3 or 1.2: the media of a case with every place where they lay, or a hash set.

    A category goes out only where a grade holds and the category follows from it. What a person still has to decide
    goes out without one.
    """
    if (reference is None) == (bank is None) or (bank is not None and not hash_set):
        raise WhatOf()
    with django_ready():
        from daymark.casework.media.actions.exporting import Asked, Format
        from daymark.exchange.vics import Version

        asked = Asked(Format.HASH_SET if hash_set else Format.VICS, Version(version), region, scale)
        write = _bank_writer(bank, asked) if bank is not None else _case_writer(reference or "", asked)
        _write(path, write, "media")


@command.command("icse")
@_case
@_out
def icse(reference: str, path: Path) -> None:
    """The table that INTERPOL's ICSE gives out: the case's files whose grade says that they are abuse material."""
    _write_case(reference, "icse", path)


@command.command("files")
@_case
@_out
def files(reference: str, path: Path) -> None:
    """A table of every file of the case: digests, place, kind, what was graded, and why one could not be read."""
    _write_case(reference, "files", path)


def _write_case(reference: str, kind: str, path: Path) -> None:
    with django_ready():
        from daymark.casework.media.actions.exporting import Asked, Format

        _write(path, _case_writer(reference, Asked(Format(kind))), "rows")


def _case_writer(reference: str, asked: Asked) -> Write:
    from django.utils import timezone

    from daymark.casework.cases.models import Case
    from daymark.casework.media.actions.exporting import export_case

    def write(stream: BinaryIO) -> Exported:
        case = Case.objects.filter(reference=reference).first()
        if case is None:
            raise NoCase(f"There is no case {reference}.")
        return export_case(
            case=case, asked=asked, stream=stream, by=None, at=timezone.now(), machine_user=system_user()
        )

    return write


def _bank_writer(name: str, asked: Asked) -> Write:
    from django.utils import timezone

    from daymark.casework.matching.actions.exporting import export_bank
    from daymark.casework.matching.queries.exporting import bank_named

    def write(stream: BinaryIO) -> Exported:
        bank = bank_named(name)
        if bank is None:
            raise NoBank()
        return export_bank(
            bank=bank, asked=asked, stream=stream, by=None, at=timezone.now(), machine_user=system_user()
        )

    return write


def _write(path: Path, write: Write, unit: str) -> None:
    """Writes beside the file, puts it on record, and only then gives it its name."""
    if not path.parent.is_dir():
        raise NoFolder(f"There is no folder {path.parent}.")
    from daymark.casework.access.context import acting_as_system

    temporary = temporary_beside(path)
    try:
        with create_private(temporary) as stream, acting_as_system():
            exported = write(stream)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)
    click.echo(f"{path}: {exported.rows:,} {unit}, SHA-256 {exported.sha256}.")
    for remark in exported.remarks:
        click.echo(remark)
