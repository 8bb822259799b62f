"""What most commands need first: the database of this home, and Django loaded."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from daymark.problems import Problem
from daymark.web.configuration import home_folder, refuse_unknown, value_of
from daymark.web.postgres import EmbeddedServer, ServerAddress, ensure_roles_and_database
from daymark.web.postgres.address import ServerNotRunning


class OutsideServer(Problem):
    """The database is an outside server. Back it up and restore it with that server's own tools (pg_dump as a role that
    may bypass row security), and copy `vault`, `checkpoints` and `keys` from DAYMARK_HOME."""


def private_home() -> Path:
    """DAYMARK_HOME, made when it is not there. Everything in it is private save the folder itself."""
    refuse_unknown()
    home = home_folder()
    home.mkdir(parents=True, exist_ok=True)
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
        with EmbeddedServer(home) as address:
            ensure_roles_and_database(address)
            yield home
    else:
        yield home


@contextmanager
def django_ready() -> Iterator[Path]:
    """The database running and Django loaded on it."""
    with database() as home:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "daymark.web.settings")
        import django

        django.setup()
        yield home
        from django.db import connections

        connections.close_all()


def embedded_address(home: Path) -> ServerAddress:
    """The embedded server's address, for what only its superuser may do. Raises Problem with an outside server."""
    if value_of("DAYMARK_DATABASE_URL"):
        raise OutsideServer()
    return ServerAddress.load(home)
