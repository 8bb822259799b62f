"""One embedded server a run, one database a worker, and a cast of people.

The database is copied from a migrated template, so a test that commits gets a fresh copy in a tenth of a second.
"""

from __future__ import annotations

import atexit
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from daymark.web.postgres import (
    EmbeddedServer,
    ServerAddress,
    create_database,
    drop_database,
    ensure_roles_and_database,
)

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "alone")


def _start() -> Path:
    """The home of this run: made and started by the first process, used by every worker."""
    if given := os.environ.get("DAYMARK_TEST_HOME"):
        return Path(given)
    home = Path(tempfile.mkdtemp(prefix="daymark-test-"))
    home.chmod(0o755)
    server = EmbeddedServer(home)
    address = server.start()
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    atexit.register(server.stop)
    ensure_roles_and_database(address)
    os.environ["DAYMARK_TEST_HOME"] = str(home)
    return home


HOME = _start()
for name in [
    name for name in os.environ if name.startswith("DAYMARK_") and name not in {"DAYMARK_TEST_HOME", "DAYMARK_FIXTURES"}
]:
    del os.environ[name]
os.environ.update(DAYMARK_HOME=str(HOME), DAYMARK_PRACTICE="1", DJANGO_SETTINGS_MODULE="daymark.web.settings")


def pytest_configure() -> None:
    """Loads Django once the server is known."""
    import django

    django.setup()


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """Migrates the template once a run, then gives each worker its own copy."""
    from django.core.management import call_command
    from django.db import connections

    from daymark.vault.keyring import make_keys

    with django_db_blocker.unblock(), (HOME / "migrating").open("w") as lock:  # type: ignore[attr-defined]
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (HOME / "migrated").exists():
            make_keys(HOME)
            call_command("migrate", database="owner", verbosity=0)
            (HOME / "migrated").touch()
        connections.close_all()
        copy_database()
    yield
    connections.close_all()
    drop_database(ServerAddress.load(HOME), f"test_{WORKER}")


def copy_database() -> None:
    """Gives this worker a fresh copy of the migrated database and points Django at it."""
    from django.db import connections

    name, address = f"test_{WORKER}", ServerAddress.load(HOME)
    connections.close_all()
    drop_database(address, name)
    create_database(address, name, template="daymark")
    for alias in connections:
        connections[alias].settings_dict["NAME"] = name


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """For tests that commit (several processes, a live server, kills): the database is fresh before and after."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        copy_database()
        yield
        copy_database()
