"""Progress is told in words that a person understands."""

from __future__ import annotations

import time

import pytest

from daymark.cli import progress as progress_module
from daymark.cli.progress import in_words, progress


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s"),
        (59.4, "59 s"),
        (60, "1 min 0 s"),
        (3599, "59 min 59 s"),
        (3600, "1 h 0 min"),
        (360_000, "100 h 0 min"),
    ],
)
def test_a_time_to_wait_is_as_short_as_it_can_be(seconds: float, words: str) -> None:
    assert in_words(seconds) == words


def test_without_a_terminal_a_line_now_and_then_tells_what_is_left(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(progress_module, "_LINE_EVERY", 0.0)
    with progress("Hashing", 100, lambda: "1 of 2 files") as step:
        time.sleep(0.05)
        step(50)
    out, err = capsys.readouterr()
    assert out == ""
    assert err == "Hashing: 1 of 2 files, 0 s left\n"
