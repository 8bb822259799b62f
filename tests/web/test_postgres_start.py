import os
import signal
import threading
import time
from pathlib import Path

import psycopg
import pytest

from daymark.problems import Problem
from daymark.web.postgres import APP, OWNER, SUPERUSER, EmbeddedServer, ServerAddress, ensure_roles_and_database
from daymark.web.postgres.address import NoSuchProgram, ServerNotRunning, ServerStillStarting
from daymark.web.postgres.lock import AlreadySupervised
from daymark.web.postgres.remains import server_processes
from daymark.web.postgres.server import NotReadyYet, ServerDidNotStart
from web.postgres_cases import AS_ROOT, a_home, a_server, ask, location_of, make_reports_table, outsider, until


@pytest.fixture(scope="module")
def running():
    with a_server() as (home, address):
        yield home, address


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_an_empty_home_becomes_a_running_server_within_seconds():
    with a_home() as home:
        began = time.monotonic()
        with EmbeddedServer(home) as address:
            ensure_roles_and_database(address)
            assert ask(address, "SELECT 1") == [(1,)]
        assert time.monotonic() - began < 30
        assert server_processes(location_of(home).data) == []


def test_it_listens_on_a_socket_alone_and_keeps_what_it_acknowledged(running):
    _, address = running
    shown = {
        name: ask(address, f"SHOW {name}", role=SUPERUSER)[0][0]
        for name in ("listen_addresses", "data_checksums", "fsync", "synchronous_commit", "password_encryption")
    }
    assert shown == {
        "listen_addresses": "",
        "data_checksums": "on",
        "fsync": "on",
        "synchronous_commit": "on",
        "password_encryption": "scram-sha-256",
    }


def test_names_in_every_script_are_compared_and_searched(running):
    _, address = running
    assert ask(
        address, "SELECT upper('łódź жук'), similarity('Żaneta', 'zaneta') < similarity('Żaneta', 'żaneta')"
    ) == [("ŁÓDŹ ЖУК", True)]


def test_its_files_are_private(running):
    home, address = running
    place = location_of(home)
    assert {mode(path) for path in (place.data, place.log, address.socket_folder)} == {0o700}
    assert {mode(place.password(role)) for role in (SUPERUSER, OWNER, APP)} == {0o600}
    assert mode(place.start_log) == mode(place.address) == mode(place.lock) == 0o600


@pytest.mark.skipif(not AS_ROOT, reason="needs root to become somebody else")
def test_nobody_else_reads_passwords_data_log_or_socket(running):
    home, address = running
    place = location_of(home)
    for path in (place.password(APP), place.password(SUPERUSER), place.start_log, place.configuration):
        assert outsider("cat", str(path)).returncode != 0, path
    for folder in (place.base, place.data, place.log, address.socket_folder, address.programs):
        assert outsider("ls", str(folder)).returncode != 0, folder


@pytest.mark.skipif(not AS_ROOT, reason="needs root")
def test_root_never_runs_the_server_and_the_server_cannot_change_what_root_runs(running):
    home, address = running
    place = location_of(home)
    owner = place.data.stat().st_uid
    assert owner != 0
    assert {Path(f"/proc/{each}").stat().st_uid for each in server_processes(place.data)} == {owner}
    rootly = [place.base, place.configuration, place.client_rules, place.password(APP), *address.programs.rglob("*")]
    assert {path.stat().st_uid for path in rootly} == {0}
    assert not any(mode(path) & 0o022 for path in rootly)


def test_nobody_gets_in_without_the_right_password(running):
    _, address = running
    for role in (SUPERUSER, OWNER, APP):
        for password in ("wrong", ""):
            with pytest.raises(psycopg.OperationalError, match="password"):
                psycopg.connect(address.dsn(role, "postgres"), password=password)


def test_passwords_do_not_show_when_an_address_is_printed(running):
    _, address = running
    assert not [role for role in (SUPERUSER, OWNER, APP) if address.password(role) in repr(address)]


def test_the_server_learns_nothing_from_our_environment(monkeypatch):
    monkeypatch.setenv("DAYMARK_MASTER_KEY", "canary-7731")
    with a_home() as home, EmbeddedServer(home):
        for process in server_processes(location_of(home).data):
            assert b"canary-7731" not in Path(f"/proc/{process}/environ").read_bytes()


