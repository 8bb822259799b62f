"""`daymark import LIST --bank NAME` as a person and a script meet it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result
from django.db import connections

from casework.matching.known_files import content, digest, standing_of
from cli.invoked import invoked
from daymark.casework.access.context import acting_as_system
from daymark.casework.matching.models import Bank
from daymark.casework.media.rules import Standing
from daymark.cli.import_ import command
from daymark.exchange.hashlist.nsrl_text import HEADER
from exchange.hashlist.list_files import nsrl


@pytest.fixture(autouse=True)
def database(committed: None) -> Iterator[None]:
    yield
    connections.close_all()


def run(*arguments: object) -> Result:
    return invoked(command, *arguments)


def test_a_list_is_kept_and_matched_and_its_bad_rows_are_told(tmp_path: Path) -> None:
    with acting_as_system():
        known = content(1)
    path = tmp_path / "list.csv"
    path.write_text(f"md5\n{digest(1, 'md5')}\nno digest\n")
    result = run(path, "--bank", "Oslo list", "--from", "Oslo", "--standing", "bad")
    assert result.exit_code == 1, result.output
    assert "1 rows in" in result.stdout
    assert "1 files that are here have another standing now." in result.stdout
    assert "Refused: row 3:" in result.stdout
    with acting_as_system():
        assert standing_of(known) is Standing.KNOWN_BAD
    again = run(path, "--bank", "Oslo list", "--from", "Oslo", "--standing", "bad", "--json")
    assert isinstance(again.exception, SystemExit), repr(again.exception)
    told = json.loads(again.stdout)
    assert (told["new"], told["entries"], told["refused"]) == (False, 1, 1)


def test_what_is_missing_is_asked_for_and_nothing_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(f"md5\n{digest(1, 'md5')}\n")
    for arguments, words in (
        (("--bank", "Oslo list", "--standing", "bad"), "--from WHO"),
        (("--bank", "Oslo list", "--from", "Oslo"), "Say which"),
        (("--standing", "bad"), "--bank NAME"),
        ((path.parent, "--bank", "Oslo list", "--from", "Oslo", "--standing", "bad"), "one list at a time"),
    ):
        result = run(path, *arguments)
        assert words in str(getattr(result.exception, "message", result.exception))
    with acting_as_system():
        assert not Bank.objects.exists()


def test_nists_lists_come_in_as_known_good_and_never_hide_what_a_bad_list_knows(tmp_path: Path) -> None:
    with acting_as_system():
        files = [content(number) for number in range(4)]
    upper = [{kind: digest(number, kind).upper() for kind in ("sha256", "sha1", "md5")} for number in range(4)]
    first = upper[0]
    row = (first["sha256"], first["sha1"], first["md5"], "0", "setup.exe", 12, 7)
    database = nsrl(tmp_path / "RDS.db", [row])
    text = tmp_path / "NSRLFile.txt"
    lines = [f'"{each["sha1"]}","{each["md5"]}","0","setup.exe",12,7,"358",""' for each in upper[1:3]]
    text.write_text("\n".join([HEADER, *lines, ""]))
    bad = tmp_path / "bad.csv"
    bad.write_text(f"md5\n{upper[2]['md5']}\n")
    for path, *given in ((database, "--bank", "RDS 3"), (text, "--bank", "RDS 2")):
        assert run(path, *given, "--from", "NIST").exit_code == 0
    assert run(bad, "--bank", "Oslo", "--from", "Oslo", "--standing", "bad").exit_code == 0
    with acting_as_system():
        good, never_good = Standing.KNOWN_GOOD, Standing.KNOWN_BAD
        assert [standing_of(each) for each in files] == [good, good, never_good, Standing.NEW]
        assert {bank.standing for bank in Bank.objects.filter(giver="NIST")} == {"GOOD"}
