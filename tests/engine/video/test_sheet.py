"""The contact sheet: every tile in its place, its time under it, and a file that any viewer opens."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from daymark.engine.sandbox.seen import FrameSeen, Tile, View
from daymark.engine.video.change import Look
from daymark.engine.video.scenes import Scene, scenes
from daymark.engine.video.sheet import GAP, INK, PAPER, clock, contact_sheet


def tile(grey: int, at_ms: int, width: int = 40, height: int = 30) -> Tile:
    return Tile(at_ms, width, height, bytes([grey, 0, 0]) * width * height)


def opened(sheet: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(sheet)).convert("RGB"))


def test_every_tile_stands_in_its_place_with_its_time() -> None:
    sheet = opened(contact_sheet([tile(50 + place, place * 1000) for place in range(5)], columns=2))
    step_down, step_right = 30 + GAP + 10 + 2 * GAP, 40 + GAP
    assert sheet.shape == (3 * step_down + GAP, 2 * step_right + GAP, 3)
    for place in range(5):
        top, left = GAP + place // 2 * step_down, GAP + place % 2 * step_right
        assert (sheet[top : top + 30, left : left + 40, 0] == 50 + place).all()
        assert (sheet[top + 30 + GAP : top + step_down, left : left + 40] == INK).any()
    assert (sheet[GAP + 2 * step_down : -GAP, GAP + step_right :] == PAPER).all()


def test_tiles_of_different_sizes_and_none_at_all() -> None:
    assert opened(contact_sheet([tile(9, 0), tile(9, 1, 20, 60)])).shape[0] == 60 + 10 + 4 * GAP
    assert opened(contact_sheet([])).size


@pytest.mark.parametrize(("ms", "words"), [(0, "0:00"), (61_999, "1:01"), (3_600_000, "1:00:00"), (45e6, "12:30:00")])
def test_the_clock(ms: float, words: str) -> None:
    assert clock(int(ms)) == words


def frame(at_ms: int, change: int, view: View = View.WHOLE) -> FrameSeen:
    return FrameSeen(0, at_ms, 100, (bytes(32),), view, change)


def test_scenes_begin_at_cuts() -> None:
    seen = [frame(0, 0), frame(0, 0, View.TRIMMED), frame(1000, 20), frame(2000, 200), frame(2000, 200, View.TRIMMED)]
    assert scenes(seen) == [Scene(0, 2000, 2), Scene(2000, 2000, 1)]
    assert scenes(seen, cut=201) == [Scene(0, 2000, 3)]
    assert scenes([]) == []


def test_change_is_small_for_a_moved_camera_and_large_for_another_scene() -> None:
    dice = np.random.default_rng(5)
    one = np.kron(dice.integers(0, 256, (24, 24)), np.ones((4, 4))).astype(np.float32)
    other = np.kron(dice.integers(100, 200, (16, 16)), np.ones((4, 4))).astype(np.float32)
    here = Look(one[:64, :64])
    assert here.change_from(None) == 0
    assert here.change_from(here) == 0
    moved, brighter, elsewhere = (Look(samples) for samples in (one[2:66, 8:72], one[:64, :64] * 0.9 + 12, other))
    assert moved.change_from(here) < 60
    assert brighter.change_from(here) < 60
    assert elsewhere.change_from(here) > 120
    nothing = Look(np.full((64, 64), 16, np.float32))
    assert nothing.change_from(here) > 200
    assert nothing.change_from(nothing) == 0
