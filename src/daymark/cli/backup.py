"""`daymark backup`: a back-up into a folder."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from daymark.cli.running import database, embedded_address


@click.command("backup")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--without-keys", is_flag=True, help="Leave the keys out: keep them on another medium.")
def command(folder: Path, without_keys: bool) -> None:
    """Write database, vault, checkpoints and keys into FOLDER, with a manifest that proves them whole.

    Works while the centre runs.
    """
    from daymark.web.backups import write_backup

    with database() as home:
        summary = write_backup(
            home=home,
            address=embedded_address(home),
            folder=folder,
            with_keys=not without_keys,
            at=datetime.now(UTC),
            tell=click.echo,
        )
    click.echo(
        f"Done: {summary.files} files, {summary.size / 1e6:.1f} MB, {sum(summary.rows.values())} rows in {folder}."
    )
    if summary.with_keys:
        click.echo("The keys are in it: whoever holds this folder can read everything. Lock it away.")
    else:
        click.echo("The keys are NOT in it: without them this back-up cannot be read.")
