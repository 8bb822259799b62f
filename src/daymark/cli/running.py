"""What most commands need first: the database of this home, and Django loaded."""

from __future__ import annotations

import gc
import os
import pwd
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from daymark.problems import Problem
from daymark.web.configuration import home_folder, refuse_unknown, value_of
from daymark.web.postgres import EmbeddedServer, ServerAddress, ensure_roles_and_database
from daymark.web.postgres.address import ServerNotRunning
from daymark.web.postgres.locations import make_folder

UNFINISHED = "restore-unfinished"  # in a home while a back-up is being restored into it


class OutsideServer(Problem):
    """The database is an outside server. Back it up and restore it with that server's own tools (pg_dump as a role that
    may bypass row security), and copy `vault`, `originals`, `checkpoints` and `keys` from DAYMARK_HOME."""


class HalfRestored(Problem):
    """A restore into this home was interrupted."""


def private_home() -> Path:
    """DAYMARK_HOME, made when it is not there; whatever this process makes from now on is its owner's alone."""
    refuse_unknown()
    home = home_folder()
    # Started by root, the database's own user must pass through; it can list nothing.
    make_folder(home, 0o711 if os.geteuid() == 0 else 0o700)
    os.umask(0o077)
    if (home / UNFINISHED).exists():
        raise HalfRestored(f"A restore into {home} was interrupted. Remove that folder and restore again.")
    return home


@contextmanager
def database() -> Iterator[Path]:
    """The database of this home; started for the length of the command when no server runs."""
    home = private_home()
    if value_of("DAYMARK_DATABASE_URL"):
        yield home
        return
    try:
        ServerAddress.load(home)
    except ServerNotRunning:
        with EmbeddedServer(home, tell=_tell) as address:
            ensure_roles_and_database(address)
            yield home
    else:
        yield home


@contextmanager
def kept_database(home: Path, *, tell: Callable[[str], None]) -> Iterator[Callable[[], None]]:
    """The database, supervised here: call what is yielded now and then, and a server that died is started again.

    Raises Problem when another process supervises it already. An outside server is nobody's to keep.
    """
    if value_of("DAYMARK_DATABASE_URL"):
        yield lambda: None
        return
    server = EmbeddedServer(home, tell=tell)
    with server as address:
        ensure_roles_and_database(address)

        def keep() -> None:
            if not server.is_running():
                tell("The database ended by itself; starting it again.")
                server.start()

        yield keep


@contextmanager
def django_ready() -> Iterator[Path]:
    """The database running and Django loaded on it."""
    with database() as home:
        load_django()
        yield home
        from django.db import connections

        connections.close_all()


def load_django() -> None:
    """Loads Django with this program's settings.

    What is loaded stays to the end: looking through it for garbage again and again took a quarter of the start.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "daymark.web.settings")
    gc.disable()
    try:
        import django

        django.setup()
        gc.freeze()
    finally:
        gc.enable()


def embedded_address(home: Path) -> ServerAddress:
    """The embedded server's address, for what only its superuser may do. Raises Problem with an outside server."""
    if value_of("DAYMARK_DATABASE_URL"):
        raise OutsideServer()
    return ServerAddress.load(home)


def system_user() -> str:
    """Who runs this command, by name where the machine knows one."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())


def _tell(sentence: str) -> None:
    click.echo(sentence, err=True)
