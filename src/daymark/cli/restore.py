"""`daymark restore`: a back-up into an empty home, checked row by row."""

from __future__ import annotations

import time
from pathlib import Path

import click

from daymark.cli.running import database, embedded_address, private_home


@click.command("restore")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--keys", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Where the keys lie.")
def command(folder: Path, keys: Path | None) -> None:
    """Restore the back-up in FOLDER into an empty DAYMARK_HOME, then compare every table's rows and the audit chain."""
    from daymark.web.backups import BackupDamaged, read_manifest, restore_database, restore_files, row_counts

    began = time.monotonic()
    manifest = read_manifest(folder)
    restore_files(home=private_home(), folder=folder, keys_from=keys)
    with database() as home:
        address = embedded_address(home)
        restore_database(address=address, folder=folder)
        rows = row_counts(address)
    differing = sorted(name for name in manifest["rows"] if rows.get(name) != manifest["rows"][name])
    if differing:
        raise BackupDamaged(
            f"Restored, but these tables differ from the back-up: {', '.join(differing)}. Don't use it."
        )
    click.echo(f"Restored {sum(rows.values())} rows in {time.monotonic() - began:.0f} s; all tables as in the back-up.")
    click.echo("Now run `daymark audit verify`, then `daymark serve`.")
