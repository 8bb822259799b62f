"""`daymark import FILE --sightings` as a person and a script meet it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result
from django.db import connections

from casework.monitoring.sighted import HEAD, know, line
from cli.invoked import invoked
from daymark.casework.access.context import acting_as_system
from daymark.casework.monitoring.models import Chain, SightingFile
from daymark.cli.import_ import command


@pytest.fixture(autouse=True)
def database(committed: None) -> Iterator[None]:
    yield
    connections.close_all()


def run(*arguments: object) -> Result:
    return invoked(command, *arguments)


def test_a_tools_file_is_taken_in_and_its_persons_are_counted(tmp_path: Path) -> None:
    with acting_as_system():
        know(1)
    path = tmp_path / "sensor.csv"
    path.write_text("\n".join([HEAD, line("a"), line("b").replace("Z,", ","), line("c", file=2)]))
    result = run(path, "--sightings")
    assert result.exit_code == 1, result.output
    assert "2 sightings taken in" in result.stdout
    assert "Refused: row 3: The time" in result.stdout
    assert "It can mean 2026-02-28T22:00:00+00:00 at the earliest (UTC+14:00)" in result.stdout
    assert "1 of 2 sightings are of files that known-bad lists name: 1 persons." in result.stdout
    with acting_as_system():
        assert Chain.objects.count() == 1
    again = run(path, "--sightings", "--json")
    told, counted = (json.loads(each) for each in again.stdout.splitlines())
    assert (told["new"], told["taken"], counted["persons"]) == (False, 2, 1)


def test_a_layout_and_columns_say_what_the_tool_calls_things(tmp_path: Path) -> None:
    path, layout = tmp_path / "sensor.csv", tmp_path / "layout.toml"
    path.write_text(f"Moment,Door,Thing\n2026-03-01 10:00:00,203.0.113.7,{'ab' * 20}\n")
    layout.write_text('time_zone = "Europe/London"\n[columns]\naddress = "Door"\nsha1 = "Thing"\n')
    result = run(path, "--sightings", "--layout", layout, "--column", "time=Moment")
    assert result.exit_code == 0, result.output
    with acting_as_system():
        kept = SightingFile.objects.get()
        assert (kept.taken, kept.layout["columns"]) == (1, ["time=Moment"])
        assert "Europe/London" in kept.layout["layout"]


def test_what_cannot_be_read_is_said_and_nothing_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "sensor.csv"
    path.write_text("Colour\nred\n")
    for arguments, says in (
        ([path, "--sightings"], "No column is known to hold"),
        ([tmp_path / "none.csv", "--sightings"], "There is no file"),
        ([path, "--sightings", "--column", "time"], "names no column"),
        ([path, "--column", "time=Seen"], "Add --sightings"),
    ):
        assert says in str(run(*arguments).exception)
    with acting_as_system():
        assert not SightingFile.objects.exists()
