"""Files that are nearly all hole are given up by what the disk stores of them, never by their size alone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from daymark.engine.hollow import LARGEST, TIMES, why_hollow


def asked(path: Path) -> str:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        return why_hollow(descriptor)
    finally:
        os.close(descriptor)


@pytest.mark.parametrize(
    ("size", "stored", "given_up"),
    [
        (LARGEST, 0, False),
        (LARGEST + 1, 0, True),
        (LARGEST + 1, LARGEST // TIMES // 2, True),
        (LARGEST + 1, LARGEST // TIMES + (1 << 20), False),
        (10**14, 1 << 20, True),
    ],
)
def test_what_is_stored_decides(tmp_path: Path, size: int, stored: int, given_up: bool) -> None:
    path = tmp_path / "x.img"
    with path.open("wb") as file:
        file.truncate(min(size, 15 * 10**12))  # the largest file that ext4 takes
        file.seek(size // 2 if size < 10**12 else 10**12)
        file.write(os.urandom(stored))
    assert bool(asked(path)) is given_up


def test_where_holes_cannot_be_told_a_file_is_read() -> None:
    assert asked(Path("/proc/self/maps")) == ""
