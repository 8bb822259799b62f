"""Files of the server taken in from a page: asked for, read by the server's own process, gone on with after a kill."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connections
from django.utils import timezone
from procrastinate import PsycopgConnector
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.contrib.django.utils import connector_params

from casework.referrals.referral_cases import Scene, make_scene
from cli.test_seize import seize, stored, write_pictures
from daymark.casework.access.context import acting_as_system
from daymark.casework.access.models import AuditRecord
from daymark.casework.cases.actions import close_case
from daymark.casework.cases.models import ClosingOutcome, LogEntry
from daymark.casework.media import actions
from daymark.casework.media.models import SeizedFile, Seizure
from daymark.casework.media.queries import is_held, left_alone
from daymark.casework.media.queries.progress import command_of, kept_waiting, progress_of, stopped_by_faults
from daymark.casework.media.rules import MOST_STARTS, Fate, IsRead, NotAsked, State
from daymark.casework.media.taking import Shelves, serving

SECOND = timedelta(seconds=1)


@pytest.fixture
def scene(committed: None) -> Iterator[Scene]:
    with acting_as_system():
        scene = make_scene()
    yield scene
    connections.close_all()


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    return write_pictures(tmp_path / "evidence" / "disk", 6, different=4)


def asked(scene: Scene, folder: Path, name: str = "ABC/1") -> Seizure:
    with acting_as_system():
        exhibit = actions.exhibit_named(case=scene.case, name=name, by=scene.cast.ines, at=timezone.now())
        return actions.ask(exhibit=exhibit, folder=os.fsencode(folder), by=scene.cast.ines, at=timezone.now())


def now(seizure: Seizure) -> Seizure:
    with acting_as_system():
        return Seizure.objects.select_related("exhibit__case").get(pk=seizure.pk)


def took(seizure: Seizure, root: Path, *, stop: Callable[[], bool] = lambda: False) -> Seizure:
    """What the job does, in this process."""
    serving.take(seizure.reference, Shelves([root], []), workers=2, stop=stop)
    return now(seizure)


def log_with(words: str) -> list[LogEntry]:
    """Lines of the log with these words; they are sealed, so the database cannot look for them."""
    return [entry for entry in LogEntry.objects.all() if words in entry.text]


def jobs() -> list[tuple[str, str]]:
    return list(ProcrastinateJob.objects.order_by("id").values_list("args__reference", "status"))


def in_a_process(seizure: Seizure, root: Path) -> multiprocessing.Process:
    connections.close_all()
    process = multiprocessing.get_context("fork").Process(target=took, args=(seizure, root))
    process.start()
    return process


def until(true: Callable[[], bool], seconds: float = 60) -> bool:
    ends_at = time.monotonic() + seconds
    while not true():
        if time.monotonic() > ends_at:
            return False
        time.sleep(0.02)
    return True


def test_what_is_asked_for_waits_with_a_job_and_who_asked_is_told(scene: Scene, disk: Path) -> None:
    seizure = asked(scene, disk)
    assert (seizure.state, seizure.on_server, seizure.begun_by) == (State.WAITING, True, scene.cast.ines)
    assert jobs() == [(seizure.reference, "todo")]
    with acting_as_system():
        (entry,) = log_with(seizure.reference)
        assert (entry.written_by, str(disk) in entry.text) == (scene.cast.ines, True)
        assert AuditRecord.objects.get(act="seizure begun").actor_name == scene.cast.ines.name
        with pytest.raises(IsRead):
            actions.ask(exhibit=seizure.exhibit, folder=os.fsencode(disk), by=scene.cast.ines, at=timezone.now())
        assert kept_waiting(timezone.now() + SECOND) == 1
        assert kept_waiting(timezone.now() - 60 * SECOND) == 0


def test_the_worker_of_the_seizures_reads_it_to_its_end(scene: Scene, disk: Path, settings: LazySettings) -> None:
    settings.DAYMARK = replace(settings.DAYMARK, seizure_roots=(disk.parent,), seizure_workers=2)
    seizure = asked(scene, disk)
    connections.close_all()
    with app.replace_connector(PsycopgConnector(kwargs=connector_params())) as running:
        running.run_worker(
            queues=["seizures"],
            wait=False,
            delete_jobs="successful",
            install_signal_handlers=False,
            listen_notify=False,
        )
    done = now(seizure)
    assert (done.state, done.read, done.different, done.not_read) == (State.DONE, 6, 4, 0)
    assert stored()[0] == stored()[1]
    assert (seizure.reference, "todo") not in jobs(), "a job that is done goes away"


def test_other_jobs_do_not_wait_behind_it(scene: Scene, disk: Path) -> None:
    from daymark.web.jobs import QUEUES

    asked(scene, disk)
    assert set(ProcrastinateJob.objects.values_list("queue_name", flat=True)) == {"seizures"}
    ours = {task.queue for name, task in app.tasks.items() if not name.startswith("procrastinate.")}
    assert ours - {"seizures"} <= set(QUEUES)


def test_paused_before_its_turn_it_is_not_read(scene: Scene, disk: Path) -> None:
    seizure = asked(scene, disk)
    with acting_as_system():
        actions.pause(seizure=seizure, by=scene.cast.ines, at=timezone.now())
    after = took(seizure, disk.parent)
    assert (after.state, after.files) == (State.PAUSED, 0)
    asked(scene, disk)
    assert took(seizure, disk.parent).state == State.DONE


def test_paused_while_it_is_read_it_stops_and_goes_on(scene: Scene, tmp_path: Path) -> None:
    folder = write_pictures(tmp_path / "disk", 500, different=500)
    seizure = asked(scene, folder)
    process = in_a_process(seizure, tmp_path)
    assert until(lambda: now(seizure).read > 0)
    with acting_as_system():
        assert is_held(seizure)
        actions.pause(seizure=seizure, by=scene.cast.ines, at=timezone.now())
    process.join(60)
    paused = now(seizure)
    assert (paused.state, paused.read < 500, process.exitcode) == (State.PAUSED, True, 0)
    asked(scene, folder)
    assert (took(seizure, tmp_path).read, stored()[0] == stored()[1]) == (500, True)


def test_killed_it_goes_on_and_nothing_is_lost_or_counted_twice(scene: Scene, tmp_path: Path) -> None:
    folder = write_pictures(tmp_path / "disk", 500, different=300)
    seizure = asked(scene, folder)
    process = in_a_process(seizure, tmp_path)
    assert until(lambda: now(seizure).read > 0)
    with acting_as_system():
        assert not progress_of(now(seizure), at=timezone.now()).is_left_alone
    process.kill()
    process.join()
    assert until(lambda: not _held(seizure)), "the database lets go of the lock of a process that ended"
    left = now(seizure)
    with acting_as_system():
        assert progress_of(left, at=timezone.now()).is_left_alone
    assert 0 < left.read < 500
    assert serving.go_on() == 0, "its job is still there"
    _no_jobs()
    assert serving.go_on() == 1, "without a job it is queued again"
    assert serving.go_on() == 0
    done = took(seizure, tmp_path)
    assert (done.state, done.read, done.different) == (State.DONE, 500, 300)
    assert stored()[0] == stored()[1]
    with acting_as_system():
        assert len(log_with("the process that read it had ended")) == 1


def test_two_of_them_do_not_read_one_seizure(scene: Scene, tmp_path: Path) -> None:
    folder = write_pictures(tmp_path / "disk", 400, different=400)
    seizure = asked(scene, folder)
    process = in_a_process(seizure, tmp_path)
    assert until(lambda: now(seizure).read > 0)
    listing = now(seizure).listing
    took(seizure, tmp_path)
    assert (now(seizure).listing, now(seizure).state) == (listing, State.READING), "the second one leaves it alone"
    process.join(60)
    assert (now(seizure).state, now(seizure).read) == (State.DONE, 400)


def test_a_stop_of_the_server_lays_it_down_and_counts_as_no_failure(scene: Scene, tmp_path: Path) -> None:
    folder = write_pictures(tmp_path / "disk", 300, different=300)
    seizure = asked(scene, folder)
    laid_down = took(seizure, tmp_path, stop=lambda: now(seizure).state == State.READING)
    assert (laid_down.state, laid_down.starts) == (State.READING, 0)
    assert laid_down.read < 300
    _no_jobs()
    with acting_as_system():
        assert [each.pk for each in left_alone()] == [seizure.pk]
    assert took(seizure, tmp_path).read == 300


def test_a_process_that_ends_again_and_again_is_not_started_for_ever(scene: Scene, disk: Path) -> None:
    seizure = asked(scene, disk)
    with acting_as_system():
        for _ in range(MOST_STARTS):
            actions.take_up(seizure=seizure, at=timezone.now())
    failed = took(seizure, disk.parent)
    assert failed.state == State.FAILED
    assert "5 times" in failed.problem
    asked(scene, disk)
    assert took(seizure, disk.parent).state == State.DONE, "a person may have it tried again"


@pytest.mark.parametrize("fault", ["gone", "outside", "closed"])
def test_what_is_in_the_way_stands_on_the_seizure(scene: Scene, disk: Path, tmp_path: Path, fault: str) -> None:
    seizure, root = asked(scene, disk), disk.parent
    if fault == "gone":
        disk.rename(tmp_path / "unmounted")
    elif fault == "outside":
        root = tmp_path / "another"
        root.mkdir()
    else:
        with acting_as_system():
            outcome = ClosingOutcome.NO_CHILD_AT_RISK
            close_case(case=scene.case, outcome=outcome, reason="Done.", by=scene.cast.ines, at=timezone.now())
    failed = took(seizure, root)
    assert failed.state == State.FAILED
    assert ("closed" if fault == "closed" else "Mount it again") in failed.problem
    with acting_as_system():
        assert [each.pk for each in stopped_by_faults()] == [seizure.pk]
        assert len(log_with("was stopped by a fault")) == 1
    assert not SeizedFile.objects.filter(fate=Fate.READ).exists()


def test_a_fault_that_nobody_foresaw_is_told_too(scene: Scene, disk: Path) -> None:
    failed = took(asked(scene, disk), disk.parent, stop=lambda: bool(1 / 0))
    assert failed.state == State.FAILED
    assert "ZeroDivisionError" in failed.problem


def test_a_command_goes_on_with_what_a_page_began_and_the_server_leaves_it(scene: Scene, disk: Path) -> None:
    seizure = asked(scene, disk)
    assert seize(disk, scene.case.reference).exit_code == 0
    done = now(seizure)
    assert (done.state, done.on_server, done.read) == (State.DONE, False, 6)
    assert took(seizure, disk.parent).listing == done.listing
    with acting_as_system(), pytest.raises(NotAsked):
        actions.take_up(seizure=seizure, at=timezone.now())


def test_the_command_that_goes_on_is_told_as_a_shell_takes_it(scene: Scene) -> None:
    odd = os.fsdecode(b"/mnt/Lee's disk \xff")
    told = command_of(now(asked(scene, Path(odd), "LEE'S 1")))
    said = subprocess.run(["bash", "-c", f"printf '%s|' {told}"], capture_output=True, check=True).stdout
    case = scene.case.reference.encode()
    words = [b"daymark", b"seize", os.fsencode(odd), b"--case", case, b"--exhibit", b"LEE'S 1", b""]
    assert said.split(b"|") == words


def _held(seizure: Seizure) -> bool:
    with acting_as_system():
        return is_held(seizure)


def _no_jobs() -> None:
    with acting_as_system(), connections["default"].cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
