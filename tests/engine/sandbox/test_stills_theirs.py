"""The reference's own pictures: one under twelve edits and in eight turns."""

from __future__ import annotations

from pathlib import Path

import pytest

from daymark.engine.pdq import TURNS, distance
from engine.sandbox.still_making import look_at
from exchange.outside_fixtures import outside

# What pdqhash 0.2.8 measures between the original and each edit.
EDITS = {
    "aaa-orig": 0,
    "blur-a-little": 2,
    "blur-a-lot": 4,
    "high-contrast": 6,
    "high-saturation": 2,
    "sharpen-a-little": 4,
    "sharpen-a-lot": 12,
    "shrink-a-little": 2,
    "shrink-a-lot": 16,
    "square-128x128": 10,
    "square-256x256": 12,
    "square-512x512": 8,
}
TURNED = ("original", "rotate-90", "rotate-180", "rotate-270", "flipx", "flipy", "flip-plus-1", "flip-minus-1")


def _hashes(path: Path) -> tuple[bytes, ...]:
    return look_at(path.read_bytes(), turned=True).frames[0].hashes


@pytest.mark.parametrize("edit", EDITS)
def test_an_edited_picture_is_as_far_from_its_original_as_the_reference_says(edit: str) -> None:
    folder = outside("pdq/bridge-mods")
    measured = distance(_hashes(folder / "aaa-orig.jpg")[0], _hashes(folder / f"{edit}.jpg")[0])
    assert abs(measured - EDITS[edit]) <= 4


@pytest.mark.parametrize(("number", "name"), list(enumerate(TURNED)))
def test_a_turned_picture_is_found_as_the_turn_it_is(number: int, name: str) -> None:
    folder = outside("pdq/dih")
    turned = _hashes(folder / f"bridge-{number + 1}-{name}.jpg")[0]
    distances = [distance(turned, value) for value in _hashes(folder / "bridge-1-original.jpg")]
    assert distances.index(min(distances)) == number, TURNS[number]
    assert min(distances) <= 10
