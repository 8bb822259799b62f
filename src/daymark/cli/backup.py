"""`daymark backup`: a back-up into a folder."""

from __future__ import annotations

import json
import shutil
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import click

from daymark.cli.running import database, embedded_address
from daymark.web.configuration import configuration


@click.command("backup")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--without-keys", is_flag=True, help="Leave the keys out: keep them on another medium.")
@click.option("--to", "addresses", multiple=True, metavar="AGE1...", help="Encrypt to this age address (repeatable).")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
def command(folder: Path, without_keys: bool, addresses: tuple[str, ...], as_json: bool) -> None:
    """Write database, vault, checkpoints and keys into FOLDER, with a manifest that proves them whole.

    Works while the centre runs.
    """
    from daymark.web import backups, sealed_backups
    from daymark.web.maintenance import alone

    began = time.monotonic()
    recipients = sealed_backups.recipients_of(addresses)
    with database() as home, alone(home, "daymark backup"):
        places = backups.Places(home, configuration().checkpoints)
        backups.make_empty(folder)
        # What will be encrypted is first written inside the home, never in the clear where it is meant to go.
        plain = Path(tempfile.mkdtemp(prefix=".backup-", dir=home)) if recipients else folder
        try:
            manifest = backups.write_backup(
                places=places,
                address=embedded_address(home),
                folder=plain,
                with_keys=not without_keys,
                at=datetime.now(UTC),
                tell=lambda sentence: click.echo(sentence, err=True),
            )
            if recipients:
                sealed_backups.seal_folder(plain, folder, recipients)
        finally:
            if recipients:
                shutil.rmtree(plain, ignore_errors=True)
        backups.note_backup(home, manifest)
    seconds = time.monotonic() - began
    if as_json:
        click.echo(json.dumps({**backups.as_words(manifest), "seconds": round(seconds, 1)}))
        return
    rows = sum(manifest.rows.values())
    click.echo(f"Done in {seconds:.0f} s: {len(manifest.files)} files, {manifest.size / 1e6:.1f} MB, {rows} rows.")
    click.echo(f"It holds everything up to {manifest.made_at:%Y-%m-%d %H:%M:%S} UTC.")
    click.echo(_about_keys(manifest.with_keys, sealed=bool(recipients)))


def _about_keys(with_keys: bool, *, sealed: bool) -> str:
    if not with_keys:
        return "The keys are NOT in it: without them this back-up cannot be read."
    if sealed:
        return "The keys are in it, and the recipients alone can open it."
    return "The keys are in it: whoever holds this folder can read everything. Lock it away."
