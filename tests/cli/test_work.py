"""The worker: a job whose worker was killed runs again by itself, and has its effect once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
from psycopg.pq import Ping

from cli.centre import TESTS, Centre, a_centre
from daymark.web.postgres import SUPERUSER, EmbeddedServer
from daymark.web.postgres.remains import server_processes
from web.postgres_cases import location_of, until

DEFER = """
from procrastinate.contrib.django import app
app.configure_task("write_after_a_pause").defer(folder="{folder}")
"""


def worker_of(centre: Centre) -> subprocess.Popen[bytes]:
    """`daymark work` with one more task, which writes when it begins and, a while later, that it is done."""
    environment = {**centre.environment, "DJANGO_SETTINGS_MODULE": "cli.slow_jobs_settings"}
    return subprocess.Popen([sys.executable, "-m", "daymark.cli", "work"], env=environment, cwd=TESTS)


@pytest.mark.deep
def test_a_job_whose_worker_is_killed_runs_again_within_a_minute_and_takes_effect_once(tmp_path: Path) -> None:
    begun, done = tmp_path / "begun", tmp_path / "done"
    with a_centre() as centre, centre.serving("--workers", "1", "--no-worker"):
        centre.settings["DJANGO_SETTINGS_MODULE"] = "cli.slow_jobs_settings"
        first = worker_of(centre)
        centre.python(DEFER.format(folder=tmp_path))
        assert until(begun.exists, 60)
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
        killed = time.monotonic()
        begun.unlink()
        second = worker_of(centre)
        try:
            assert until(begun.exists, 60), "not run again within a minute"
            assert time.monotonic() - killed < 60
            assert until(done.exists, 30)
            time.sleep(15)  # long enough for it to be put back once more, if anything did
            assert done.read_text() == "done\n"
            print(
                f"run again {begun.stat().st_mtime - (time.time() - (time.monotonic() - killed)):.0f} s after the kill"
            )
        finally:
            second.terminate()
            assert second.wait(60) == 0


def test_every_stages_tasks_are_known_to_the_worker() -> None:
    from django.conf import settings

    import daymark.casework

    folder = Path(daymark.casework.__file__).parent
    stages = {path.parent.name for path in folder.glob("*/tasks.py")}
    assert stages
    assert {f"daymark.casework.{stage}.tasks" for stage in stages} <= set(settings.PROCRASTINATE_IMPORT_PATHS)


def test_the_vault_is_swept_of_what_interrupted_arrivals_left(tmp_path: Path) -> None:
    with a_centre() as centre:
        left = centre.home / "vault" / ".arriving" / "old.part"
        centre.python(f"""
import os
from pathlib import Path
left = Path({str(left)!r})
left.parent.mkdir(parents=True)
left.write_bytes(b"half")
(left.parent / "new.part").write_bytes(b"half")
os.utime(left, (0, 0))
from daymark.web.jobs import sweep_vault
sweep_vault(timestamp=0)
""")
        assert [path.name for path in left.parent.iterdir()] == ["new.part"]


def test_a_worker_waits_for_a_database_that_takes_no_connections_yet() -> None:
    with (
        a_centre() as centre,
        EmbeddedServer(centre.home) as address,
        psycopg.connect(address.dsn(SUPERUSER, "postgres")),
    ):
        os.kill(min(server_processes(location_of(centre.home).data)), signal.SIGTERM)  # waits for this session
        assert until(lambda: address.ping() == Ping.REJECT)
        worker = subprocess.Popen([sys.executable, "-m", "daymark.cli", "work"], env=centre.environment)
        with pytest.raises(subprocess.TimeoutExpired):
            worker.wait(5)
        worker.terminate()
        worker.wait(20)
