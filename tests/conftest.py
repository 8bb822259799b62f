"""One embedded server a run, one database a worker, and a cast of people.

The database is copied from a migrated template, so a test that commits gets a fresh copy in a tenth of a second.
"""

from __future__ import annotations

import atexit
import fcntl
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from xdist.scheduler import LoadScopeScheduling

from daymark.web.postgres import (
    EmbeddedServer,
    ServerAddress,
    create_database,
    drop_database,
    ensure_roles_and_database,
)
from outside_server import OutsideServer

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "alone")


def _start() -> Path:
    """The home of this run: made and started by the first process, used by every worker."""
    if given := os.environ.get("DAYMARK_TEST_HOME"):
        return Path(given)
    home = Path(tempfile.mkdtemp(prefix="daymark-test-"))
    home.chmod(0o755)
    programs = os.environ.get("DAYMARK_TEST_POSTGRES")
    server = OutsideServer(Path(programs), home) if programs else EmbeddedServer(home)
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    atexit.register(server.stop)
    ensure_roles_and_database(server.start())
    os.environ["DAYMARK_TEST_HOME"] = str(home)
    return home


HOME = _start()
for name in [
    name for name in os.environ if name.startswith("DAYMARK_") and name not in {"DAYMARK_TEST_HOME", "DAYMARK_FIXTURES"}
]:
    del os.environ[name]
os.environ.update(DAYMARK_HOME=str(HOME), DAYMARK_PRACTICE="1", DJANGO_SETTINGS_MODULE="daymark.web.settings")


pytest_plugins = ["living"]


def pytest_configure() -> None:
    """Loads Django once the server is known."""
    import django

    django.setup()


# What shares a living server and its browser stays on one worker, in order; the story has a server of its own.
# By folder, because node ids no longer carry the groups of pytest-xdist's marks from pytest 9.2 on.
TOGETHER = ("browser", "flow")
NO_BROWSER = "Chromium is not installed: the browser tests DID NOT RUN (apt-get install chromium)"


class Neighbours(LoadScopeScheduling):
    """Hands out file by file, and a folder of costly neighbours as one piece, in their order."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::")[0]
        return next((folder for folder in TOGETHER if file.startswith(f"tests/{folder}/")), file)


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Neighbours:
    """For `-n`: how the tests are dealt out."""
    return Neighbours(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skips what needs a browser that is not there."""
    for item in items:
        if item.get_closest_marker("browser") and not shutil.which("chromium"):
            item.add_marker(pytest.mark.skip(reason=NO_BROWSER))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says loudly when tests that belong to the run could not run."""
    if not shutil.which("chromium"):
        terminalreporter.write_line(NO_BROWSER, red=True, bold=True)


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


@pytest.fixture(scope="session")
def fresh_database() -> Callable[[], None]:
    """What gives this worker a fresh database, for fixtures that live longer than one test."""
    return copy_database


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """For tests that commit (several processes, a live server, kills): the database is fresh before and after."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        copy_database()
        yield
        copy_database()


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """Every test begins with nobody having asked for anything: what limits floods, and which company's sign-in was
    checked, lives as long as the process."""
    for module, names in (
        ("daymark.web.middleware.flood", ("PAGES",)),
        ("daymark.casework.reports.public.limits", ("WRONG_CODES", "SENT_REPORTS")),
        ("daymark.casework.reports.api", ("CHECKED",)),
    ):
        if module in sys.modules:
            for name in names:
                getattr(sys.modules[module], name).clear()
