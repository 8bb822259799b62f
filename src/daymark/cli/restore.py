"""`daymark restore`: a back-up into an empty home, checked row by row."""

from __future__ import annotations

import shutil
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from daymark.cli.running import UNFINISHED, embedded_address, kept_database, load_django, private_home
from daymark.web.configuration import configuration

if TYPE_CHECKING:
    from daymark.web.backups import Manifest, Places


@click.command("restore")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--keys", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Where the keys lie.")
@click.option(
    "--identity", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="The age identity that opens it."
)
def command(folder: Path, keys: Path | None, identity: Path | None) -> None:
    """Restore the back-up in FOLDER into an empty DAYMARK_HOME.

    Then compares every table's rows with the back-up, checks the audit chain and opens sealed values and originals.
    """
    from daymark.web import backups, sealed_backups

    began = time.monotonic()
    home = private_home()
    places = backups.Places(home, configuration().checkpoints)
    is_sealed = (folder / sealed_backups.SEALED).exists()
    plain = Path(tempfile.mkdtemp(prefix=".restore-", dir=home)) if is_sealed else folder
    try:
        if is_sealed:
            sealed_backups.open_folder(folder, plain, identity)
        manifest = backups.read_manifest(plain)
        backups.refuse_unrestorable(places=places, folder=plain, keys_from=keys)
        (home / UNFINISHED).touch()
        backups.restore_files(places=places, folder=plain, manifest=manifest, keys_from=keys)
        _restore_and_check(places, plain, manifest)
        (home / UNFINISHED).unlink()
    finally:
        if is_sealed:
            shutil.rmtree(plain, ignore_errors=True)
    lost = datetime.now(UTC) - manifest.made_at
    click.echo(f"Restored in {time.monotonic() - began:.0f} s.")
    click.echo(
        f"It is as of {manifest.made_at:%Y-%m-%d %H:%M:%S} UTC: the {_span(lost.total_seconds())} since are not in it."
    )
    click.echo("Now run `daymark serve`.")


def _restore_and_check(places: Places, plain: Path, manifest: Manifest) -> None:
    from daymark.web import backups

    with kept_database(places.home, tell=lambda sentence: click.echo(sentence, err=True)):
        address = embedded_address(places.home)
        backups.restore_database(address=address, folder=plain)
        rows = backups.row_counts(address)
        differing = sorted(name for name in manifest.rows if rows.get(name) != manifest.rows[name])
        if differing:
            raise backups.BackupDamaged(
                f"Restored, but these tables differ from the back-up: {', '.join(differing)}. Don't use it."
            )
        click.echo(f"{sum(rows.values())} rows in {len(rows)} tables, as in the back-up.")
        load_django()
        from django.db import connections

        from daymark.web.restored import check_restored

        for sentence in check_restored(made_at=manifest.made_at, at=datetime.now(UTC)):
            click.echo(sentence)
        connections.close_all()


def _span(seconds: float) -> str:
    for size, word in ((86400, "days"), (3600, "hours"), (60, "minutes")):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {word}"
    return f"{seconds:.0f} seconds"
