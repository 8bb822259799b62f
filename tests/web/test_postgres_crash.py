import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psycopg
import pytest

from daymark.web.postgres import APP, EmbeddedServer, ServerAddress, ensure_roles_and_database
from daymark.web.postgres.remains import server_processes
from daymark.web.postgres.server_user import choose_server_user
from web.postgres_cases import (
    SOURCES,
    a_home,
    ask,
    kill_everything,
    location_of,
    make_reports_table,
    until,
)

PARENT = """
import os, sys, time
from pathlib import Path
from daymark.web.postgres import EmbeddedServer
EmbeddedServer(Path(sys.argv[1])).start()
if os.fork() == 0:          # a web process that outlives its parent must not keep the lock
    time.sleep(20)
    os._exit(0)
print("started", flush=True)
time.sleep(60)
"""


class Writer(threading.Thread):
    """Stores reports one by one and remembers which the database acknowledged."""

    def __init__(self, address: ServerAddress, first: int) -> None:
        super().__init__()
        self.address = address
        self.number = first
        self.acknowledged: set[int] = set()
        self.ended_by: Exception | None = None

    def run(self) -> None:
        try:
            with psycopg.connect(self.address.dsn(APP), autocommit=True) as connection:
                while True:
                    self.number += 1
                    connection.execute("INSERT INTO report VALUES (%s, 'told')", [self.number])
                    self.acknowledged.add(self.number)
        except psycopg.OperationalError as error:
            self.ended_by = error


@pytest.mark.parametrize("rounds", [6, pytest.param(30, marks=pytest.mark.deep)])
def test_killing_the_whole_server_loses_no_acknowledged_report(rounds):
    acknowledged: set[int] = set()
    attempted = 0
    with a_home() as home:
        server = EmbeddedServer(home)
        ensure_roles_and_database(server.start())
        make_reports_table(ServerAddress.load(home))
        for _ in range(rounds):
            writer = Writer(server.start(), attempted)
            writer.start()
            assert until(lambda writer=writer: writer.acknowledged), writer.ended_by
            time.sleep(random.uniform(0.05, 0.8))
            kill_everything(home)
            writer.join()
            assert until(lambda: not server.is_running())
            acknowledged |= writer.acknowledged
            attempted = writer.number
        stored = {row[0] for row in ask(server.start(), "SELECT number FROM report")}
        server.stop()
    assert len(acknowledged) > rounds
    assert acknowledged <= stored
    assert len(stored - acknowledged) <= rounds  # at most the one whose answer the kill swallowed


def processes_named_in_the_pid_file(home: Path, number: int) -> None:
    pid_file = location_of(home).data / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    pid_file.write_text("\n".join([str(number), *lines[1:]]) + "\n")


def as_server_user(*command: str) -> subprocess.Popen[bytes]:
    user = choose_server_user()
    rights = {"user": user.uid, "group": user.gid, "extra_groups": []} if user.differs else {}
    return subprocess.Popen(command, **rights, cwd="/")


def test_a_dead_process_that_nobody_reaped_is_not_a_running_server():
    with a_home() as home:
        server = EmbeddedServer(home)
        server.start()
        kill_everything(home)
        with as_server_user("true") as zombie:
            assert until(lambda: "\nState:\tZ" in Path(f"/proc/{zombie.pid}/status").read_text())
            processes_named_in_the_pid_file(home, zombie.pid)
            with EmbeddedServer(relocked(server, home)):
                assert zombie.returncode is None


def test_a_process_number_given_out_again_is_left_alone():
    with a_home() as home:
        server = EmbeddedServer(home)
        server.start()
        kill_everything(home)
        with as_server_user("sleep", "60") as stranger:
            processes_named_in_the_pid_file(home, stranger.pid)
            with EmbeddedServer(relocked(server, home)):
                assert stranger.poll() is None
            stranger.kill()


def relocked(server: EmbeddedServer, home: Path) -> Path:
    """The home, after the first supervisor gave up its lock."""
    pid_file = location_of(home).data / "postmaster.pid"
    written = pid_file.read_text()
    server.stop()
    assert pid_file.read_text() == written
    return home


