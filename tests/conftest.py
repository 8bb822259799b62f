"""One embedded server a run, one database a worker, and a cast of people.

The database is copied from a migrated template, so a test that commits gets a fresh copy in a tenth of a second.
"""

from __future__ import annotations

import atexit
import compileall
import fcntl
import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

from daymark.web.postgres import (
    EmbeddedServer,
    ServerAddress,
    create_database,
    drop_database,
    ensure_roles_and_database,
)
from daymark.web.postgres.address import SUPERUSER
from outside_server import OutsideServer

SOURCE = Path(__file__).parents[1] / "src" / "daymark"
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "alone")


def _start() -> Path:
    """The home of this run: made and started by the first process, used by every worker."""
    if given := os.environ.get("DAYMARK_TEST_HOME"):
        return Path(given)
    # Every process that a test starts reads this; sealed ones could not write it, and would compile at each start.
    compileall.compile_dir(SOURCE, quiet=1)
    home = Path(tempfile.mkdtemp(prefix="daymark-test-"))
    home.chmod(0o755)
    programs = os.environ.get("DAYMARK_TEST_POSTGRES")
    server = OutsideServer(Path(programs), home) if programs else EmbeddedServer(home)
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    atexit.register(server.stop)
    address = server.start()
    _never_wait_for_the_disk(address)
    ensure_roles_and_database(address)
    os.environ["DAYMARK_TEST_HOME"] = str(home)
    return home


def _never_wait_for_the_disk(address: ServerAddress) -> None:
    """This server lives as long as the run. What a power cut does is tried on others, which do wait."""
    with psycopg.connect(address.dsn(SUPERUSER, "postgres"), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("SELECT pg_reload_conf()")


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


# What shares the living centre and its browser stays on one worker, in order, so that there is one of them.
# By folder, because node ids no longer carry the groups of pytest-xdist's marks from pytest 9.2 on.
LIVING, LIVING_IN = "the living centre", ("tests/browser/", "tests/flow/")
# What takes longest in one piece, longest first: begun last, it would keep one worker busy while the others wait.
LONGEST = (
    LIVING,
    "tests/architecture/test_nobody_sees_a_secret.py",
    "tests/architecture/test_authorisation.py",
    "tests/cli/practice/test_year.py",
    "tests/durability/test_killed_anywhere.py",
    "tests/cli/test_serve.py",
    "tests/cli/test_drill.py",
    "tests/cli/test_seize_bad_input.py",
    "tests/cli/test_seize_cluster.py",
    "tests/cli/test_seize.py",
)
NO_BROWSER = "Chromium is not installed: the browser tests DID NOT RUN (apt-get install chromium)"


class Neighbours(LoadScopeScheduling):
    """Hands out file by file, and what is costly to prepare as one piece, in its order; the longest first."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::")[0]
        return LIVING if file.startswith(LIVING_IN) else file

    def _assign_work_unit(self, node: WorkerController) -> None:
        for scope in reversed(LONGEST):
            if scope in self.workqueue:
                self.workqueue.move_to_end(scope, last=False)
        super()._assign_work_unit(node)


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Neighbours:
    """For `-n`: how the tests are dealt out."""
    return Neighbours(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skips what needs a browser that is not there."""
    for item in items:
        if item.get_closest_marker("browser") and not shutil.which("chromium"):
            item.add_marker(pytest.mark.skip(reason=NO_BROWSER))


def pytest_collection_finish() -> None:
    """What is loaded now, thousands of tests among it, stays to the end: none of it is looked through for garbage."""
    gc.collect()
    gc.freeze()


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


def copy_database(template: str = "daymark") -> None:
    """Gives this worker a fresh copy of the migrated database, or of one it kept, and points Django at it."""
    from django.db import connections

    name, address = f"test_{WORKER}", ServerAddress.load(HOME)
    connections.close_all()
    drop_database(address, name)
    create_database(address, name, template=template)
    for alias in connections:
        connections[alias].settings_dict["NAME"] = name


def keep_database(name: str) -> str:
    """Keeps the database of this worker as it is now; gives what `copy_database` needs to bring it back."""
    from django.db import connections

    kept = f"{name}_{WORKER}"
    connections.close_all()
    create_database(ServerAddress.load(HOME), kept, template=f"test_{WORKER}")
    return kept


@pytest.fixture(scope="session")
def fresh_database() -> Callable[[], None]:
    """What gives this worker a fresh database, for fixtures that live longer than one test."""
    return copy_database


UNTOUCHED = pytest.StashKey[bool]()  # of the run's configuration: nobody used the database since it was copied


@pytest.fixture
def committed(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest, pytestconfig: pytest.Config
) -> Iterator[None]:
    """For tests that commit (several processes, a live server, kills): the database is fresh before and after."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        if not pytestconfig.stash.get(UNTOUCHED, False):
            copy_database()
        pytestconfig.stash[UNTOUCHED] = False
        yield
        copy_database()
        pytestconfig.stash[UNTOUCHED] = True


@pytest.fixture(autouse=True)
def touched(request: pytest.FixtureRequest) -> None:
    """After a test that needs no fresh database nobody knows what became of it: a number may have been taken."""
    if "committed" not in request.fixturenames:
        request.config.stash[UNTOUCHED] = False


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
