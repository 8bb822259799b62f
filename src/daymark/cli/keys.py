"""`daymark keys`: look at the keys, add newer ones, seal old values anew, drop what nothing needs."""

from __future__ import annotations

from pathlib import Path

import click

from daymark.cli.running import django_ready, private_home
from daymark.problems import Problem


class NoMasterKeyNamed(Problem):
    """Name the file with the new master key (--new FILE), or say --none to lock the key files no more."""


@click.group("keys")
def command() -> None:
    """Look after the centre's keys."""


@command.command("list")
def list_() -> None:
    """Every key by file, the newest first."""
    from daymark.vault.keyring import list_keys
    from daymark.web.configuration import configuration

    for entry in list_keys(private_home(), master=configuration().master_key):
        click.echo(f"{entry.file:18} {entry.key_id}  {'in use' if entry.newest else 'opens or proves older things'}")


@command.command("fingerprints")
def fingerprints() -> None:
    """What to read to a partner by telephone, and the address and key that the partner enters."""
    from daymark.vault.keys import load_keys
    from daymark.web.configuration import configuration

    keys = load_keys(private_home(), master=configuration().master_key)
    words = keys.fingerprints()
    click.echo(f"signing key   {keys.public_key.hex()}\n  fingerprint {words['signing']}")
    click.echo(f"packages to   {keys.recipient}\n  fingerprint {words['packages']}")


@command.command("rotate")
@click.argument("file", required=False)
@click.option("--keep-old", is_flag=True, help="Keep the old key when nothing needs it any more.")
def rotate(file: str | None, keep_old: bool) -> None:
    """Add a new key to FILE, seal everything with it, and drop the old one. Without FILE: fields and vault.

    The centre works on meanwhile. Interrupted, it is finished by running it again.
    """
    with django_ready():
        from django.utils import timezone

        from daymark.web.key_rotation import rotate_and_reseal

        rotate_and_reseal(file=file, at=timezone.now(), tell=click.echo, keep_old=keep_old)


@command.command("master")
@click.option("--new", "new_file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="The new one.")
@click.option("--none", "unlock", is_flag=True, help="Lock the key files with no master key any more.")
def master(new_file: Path | None, unlock: bool) -> None:
    """Lock the key files with another master key. The present one, if any, is the one of DAYMARK_MASTER_KEY_FILE."""
    from daymark.vault.keyring import change_master_key
    from daymark.vault.masterkey import read_master_key
    from daymark.web.configuration import configuration
    from daymark.web.maintenance import alone

    if bool(new_file) == unlock:
        raise NoMasterKeyNamed()
    home = private_home()
    new = read_master_key({"DAYMARK_MASTER_KEY_FILE": str(new_file)}) if new_file else None
    with alone(home, "daymark keys master"):
        change_master_key(home, old=configuration().master_key, new=new)
    if new_file:
        click.echo(f"Locked. From now on start with DAYMARK_MASTER_KEY_FILE={new_file}, and restart what runs.")
    else:
        click.echo("Unlocked. From now on start without DAYMARK_MASTER_KEY_FILE, and restart what runs.")
