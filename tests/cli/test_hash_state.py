"""A run that was interrupted goes on where it stopped, and never with another run's options."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from daymark.cli.hash_state import NoState, OtherRun, State
from daymark.engine.walking import Found

OPTIONS = {"full": False}


def found(name: str = "a.jpg", size: int = 5, changed_ns: int = 7) -> Found:
    return Found(Path(name), size, changed_ns)


def line(error: str | None = None) -> dict[str, Any]:
    return {"path": "a.jpg", "md5": "0" * 32, "error": error}


def test_a_finished_file_is_not_done_again(tmp_path: Path) -> None:
    with State(tmp_path / "s", OPTIONS) as state:
        assert state.line_for(found()) is None
        state.keep(found(), line())
    with State(tmp_path / "s", OPTIONS) as state:
        assert state.line_for(found()) == line()


@pytest.mark.parametrize("changed", [found(size=6), found(changed_ns=8), found("b.jpg")])
def test_a_file_that_changed_is_done_again(tmp_path: Path, changed: Found) -> None:
    with State(tmp_path / "s", OPTIONS) as state:
        state.keep(found(), line())
    with State(tmp_path / "s", OPTIONS) as state:
        assert state.line_for(changed) is None


def test_a_file_with_an_error_is_tried_again(tmp_path: Path) -> None:
    with State(tmp_path / "s", OPTIONS) as state:
        state.keep(found(), line("It could not be read."))
    with State(tmp_path / "s", OPTIONS) as state:
        assert state.line_for(found()) is None


@pytest.mark.parametrize("cut", range(1, 30))
def test_a_line_that_was_cut_in_the_middle_costs_only_its_own_file(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "s"
    with State(path, OPTIONS) as state:
        state.keep(found(), line())
        state.keep(found("b.jpg"), line())
    path.write_bytes(path.read_bytes()[:-cut])
    with State(path, OPTIONS) as state:
        assert state.line_for(found()) == line()
        assert state.line_for(found("b.jpg")) is None
        state.keep(found("b.jpg"), line())
    with State(path, OPTIONS) as state:
        assert state.line_for(found("b.jpg")) == line()


def test_a_state_of_a_run_with_other_options_is_refused_and_left(tmp_path: Path) -> None:
    with State(tmp_path / "s", OPTIONS):
        pass
    before = (tmp_path / "s").read_bytes()
    with pytest.raises(OtherRun):
        State(tmp_path / "s", {"full": True})
    assert (tmp_path / "s").read_bytes() == before


@pytest.mark.parametrize("content", [b"a letter\n", b"no end of line", json.dumps({"path": "x"}).encode() + b"\n"])
def test_a_file_that_is_no_state_is_refused_and_left(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "s").write_bytes(content)
    with pytest.raises(NoState):
        State(tmp_path / "s", OPTIONS)
    assert (tmp_path / "s").read_bytes() == content


def test_a_state_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(NoState):
        State(tmp_path / "no folder" / "s", OPTIONS)


def test_two_files_whose_names_differ_only_in_bytes_that_are_no_text_are_two(tmp_path: Path) -> None:
    with State(tmp_path / "s", OPTIONS) as state:
        state.keep(found("a\udcff.jpg"), line())
        assert state.line_for(found("a\udcfe.jpg")) is None
    with State(tmp_path / "s", OPTIONS) as state:
        assert state.line_for(found("a\udcff.jpg")) == line()
        assert state.line_for(found("a\udcfe.jpg")) is None
