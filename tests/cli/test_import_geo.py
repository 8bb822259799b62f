"""`daymark import-geo` as an operator meets it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.db import connections

from daymark.cli.import_geo import command
from daymark.engine.ipranges.loading import NotATable
from engine.ipranges.drawn_tables import file


@pytest.fixture(autouse=True)
def home(committed: None, tmp_path: Path, settings, monkeypatch) -> Iterator[Path]:
    settings.DAYMARK = replace(settings.DAYMARK, home=tmp_path / "home")
    monkeypatch.setattr("daymark.cli.import_geo.private_home", lambda: tmp_path / "home")
    (tmp_path / "home").mkdir(mode=0o700)
    yield tmp_path / "home"
    connections.close_all()


def run(*arguments: object) -> Result:
    return CliRunner().invoke(command, [str(each) for each in arguments])


def test_a_table_is_loaded_and_listed_with_what_was_refused(tmp_path: Path) -> None:
    path = file(tmp_path / "asn.csv", "5.39.0.0,5.39.0.255,64500,North Line\nno row\n9.0.0.0,9.0.0.255,7,Ea")
    result = run(path, "--built", "2026-06-17", "--licence", "CC BY 4.0, North")
    assert result.exit_code == 1, repr(result.exception)
    assert "asn.csv: csv provider, 1 rows, 0 that name nobody, 1 bad." in result.stdout
    assert "Refused: line 2: 1 columns" in result.stdout
    assert "Cut off: line 3 has no line end" in result.stdout
    listed = run("--list").stdout
    assert "2026-06-17  provider" in listed
    assert "CC BY 4.0, North" in listed
    assert "cut off" in listed


def test_whole_tables_end_with_0_and_the_same_again_changes_nothing(tmp_path: Path) -> None:
    path = file(tmp_path / "c.csv", "5.39.0.0,5.39.0.255,FR\n")
    assert run(path, "--built", "2026-06-17").exit_code == 0
    assert "is here already. Nothing was changed." in run(path, "--built", "2026-06-17").stdout


def test_what_is_missing_is_asked_for(tmp_path: Path) -> None:
    path = file(tmp_path / "c.csv", "5.39.0.0,5.39.0.255,FR\n")
    assert "--built" in str(run(path).exception)
    assert "--list" in str(run().exception)
    assert isinstance(run(file(tmp_path / "x", "hello\n")).exception, NotATable)
