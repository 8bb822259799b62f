"""`daymark serve` with folders that pages may read: a worker of its own, which is killed and goes on."""

from __future__ import annotations

import json
import os
import signal
import time
from pathlib import Path

import pytest

from cli.centre import PRACTICE, Centre, Served, a_centre
from cli.test_seize import write_pictures
from web.postgres_cases import until

ASK = """
import os
from django.utils import timezone
from casework.referrals.referral_cases import make_scene
from daymark.casework.access.context import acting_as_system
from daymark.casework.media import actions
with acting_as_system():
    scene = make_scene()
    exhibit = actions.exhibit_named(case=scene.case, name="ABC/1", by=scene.cast.ines, at=timezone.now())
    actions.ask(exhibit=exhibit, folder=os.fsencode({folder!r}), by=scene.cast.ines, at=timezone.now())
"""
TOLD = """
import json
from daymark.casework.access.context import acting_as_system
from daymark.casework.media.models import SeizedFile, Seizure
with acting_as_system():
    row = Seizure.objects.get()
    read = SeizedFile.objects.filter(fate="READ")
    print(json.dumps([row.state, row.read, read.count(), row.different, row.listing, row.starts]))
"""


def told(centre: Centre) -> list[object]:
    found: list[object] = json.loads(centre.python(TOLD))
    return found


def reader(served: Served) -> int:
    return served.child("--seizures")


@pytest.mark.deep
def test_a_killed_worker_and_a_stopped_server_go_on_by_themselves(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    evidence = tmp_path / "evidence"
    write_pictures(evidence / "disk", 3_000, different=1_500)
    with a_centre(**PRACTICE, DAYMARK_SEIZURE_ROOTS=str(evidence)) as centre:
        with centre.serving("--workers", "1") as served:
            centre.python(ASK.format(folder=str(evidence / "disk")))
            assert until(lambda: int(str(told(centre)[1])) > 0, 60)
            os.kill(reader(served), signal.SIGKILL)
            killed, at_kill = time.monotonic(), told(centre)
            assert at_kill[0] == "READING"
            assert until(lambda: told(centre)[4] == 2, 90), served.said()
            print(f"gone on with {time.monotonic() - killed:.0f} s after the kill, {at_kill[1]} read by then")
            assert until(lambda: int(str(told(centre)[1])) > int(str(at_kill[1])), 60)
        with centre.serving("--workers", "1") as served:
            stopped = time.monotonic()
            assert until(lambda: told(centre)[4] == 3 or told(centre)[0] == "DONE", 90), served.said()
            print(f"gone on with {time.monotonic() - stopped:.0f} s after the start of the server")
            assert until(lambda: told(centre)[0] == "DONE", 300), served.said()
            assert told(centre)[1:4] == [3_000, 3_000, 1_500]
            assert "Traceback" not in served.said()


@pytest.mark.deep
def test_without_such_folders_no_worker_of_its_own_runs() -> None:
    with a_centre() as centre, centre.serving("--workers", "1") as served:
        assert not [line for line in served.children().values() if "--seizures" in line]


@pytest.mark.parametrize("root", ["{home}", "{home}/keys", "/", "evidence", "/var/lib/daymark/x"])
def test_a_root_that_must_not_be_one_stops_the_start(root: str) -> None:
    with a_centre() as centre:
        centre.settings["DAYMARK_SEIZURE_ROOTS"] = root.format(home=centre.home)
        assert "DAYMARK_SEIZURE_ROOTS names" in centre.run("serve", status=2).stderr
