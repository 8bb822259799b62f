import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from daymark.web.postgres import SUPERUSER, EmbeddedServer, ServerAddress, ensure_roles_and_database, locations
from daymark.web.postgres.binaries import MajorVersionChanged
from daymark.web.postgres.configuration import PasswordLost
from daymark.web.postgres.locations import (
    BelongsToSomeoneElse,
    FilesMissing,
    LeftBehind,
    Location,
    NotPrivate,
    make_folder,
    socket_folder,
    take_location,
)
from daymark.web.postgres.server_user import choose_server_user
from web.postgres_cases import (
    AS_ROOT,
    NOBODY,
    a_home,
    ask,
    location_of,
    outsider,
    python_for_outsiders,
)

needs_root = pytest.mark.skipif(not AS_ROOT, reason="needs root")

ORDINARY = """
import sys
from pathlib import Path
import psycopg
from daymark.web.postgres import *
home = Path(sys.argv[1])
with EmbeddedServer(home) as address:
    ensure_roles_and_database(address)
    with psycopg.connect(ServerAddress.load(home).dsn()) as connection:
        print(connection.execute("SELECT current_user").fetchone()[0])
print(sorted({path.stat().st_uid for path in (home / "postgres").rglob("*")}))
"""

CONNECTING = """
import sys
from pathlib import Path
from daymark.web.postgres import ServerAddress
ServerAddress.load(Path(sys.argv[1]))
"""


def works(address: ServerAddress) -> bool:
    return ask(address, "SELECT 1", role=SUPERUSER, database="postgres") == [(1,)]


def a_long_home(parent: Path) -> Path:
    """A folder whose path is too long for a socket, which the server's user can enter whatever the umask."""
    home = parent / ("a" * 60) / ("b" * 60)
    make_folder(home.parent, 0o711)
    make_folder(home, 0o711)
    return home


def test_a_home_with_a_long_path_gets_its_socket_in_a_short_private_folder():
    with a_home() as parent:
        home = a_long_home(parent)
        with EmbeddedServer(home) as address:
            assert works(ServerAddress.load(home))
            assert len(os.fsencode(address.socket_folder)) < 60
            assert address.socket_folder.stat().st_mode & 0o777 == 0o700
        shutil.rmtree(address.socket_folder)


def test_a_short_socket_folder_that_somebody_else_prepared_is_refused():
    with a_home() as parent:
        home = a_long_home(parent)
        prepared = socket_folder(Location(home / "postgres"), home)
        prepared.mkdir()
        prepared.chmod(0o777)
        try:
            with pytest.raises(NotPrivate, match=re.escape(str(prepared))):
                EmbeddedServer(home).start()
        finally:
            shutil.rmtree(prepared)


@needs_root
def test_a_home_that_the_servers_user_cannot_reach_keeps_its_files_elsewhere_and_says_where():
    with a_home() as parent:
        parent.chmod(0o700)
        home = parent / "home"
        with files_elsewhere(home) as base:
            assert base.parent == Path("/var/lib/daymark")
            assert (home / "postgres-location").read_text().strip() == str(base)
            assert parent.stat().st_mode & 0o777 == 0o700
            with EmbeddedServer(home):
                assert works(ServerAddress.load(home))


@needs_root
def test_a_home_made_again_says_that_the_earlier_ones_database_still_lies_elsewhere():
    with a_home() as parent:
        parent.chmod(0o700)
        home = parent / "home"
        with files_elsewhere(home) as base:
            shutil.rmtree(home)
            with pytest.raises(LeftBehind, match=f"is still in {base}.*remove {base}"):
                EmbeddedServer(home).start()
            shutil.rmtree(base)
            with EmbeddedServer(home):
                assert works(ServerAddress.load(home))


@contextmanager
def files_elsewhere(home: Path) -> Iterator[Path]:
    """The folder that the first start in this home used, removed afterwards."""
    with EmbeddedServer(home):
        base = location_of(home).base
    try:
        yield base
    finally:
        shutil.rmtree(base, ignore_errors=True)


@needs_root
def test_root_with_a_strict_umask_shuts_the_server_out_of_nothing(monkeypatch: pytest.MonkeyPatch):
    user = choose_server_user()
    with a_home() as parent:
        monkeypatch.setattr(locations, "ELSEWHERE", parent / "elsewhere")
        closed = parent / "closed"
        closed.mkdir(mode=0o700)
        before = os.umask(0o077)
        try:
            assert take_location(parent / "home", user).base == parent / "home" / "postgres"
            assert take_location(closed / "home", user).base.parent == parent / "elsewhere"
        finally:
            os.umask(before)


