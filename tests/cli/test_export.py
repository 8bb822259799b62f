"""`daymark export` as a person and a script meet it."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result
from django.db import connections

from casework.matching.kept_grades import keep
from casework.media.graded_case import Graded, graded_case
from cli.invoked import invoked
from daymark.casework.access.context import acting_as_system
from daymark.casework.access.models import AuditRecord
from daymark.casework.matching.actions.own import NAME
from daymark.cli.export import NoBank, NoCase, NoFolder, WhatOf, command
from daymark.cli.running import system_user
from daymark.exchange.vics import UnknownRegion, read_vics


@pytest.fixture(autouse=True)
def database(committed: None) -> Iterator[None]:
    yield
    connections.close_all()


@pytest.fixture
def graded() -> Graded:
    return graded_case()


def run(*arguments: object) -> Result:
    return invoked(command, *arguments)


def acts() -> list[str]:
    with acting_as_system():
        records = AuditRecord.objects.filter(act__in=("case exported", "list exported")).order_by("at")
        return [f"{record.act}: {record.detail}" for record in records]


def test_a_case_becomes_a_file_that_its_owner_alone_can_read(graded: Graded, tmp_path: Path) -> None:
    path = tmp_path / "case.json"
    path.write_text("an older one")
    result = run("vics", "--case", graded.case.reference, "-o", path)
    assert result.exit_code == 0, repr(result.exception)
    assert "4 media, SHA-256 " in result.stdout
    assert "1 without a category: a person decides." in result.stdout
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [case.case_number for case in read_vics(path).cases] == [graded.case.reference]
    assert [each.name for each in tmp_path.iterdir()] == ["case.json"]
    (act,) = acts()
    assert system_user() in act


def test_every_format_is_written(graded: Graded, tmp_path: Path) -> None:
    case = ("--case", graded.case.reference, "-o", tmp_path / "out")
    for arguments, begins in (
        (("icse",), b"MD5;SHA1;"),
        (("files",), b"\xef\xbb\xbfMD5,SHA1,SHA256,PDQ,Exhibit"),
        (("vics", "--version", "1.2"), b'{"odata.metadata":'),
        (("vics", "--hash-set", "--region", "UK", "--scale", "UK_SAP"), b'{"@odata.context":'),
    ):
        result = run(*arguments, *case)
        assert result.exit_code == 0, repr(result.exception)
        assert (tmp_path / "out").read_bytes().startswith(begins)
    assert len(acts()) == 4


def test_a_list_goes_out_by_its_name(graded: Graded, tmp_path: Path) -> None:
    path = tmp_path / "set.json"
    with acting_as_system():
        keep()
    result = run("vics", "--hash-set", "--bank", NAME, "-o", path)
    assert result.exit_code == 0, repr(result.exception)
    tags = sorted(media["Tags"] for media in json.loads(path.read_text())["value"])
    assert tags == ["known bad", "known bad", "known good"]
    assert acts()[0].startswith("list exported")


def test_what_is_missing_is_said_and_nothing_is_written_or_on_record(graded: Graded, tmp_path: Path) -> None:
    path, case = tmp_path / "out", ("--case", graded.case.reference)
    for arguments, problem in (
        (("vics", "-o", path), WhatOf),
        (("vics", *case, "--bank", NAME, "--hash-set", "-o", path), WhatOf),
        (("vics", "--bank", NAME, "-o", path), WhatOf),
        (("vics", "--hash-set", "--bank", "No such list", "-o", path), NoBank),
        (("files", "--case", "C-1999-00001", "-o", path), NoCase),
        (("icse", *case, "-o", tmp_path / "nowhere" / "out"), NoFolder),
        (("vics", *case, "--region", "not one word", "-o", path), UnknownRegion),
    ):
        assert type(run(*arguments).exception) is problem
    assert list(tmp_path.iterdir()) == []
    assert acts() == []