def test_killing_the_supervisor_stops_the_server_and_the_next_start_waits_for_that():
    with a_home() as home:
        environment = {**os.environ, "PYTHONPATH": str(SOURCES)}
        with subprocess.Popen(
            [sys.executable, "-c", PARENT, str(home)], stdout=subprocess.PIPE, env=environment
        ) as parent:
            assert parent.stdout.readline() == b"started\n"
            earlier = set(server_processes(location_of(home).data))
            parent.kill()
            parent.wait()
            with EmbeddedServer(home):
                assert not earlier & set(server_processes(location_of(home).data))
            parent.stdout.close()
        assert "fast shutdown" in logged(home)
        assert "was not properly shut down" not in logged(home)


def test_killing_the_supervisor_leaves_no_process_within_seconds():
    with a_home() as home:
        environment = {**os.environ, "PYTHONPATH": str(SOURCES)}
        with subprocess.Popen(
            [sys.executable, "-c", PARENT, str(home)], stdout=subprocess.PIPE, env=environment
        ) as parent:
            assert parent.stdout.readline() == b"started\n"
            parent.kill()
            assert until(lambda: not server_processes(location_of(home).data))
            parent.stdout.close()


def test_a_server_that_lost_its_supervisor_is_ended_before_a_new_one_starts():
    said: list[str] = []
    with a_home() as home:
        with EmbeddedServer(home) as address:
            place = location_of(home)
        program = str(address.binary("postgres"))
        with as_server_user(program, "-D", str(place.data), "-c", f"config_file={place.configuration}") as orphan:
            assert until(lambda: address.ping().name == "OK")
            with EmbeddedServer(home, tell=said.append):
                assert orphan.wait(5) == 0
    assert any("earlier database server" in sentence for sentence in said)


def test_sessions_that_outlive_a_killed_postmaster_do_not_stop_the_next_start():
    with a_home() as home:
        server = EmbeddedServer(home)
        address = server.start()
        ensure_roles_and_database(address)
        busy = threading.Thread(target=work_hard, args=[address])
        busy.start()
        time.sleep(0.5)
        os.kill(int((location_of(home).data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
        assert until(lambda: not server.is_running())
        assert server_processes(location_of(home).data)
        assert ask(server.start(), "SELECT 1") == [(1,)]
        busy.join()
        server.stop()


def work_hard(address: ServerAddress) -> None:
    """A statement that looks at nothing but its own numbers, so that it does not notice the postmaster's death."""
    try:
        ask(address, "DO $$ BEGIN FOR n IN 1..2000000000 LOOP END LOOP; END $$")
    except psycopg.OperationalError:
        return


def test_a_session_that_crashes_is_mended_by_the_server_and_not_quoted_in_its_log():
    with a_home() as home, EmbeddedServer(home) as address:
        ensure_roles_and_database(address)
        with psycopg.connect(address.dsn(APP)) as session:
            session.execute("SELECT 'canary-3308'")
            os.kill(session.info.backend_pid, signal.SIGKILL)
            with pytest.raises(psycopg.OperationalError):
                session.execute("SELECT 1")
        assert until(lambda: "terminated by signal 9" in logged(home))
        assert until(lambda: answers(address))
        assert "canary-3308" not in logged(home)


def answers(address: ServerAddress) -> bool:
    """Whether the server is through with mending: until then it may take a connection and close it again."""
    try:
        return ask(address, "SELECT 1") == [(1,)]
    except psycopg.OperationalError:
        return False


def logged(home: Path) -> str:
    return "".join(path.read_text() for path in location_of(home).log.iterdir())


@pytest.mark.deep
def test_a_table_that_fills_quickly_is_analysed_within_a_minute():
    with a_home() as home, EmbeddedServer(home) as address:
        ensure_roles_and_database(address)
        make_reports_table(address)
        ask(address, "INSERT INTO report SELECT n, 'told' FROM generate_series(1, 5000) n")
        question = "SELECT last_autoanalyze IS NOT NULL FROM pg_stat_user_tables WHERE relname = 'report'"
        assert until(lambda: ask(address, question) == [(True,)], seconds=60)
