"""`daymark import` as a person, a script and a power cut meet it."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result
from django.db import connections

from cli.invoked import invoked
from daymark.casework.access.context import acting_as_system
from daymark.casework.partners.models import AgencyKind
from daymark.casework.reports.models import Attachment, Received, Report
from daymark.casework.triage.models import Assessment
from daymark.cli.import_ import command
from daymark.problems import Problem
from le_packages import write_package, zipped
from people import make_agency


@pytest.fixture
def centre(committed: None) -> Iterator[None]:
    make_agency("US-NCMEC", AgencyKind.HOTLINE)
    yield
    connections.close_all()


def run(*arguments: object) -> Result:
    return invoked(command, *arguments)


def lines(result: Result) -> list[dict[str, str]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def packages(folder: Path, count: int, *, first: int = 1000, media: bool = False) -> Path:
    for number in range(first, first + count):
        write_package(folder, number, media=media, files=media)
    return folder


def counted() -> tuple[int, int, int]:
    with acting_as_system():
        return Report.objects.count(), Assessment.objects.count(), Received.objects.count()


def test_a_folder_is_taken_and_counted(centre: None, tmp_path: Path) -> None:
    result = run(packages(tmp_path / "in", 3, media=True), "--workers", 1)
    assert result.exit_code == 0, result.output
    assert "3 reports in" in result.stdout
    assert "3 taken" in result.stdout
    assert "Taken: 1000 as R-" in result.stdout
    with acting_as_system():
        assert Attachment.objects.filter(is_stored=True).count() == 3


def test_a_zip_file_is_recognised_by_its_content(centre: None, tmp_path: Path) -> None:
    archive = zipped(packages(tmp_path / "in", 2)).rename(tmp_path / "delivery.bin")
    assert run(archive).exit_code == 0
    assert counted()[0] == 2


@pytest.mark.parametrize("name", ["report.json", "report.txt"])
def test_a_single_document_is_taken(centre: None, tmp_path: Path, name: str) -> None:
    home = write_package(tmp_path, 7, files=False)
    single = (home / "7.json").rename(tmp_path / name)
    result = run(single)
    assert result.exit_code == 0, result.output
    assert counted()[0] == 1


def test_a_second_import_adds_nothing_and_says_so(centre: None, tmp_path: Path) -> None:
    folder = packages(tmp_path / "in", 5)
    assert run(folder).exit_code == 0
    before = counted()
    again = run(folder)
    assert (again.exit_code, counted()) == (0, before)
    assert "5 here already" in again.stdout


def test_json_says_one_object_a_line_and_nothing_else(centre: None, tmp_path: Path) -> None:
    folder = packages(tmp_path / "in", 3)
    (folder / "1000" / "1000.json").write_text("{")
    (folder / "1000" / "1000.xml").unlink()
    result = run(folder, "--json")
    assert result.exit_code == 1
    told = lines(result)
    assert sorted(each["outcome"] for each in told) == ["refused", "taken", "taken"]
    (refused,) = [each for each in told if each["outcome"] == "refused"]
    assert refused["package"].endswith("1000/1000")
    assert "1000.json" in refused["why"]
    assert "Ask the sender" in refused["why"]


def test_copies_are_told_as_folded(centre: None, tmp_path: Path) -> None:
    for number in (1, 2):
        write_package(tmp_path, number, media=False, files=False)
        path = tmp_path / str(number) / f"{number}.json"
        path.write_text(path.read_text().replace("report 2", "report 1").replace("_2", "_1").replace("r2@", "r1@"))
        path.write_text(path.read_text().replace('"espUserId": "2"', '"espUserId": "1"'))
    result = run(tmp_path, "--json", "--workers", 1)
    told = lines(result)
    assert sorted(each["outcome"] for each in told) == ["folded", "taken"]
    taken = next(each for each in told if each["outcome"] == "taken")
    assert next(each["copy_of"] for each in told if each["outcome"] == "folded") == taken["report"]


def test_what_belongs_to_no_report_is_named(centre: None, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    packages(folder, 2)
    (folder / "stray.jpg").write_bytes(b"harmless")
    (folder / "both").mkdir()
    (folder / "both" / "Media").mkdir()
    (folder / "both" / "Media" / "whose.jpg").write_bytes(b"harmless")
    for number in (31, 32):
        source = write_package(tmp_path / "other", number, media=False, xml=False, files=False)
        (source / f"{number}.json").rename(folder / "both" / f"{number}.json")
    result = run(folder, "--json")
    assert result.exit_code == 1
    named = {each["member"] for each in lines(result) if "member" in each}
    assert named == {"stray.jpg", "both/Media/whose.jpg"}
    assert counted()[0] == 4


@pytest.mark.parametrize("name", ["../out.json", "/etc/out.json", "C:\\out.json", "a/../../out.json"])
def test_a_name_that_leads_out_of_the_archive_is_refused_by_name(centre: None, tmp_path: Path, name: str) -> None:
    archive = zipped(packages(tmp_path / "in", 1))
    with zipfile.ZipFile(archive, "a") as more:
        more.writestr(zipfile.ZipInfo(name), "{}")
    result = run(archive, "--json")
    assert result.exit_code == 1
    assert [each["outcome"] for each in lines(result)].count("taken") == 1
    refused = [each for each in lines(result) if each["outcome"] == "refused"]
    assert refused[0]["member"] == name
    assert not (tmp_path / "out.json").exists()


def test_links_and_bombs_are_refused_by_name(centre: None, tmp_path: Path) -> None:
    folder = packages(tmp_path / "in", 1)
    (folder / "1000" / "Media" / "link.jpg").symlink_to("/etc/passwd")
    archive = tmp_path / "bomb.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("9/Media/bomb.bin", bytes(60_000_000))
    result = run(folder, archive, "--json")
    refused = {each["member"]: each["why"] for each in lines(result) if each["outcome"] == "refused"}
    assert "link" in refused["1000/Media/link.jpg"]
    assert "times its size" in refused["9/Media/bomb.bin"]
    assert result.exit_code == 1
    assert counted()[0] == 1


@pytest.mark.parametrize("content", [b"", b"plain text", b"\x00\x01\x02", b"PK\x03\x04 not really"])
def test_a_file_that_nobody_recognises_is_the_persons_mistake(centre: None, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "what.dat"
    path.write_bytes(content)
    result = run(path)
    assert result.exit_code == 2
    assert str(path) in result.stdout
    assert run(tmp_path / "missing").exit_code == 2


def test_an_unknown_agency_is_the_persons_mistake(centre: None, tmp_path: Path) -> None:
    result = run(packages(tmp_path / "in", 1), "--from", "XX-NOBODY")
    assert isinstance(result.exception, Problem)
    assert result.exception.exit_status == 2
    assert "XX-NOBODY" in result.exception.message


def _in_a_process(*arguments: object) -> multiprocessing.Process:
    connections.close_all()
    process = multiprocessing.get_context("fork").Process(target=_import_quietly, args=arguments)
    process.start()
    return process


def _import_quietly(*arguments: object) -> None:
    result = run(*arguments)
    os._exit(result.exit_code if result.exit_code is not None else 9)


def test_the_same_packages_from_two_processes_at_once_are_stored_once(centre: None, tmp_path: Path) -> None:
    folder = packages(tmp_path / "in", 60)
    both = [_in_a_process(folder, "--workers", workers) for workers in (1, 1)]
    for process in both:
        process.join(120)
    assert [process.exitcode for process in both] == [0, 0]
    assert counted() == (60, 60, 120)


@pytest.mark.parametrize("rounds", [5, pytest.param(30, marks=pytest.mark.deep)])
def test_killed_at_any_point_and_run_again_all_is_there_once(centre: None, tmp_path: Path, rounds: int) -> None:
    folder = packages(tmp_path / "in", 150, media=True)
    chance = random.Random(rounds)
    for _ in range(rounds):
        process = _in_a_process(folder, "--workers", 2)
        time.sleep(chance.uniform(0.05, 1.5))
        process.kill()
        process.join(30)
        reports, assessed, received = counted()
        assert reports == assessed
        assert received == 2 * reports
    assert run(folder).exit_code == 0
    assert counted() == (150, 150, 300)
    with acting_as_system():
        assert Attachment.objects.filter(is_stored=True).count() == 150
    assert "150 here already" in run(folder).stdout
