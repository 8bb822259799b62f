"""Bars around a picture: found at their exact edges, in any colour, with a sign inside; not taken for dark ground."""

from __future__ import annotations

import numpy as np
import pytest

from daymark.engine.video.bars import AgreedBars, Bars, find_bars


def ground(high: int = 300, wide: int = 400, seed: int = 1) -> np.ndarray:
    """Uneven everywhere, at its edges too."""
    coarse = np.random.default_rng(seed).integers(30, 226, (high // 10 + 1, wide // 10 + 1))
    return np.kron(coarse, np.ones((10, 10)))[:high, :wide].astype(np.uint8)


def barred(inside: np.ndarray, top: int, bottom: int, left: int, right: int, colour: int = 16) -> np.ndarray:
    return np.pad(inside, ((top, bottom), (left, right)), constant_values=colour)


@pytest.mark.parametrize("sides", [(40, 40, 0, 0), (0, 0, 90, 90), (30, 30, 50, 50), (50, 0, 0, 0), (0, 0, 0, 33)])
@pytest.mark.parametrize("colour", [0, 16, 128, 235, 255])
def test_bars_of_any_colour_on_any_side(sides: tuple[int, int, int, int], colour: int) -> None:
    plane = barred(ground(), *sides, colour=colour)
    assert find_bars(plane) == Bars(*sides)
    assert np.array_equal(Bars(*sides).inside(plane), ground())


def test_wide_film_in_an_upright_frame() -> None:
    assert find_bars(barred(ground(200, 360), 220, 220, 0, 0)) == Bars(220, 220, 0, 0)


def test_noise_of_the_encoder_hides_no_bar() -> None:
    noise = np.random.default_rng(2).integers(-3, 4, (380, 400))
    assert find_bars((barred(ground(), 40, 40, 0, 0) + noise).astype(np.uint8)) == Bars(40, 40, 0, 0)


def test_a_sign_inside_a_bar_is_part_of_the_bar() -> None:
    plane = barred(ground(), 60, 60, 0, 0)
    plane[15:45, 20:180] = 230
    plane[-40:-20, 300:390] = 90
    assert find_bars(plane) == Bars(60, 60, 0, 0)


@pytest.mark.parametrize("plane", [ground(), np.full((200, 200), 16, np.uint8), np.zeros((4, 4), np.uint8)])
def test_a_picture_without_bars_and_one_without_anything_have_none(plane: np.ndarray) -> None:
    assert find_bars(plane) is None


def test_a_lone_line_of_text_is_not_a_picture_between_bars() -> None:
    assert find_bars(barred(ground(30), 135, 135, 0, 0)) is None
    assert find_bars(barred(ground(300, 40), 0, 0, 180, 180)) is None


def test_a_wall_that_fades_into_something_is_no_bar() -> None:
    fade = np.clip(np.arange(300)[:, None] + np.arange(400)[None] / 2 - 200, 0, None) * 0.6
    assert find_bars((fade + 20).astype(np.uint8)) is None


def test_an_encoders_border_is_no_bar() -> None:
    assert find_bars(barred(ground(), 2, 2, 2, 2)) is None


def test_in_a_dark_scene_the_film_is_trimmed_as_before() -> None:
    agreed = AgreedBars()
    usual, dark = barred(ground(), 40, 40, 0, 0), barred(ground(), 40, 40, 0, 0)
    dark[40:100] = 16
    assert agreed.of(usual) == agreed.of(usual) == Bars(40, 40, 0, 0)
    assert find_bars(dark) == Bars(100, 40, 0, 0)
    assert agreed.of(dark) == Bars(40, 40, 0, 0)


def test_another_layout_in_the_same_film_gets_its_own_bars() -> None:
    agreed = AgreedBars()
    first, second = barred(ground(), 40, 40, 0, 0), barred(ground(380, 200), 0, 0, 100, 100)
    assert [agreed.of(plane) for plane in (first, first, second, ground(380, 400), first)] == [
        *[Bars(40, 40, 0, 0)] * 2,
        Bars(0, 0, 100, 100),
        None,
        Bars(40, 40, 0, 0),
    ]


def test_a_smeared_edge_counts_as_the_same_bar() -> None:
    agreed = AgreedBars()
    assert agreed.of(barred(ground(), 40, 40, 0, 0)) == Bars(40, 40, 0, 0)
    assert agreed.of(barred(ground(), 39, 41, 0, 0)) == Bars(40, 40, 0, 0)


def test_votes_are_forgotten_when_the_size_changes() -> None:
    agreed = AgreedBars()
    for _ in range(3):
        agreed.of(barred(ground(), 40, 40, 0, 0))
    assert agreed.of(barred(ground(200, 300), 50, 50, 0, 0)) == Bars(50, 50, 0, 0)


def test_a_film_with_endless_layouts_keeps_only_some() -> None:
    agreed = AgreedBars()
    for thickness in range(10, 130, 3):
        assert agreed.of(barred(ground(400 - thickness), thickness, 0, 0, 0)) is not None
    assert agreed.of(barred(ground(270), 130, 0, 0, 0)) is not None