def test_a_record_of_files_that_are_gone_never_becomes_an_empty_database():
    with a_home() as parent:
        parent.chmod(0o700)
        home = parent / "home"
        with files_elsewhere(home) as base:
            shutil.rmtree(base)
            with pytest.raises(FilesMissing, match="Restore that folder"):
                EmbeddedServer(home).start()
            assert not base.exists()


@needs_root
def test_files_of_another_user_are_not_touched():
    with a_home() as home:
        (home / "postgres").mkdir()
        os.chown(home / "postgres", NOBODY, NOBODY)
        with pytest.raises(BelongsToSomeoneElse, match="Run Daymark as the user that first started it"):
            EmbeddedServer(home).start()


@needs_root
def test_a_home_that_was_closed_later_says_what_to_open():
    with a_home() as home:
        with EmbeddedServer(home):
            pass
        home.chmod(0o700)
        with pytest.raises(BelongsToSomeoneElse, match="cannot enter"):
            EmbeddedServer(home).start()


def test_an_ordinary_person_runs_it_as_themselves():
    python = python_for_outsiders()
    if python is None:
        pytest.skip("no Python here that an ordinary user may run")
    with a_home() as home:
        if AS_ROOT:
            os.chown(home, NOBODY, NOBODY)
        done = outsider(*python, "-c", ORDINARY, str(home))
        assert done.stdout.split("\n")[:2] == ["daymark_app", f"[{home.stat().st_uid}]"], done.stderr


@needs_root
def test_an_outsider_is_told_that_the_address_is_not_theirs():
    python = python_for_outsiders()
    if python is None:
        pytest.skip("no Python here that an ordinary user may run")
    with a_home() as home, EmbeddedServer(home):
        assert "You may not read the database's address" in outsider(*python, "-c", CONNECTING, str(home)).stderr


def test_a_half_copied_program_folder_is_copied_again():
    with a_home() as home:
        with EmbeddedServer(home) as address:
            place = location_of(home)
        (place.base / f"{address.programs.parents[1].name}" / "COMPLETE").unlink()
        address.binary("postgres").write_bytes(b"half")
        leftover = place.base / f".{address.programs.parents[1].name}.making"
        leftover.mkdir()
        with EmbeddedServer(home) as address:
            assert works(address)
        assert not leftover.exists()


def test_half_made_data_is_made_again():
    with a_home() as home:
        with EmbeddedServer(home):
            place = location_of(home)
        place.data.rename(place.data.with_name("data.making"))
        with EmbeddedServer(home) as address:
            assert works(address)
        assert not place.data.with_name("data.making").exists()


def test_a_minor_upgrade_swaps_the_programs_and_keeps_those_of_another_major():
    with a_home() as home:
        with EmbeddedServer(home) as address:
            place = location_of(home)
        current = address.programs.parents[1].name
        major = current.removeprefix("pg-").split(".")[0]
        (place.base / f"pg-{major}.0.1").mkdir()
        (place.base / "pg-9.6.24").mkdir()
        with EmbeddedServer(home) as address:
            assert works(address)
        assert {folder.name for folder in place.base.glob("pg-*")} == {current, "pg-9.6.24"}


def test_data_of_another_major_version_is_left_alone_and_the_way_on_is_named():
    with a_home() as home:
        with EmbeddedServer(home):
            place = location_of(home)
        version = (place.data / "PG_VERSION").read_text()
        (place.data / "PG_VERSION").write_text("9\n")
        (place.base / "pg-9.6.24").mkdir()
        with pytest.raises(MajorVersionChanged, match=r"(?s)PostgreSQL 9.*kept in .*pg-9\.6\.24.*pg_upgrade"):
            EmbeddedServer(home).start()
        (place.data / "PG_VERSION").write_text(version)
        with EmbeddedServer(home) as address:
            assert works(address)


def test_a_lost_superuser_password_is_said_and_nothing_is_overwritten():
    with a_home() as home:
        with EmbeddedServer(home) as address:
            ensure_roles_and_database(address)
            kept = location_of(home).password(SUPERUSER)
        written = kept.read_text()
        kept.unlink()
        with pytest.raises(PasswordLost, match="Restore that file from a backup"):
            EmbeddedServer(home).start()
        kept.write_text(written)
        with EmbeddedServer(home) as address:
            assert works(address)


def test_the_servers_log_stays_small():
    with a_home() as home:
        with EmbeddedServer(home):
            folder = location_of(home).log
        old = folder / "postgresql-2001-01-01-000000.log"
        old.write_bytes(b"x" * 30_000_000)
        with EmbeddedServer(home):
            assert not old.exists()
            assert list(folder.glob("postgresql-*.log"))
