"""Finds the fixtures of other makers, which stand beside the project and never in it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
NOT_CHECKED: list[str] = []


def outside(path: str) -> Path:
    """The fixture, or a skip that the end of the test run repeats in its own lines."""
    folder = Path(os.environ.get("DAYMARK_FIXTURES", REPOSITORY.parent / "shared" / "fixtures"))
    found = folder / path
    if not found.exists():
        NOT_CHECKED.append(path)
        pytest.skip(f"NOT CHECKED: {found} is not there; set DAYMARK_FIXTURES to the folder that holds {path}.")
    return found