def test_a_second_supervisor_is_refused_and_told_whom_to_stop(running):
    home, address = running
    with pytest.raises(AlreadySupervised, match=rf"process {os.getpid()}\).*Stop it first"):
        EmbeddedServer(home).start()
    assert ask(address, "SELECT 1") == [(1,)]


def test_another_process_finds_the_running_server(running):
    home, address = running
    assert ServerAddress.load(home) == address


def test_a_home_without_a_running_server_says_how_to_start_it():
    with a_home() as home:
        with pytest.raises(ServerNotRunning, match=r"no database in .* yet. Start it with `daymark serve`"):
            ServerAddress.load(home)
        with EmbeddedServer(home):
            pass
        with pytest.raises(ServerNotRunning, match=r"is not running\. Start it with `daymark serve`"):
            ServerAddress.load(home)


def test_a_server_that_is_stopping_says_try_again():
    with a_home() as home, EmbeddedServer(home) as address:
        with psycopg.connect(address.dsn(SUPERUSER, "postgres")):
            postmaster = min(server_processes(location_of(home).data))
            os.kill(postmaster, signal.SIGTERM)  # waits for the open session, takes no new one
            assert until(lambda: loading(home) is ServerStillStarting)
        assert until(lambda: loading(home) is ServerNotRunning)


def loading(home: Path) -> type[Problem] | None:
    try:
        ServerAddress.load(home)
    except Problem as problem:
        return type(problem)
    return None


def test_a_restart_keeps_data_and_passwords():
    with a_home() as home:
        with EmbeddedServer(home) as first:
            ensure_roles_and_database(first)
            make_reports_table(first)
            ask(first, "INSERT INTO report VALUES (1, 'kept')")
        with EmbeddedServer(home) as second:
            ensure_roles_and_database(second)
            assert second == first
            assert ask(second, "SELECT told FROM report") == [("kept",)]


def test_starting_twice_is_starting_once():
    with a_home() as home:
        server = EmbeddedServer(home)
        assert not server.is_running()
        assert server.start() == server.start()
        assert server.is_running()
        server.stop()
        server.stop()
        assert not server.is_running()


def test_a_server_outlives_the_thread_that_started_it():
    with a_home() as home:
        server = EmbeddedServer(home)
        thread = threading.Thread(target=server.start)
        thread.start()
        thread.join()
        time.sleep(0.5)
        assert server.is_running()
        server.stop()


def test_a_fork_cannot_stop_its_parents_server():
    with a_home() as home:
        server = EmbeddedServer(home)
        address = server.start()
        if (child := os.fork()) == 0:
            server.stop()
            os._exit(0)
        os.waitpid(child, 0)
        assert server.is_running()
        assert ask(address, "SELECT 1", role=SUPERUSER, database="postgres") == [(1,)]
        server.stop()


def test_waiting_goes_on_while_the_server_lives_and_says_so_every_few_seconds():
    said = []
    with a_home() as home:
        server = EmbeddedServer(home, tell=said.append)
        with server:
            postmaster = min(server_processes(location_of(home).data))
            os.kill(postmaster, signal.SIGSTOP)
            try:
                with pytest.raises(NotReadyYet):
                    server.wait_ready(timeout=5)
            finally:
                os.kill(postmaster, signal.SIGCONT)
            server.wait_ready(timeout=5)
    assert any("takes no connections yet" in sentence for sentence in said)


def test_an_operators_own_settings_are_used_and_a_wrong_one_is_named():
    with a_home() as home:
        with EmbeddedServer(home):
            local = location_of(home).base / "local.conf"
        local.write_text("work_mem = '9MB'\n")
        local.chmod(0o644)
        with EmbeddedServer(home) as address:
            assert ask(address, "SHOW work_mem", role=SUPERUSER, database="postgres") == [("9MB",)]
        local.write_text("wrok_mem = '9MB'\n")
        with pytest.raises(ServerDidNotStart, match="wrok_mem"):
            EmbeddedServer(home).start()
        local.unlink()
        with EmbeddedServer(home):
            pass


def test_programs_for_backups_are_offered(running):
    _, address = running
    assert address.binary("pg_dump").is_file()
    with pytest.raises(NoSuchProgram, match="pg_dance"):
        address.binary("pg_dance")
