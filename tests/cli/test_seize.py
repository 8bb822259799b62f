"""`daymark seize` as an examiner, a pause and a power cut meet it."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import time
from pathlib import Path

import numpy as np
import pytest
from click.testing import Result
from django.db import connections
from PIL import Image

from cli.invoked import invoked
from daymark.casework.access.context import acting_as_system
from daymark.casework.cases.models import LogEntry
from daymark.casework.media import actions
from daymark.casework.media.models import Content, Exhibit, SeizedFile, Seizure
from daymark.casework.media.queries import sums_of
from daymark.casework.media.rules import Fate, Sums
from daymark.casework.media.taking import NoCase, OtherProcess
from daymark.cli.seize import NoFolder, command
from examples import NOON


def run(*arguments: object) -> Result:
    return invoked(command, *arguments)


def seize(folder: Path, case: str, *more: object) -> Result:
    return run(folder, "--case", case, "--exhibit", "ABC/1", *more)


def stored() -> tuple[Sums, Sums]:
    """The sums of the only seizure as its row has them, and as its files add up."""
    with acting_as_system():
        seizure = Seizure.objects.get()
        files = list(SeizedFile.objects.filter(seizure=seizure))
    read = [row for row in files if row.fate == Fate.READ]
    added_up = Sums(
        files=len(files),
        size=sum(row.size for row in files),
        read=len(read),
        read_size=sum(row.size for row in read),
        not_read=sum(row.fate == Fate.NOT_READ for row in files),
        different=sum(row.is_first for row in files),
    )
    return sums_of(seizure), added_up


def write_pictures(folder: Path, count: int, *, different: int) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    dice = np.random.default_rng(count)
    pictures = [dice.integers(0, 256, (12, 16, 3), dtype=np.uint8) for _ in range(different)]
    for number in range(count):
        picture = Image.fromarray(pictures[number % different]).resize((160, 120), Image.Resampling.BICUBIC)
        picture.save(folder / f"{number:05}.png")
    return folder


def test_a_folder_is_taken_in_and_nothing_in_it_is_changed(case: str, tmp_path: Path) -> None:
    folder = write_pictures(tmp_path / "disk", 6, different=4)
    (folder / "deep").mkdir()
    (folder / "deep" / "cut.jpg").write_bytes(b"\xff\xd8\xff\xe0 no picture")
    os.symlink("/etc", folder / "link")
    (folder / os.fsdecode(b"\xff.txt")).write_text("words")
    before = {path: path.lstat().st_mtime_ns for path in folder.rglob("*")}

    result = seize(folder, case.lower())

    assert result.exit_code == 1, result.output
    assert "9 files; 6 different, 2 copies of these; 1 could not be read." in result.stdout
    assert {path: path.lstat().st_mtime_ns for path in folder.rglob("*")} == before
    assert stored()[0] == stored()[1]
    with acting_as_system():
        pictures = Content.objects.filter(kind="image/png")
        assert all(row.pdq and row.quality is not None and (row.width, row.height) == (160, 120) for row in pictures)
        (broken,) = Content.objects.filter(kind="image/jpeg")
        assert broken.problem
        assert SeizedFile.objects.get(reason__contains="a link").name == "link"
        said = [entry.text for entry in LogEntry.objects.filter(case__reference=case)]
        assert Exhibit.objects.get().name == "ABC/1"
    assert [text for text in said if "S-" in text][-1].endswith("1 could not be read.")


def test_run_again_only_what_is_new_is_read(case: str, tmp_path: Path) -> None:
    folder = write_pictures(tmp_path / "disk", 3, different=3)
    assert seize(folder, case).exit_code == 0
    (folder / "new.txt").write_text("new")
    (folder / "00000.png").unlink()
    told = json.loads(seize(folder, case, "--json").stdout)
    assert (told["state"], told["files"], told["read"], told["different"]) == ("DONE", 4, 4, 4)
    with acting_as_system():
        assert "no longer there" in SeizedFile.objects.get(name="00000.png").reason


def test_what_is_wrong_is_said_before_anything_is_done(case: str, tmp_path: Path) -> None:
    assert isinstance(seize(tmp_path / "nowhere", case).exception, NoFolder)
    assert isinstance(seize(tmp_path, "C-2026-99999").exception, NoCase)
    with acting_as_system():
        assert not Seizure.objects.exists()


def _in_a_process(*arguments: object) -> multiprocessing.Process:
    connections.close_all()
    process = multiprocessing.get_context("fork").Process(target=_seize_quietly, args=arguments)
    process.start()
    return process


def _seize_quietly(*arguments: object) -> None:
    os.setpgid(0, 0)
    os._exit(seize(*arguments).exit_code)  # type: ignore[arg-type]


def test_two_processes_do_not_read_one_seizure(case: str, tmp_path: Path) -> None:
    folder = write_pictures(tmp_path / "disk", 400, different=400)
    first = _in_a_process(folder, case)
    _wait_for(lambda: stored()[0].read > 0)
    assert isinstance(seize(folder, case).exception, OtherProcess)
    first.join(120)
    assert first.exitcode == 0


def test_paused_on_its_page_it_stops_and_goes_on(case: str, tmp_path: Path) -> None:
    folder = write_pictures(tmp_path / "disk", 900, different=600)
    process = _in_a_process(folder, case)
    _wait_for(lambda: stored()[0].read > 0)
    with acting_as_system():
        actions.pause(seizure=Seizure.objects.get(), by=None, at=NOON)
    process.join(60)
    assert process.exitcode == 1
    assert stored()[0].waiting > 0
    assert seize(folder, case).exit_code == 0
    assert stored()[0] == stored()[1]
    assert (stored()[0].read, stored()[0].different) == (900, 600)


@pytest.mark.parametrize(("rounds", "files"), [(3, 1_500), pytest.param(30, 20_000, marks=pytest.mark.deep)])
def test_killed_at_any_moment_nothing_is_lost_or_counted_twice(
    case: str, tmp_path: Path, rounds: int, files: int
) -> None:
    folder = write_pictures(tmp_path / "disk", files, different=files // 3)
    chance = random.Random(rounds)
    for _ in range(rounds):
        process = _in_a_process(folder, case)
        time.sleep(chance.uniform(0.3, 3))
        process.kill()
        process.join(30)
        with acting_as_system():
            begun = Seizure.objects.exists()
        if begun:
            row, added_up = stored()
            assert (row.read, row.read_size, row.different) == (added_up.read, added_up.read_size, added_up.different)
    assert seize(folder, case).exit_code == 0
    assert stored()[0] == stored()[1]
    assert (stored()[0].files, stored()[0].read, stored()[0].different) == (files, files, files // 3)


def _wait_for(true: object) -> None:
    ends_at = time.monotonic() + 60
    while not _is_there(true):
        assert time.monotonic() < ends_at, "it did not come"
        time.sleep(0.05)


def _is_there(true: object) -> bool:
    try:
        return bool(true())  # type: ignore[operator]
    except Seizure.DoesNotExist:
        return False
