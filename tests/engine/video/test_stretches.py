"""What two films share: found wherever it lies, at its times in both, and nothing found where nothing is shared."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daymark.engine.video.frames import FrameHash
from daymark.engine.video.pairing import PAIRS, pairs_of
from daymark.engine.video.shots import shots_of
from daymark.engine.video.stretches import FAR, NEAR, Stretch, shared_stretches, stretches_from_pairs

Look = np.ndarray  # 256 bits


def look(dice: np.random.Generator) -> Look:
    return dice.permutation(np.arange(256) % 2)


def altered(one: Look, bits: int, dice: np.random.Generator) -> Look:
    changed = one.copy()
    changed[dice.choice(256, bits, replace=False)] ^= 1
    return changed


def film(seed: int, seconds: int) -> list[Look]:
    """A look for every tenth of a second: shots of 2 to 9 seconds, in each the picture changes by 20 bits a second."""
    dice = np.random.default_rng(seed)
    looks: list[Look] = []
    while len(looks) < 10 * seconds:
        now = look(dice)
        for _ in range(10 * int(dice.integers(2, 10))):
            looks.append(now)
            now = altered(now, 2, dice)
    return looks[: 10 * seconds]


def frames(looks: Iterable[Look], every: float = 1.0, *, bits: int = 0, quality: int = 100) -> list[FrameHash]:
    """Looks `every` seconds, each altered by so many bits."""
    dice, step = np.random.default_rng(9), round(10 * every)
    kept = list(looks)[::step]
    hashes = [np.packbits(altered(each, bits, dice)).tobytes() for each in kept]
    return [FrameHash(place * step, quality, value, place * step / 10) for place, value in enumerate(hashes)]


def faster(looks: list[Look], by: float) -> list[Look]:
    return [looks[int(place * by)] for place in range(int(len(looks) / by))]


def at_times(stretch: Stretch, *expected: float, within: float = 2.0) -> bool:
    found = (stretch.query_from, stretch.query_to, stretch.known_from, stretch.known_to)
    return all(abs(a - b) <= within for a, b in zip(found, expected, strict=True))


def test_a_clip_inside_a_longer_film_is_found_at_its_times() -> None:
    known = film(1, 120)
    found = shared_stretches(frames(known[403:703], bits=8), frames(known))
    assert len(found) == 1
    assert at_times(found[0], 0, 30, 40, 70)
    assert found[0].frames == 30
    assert found[0].distance <= NEAR.radius


def test_a_clip_between_other_scenes_is_found_at_its_times() -> None:
    known = film(1, 120)
    query = film(2, 40) + known[500:750] + film(3, 30)
    found = shared_stretches(frames(query, bits=8), frames(known))
    assert len(found) == 1
    assert at_times(found[0], 40, 65, 50, 75)


@pytest.mark.parametrize("by", [0.9, 24 / 25, 1.1])
def test_a_film_at_another_speed_is_found_whole(by: float) -> None:
    known = film(4, 300)
    found = shared_stretches(frames(faster(known, by), bits=6), frames(known))
    assert len(found) == 1
    assert at_times(found[0], 0, 300 / by, 0, 300, within=3)
    assert found[0].speed == pytest.approx(by, abs=0.02)


@pytest.mark.parametrize("by", [0.6, 1.6])
def test_half_again_as_fast_is_no_longer_the_same(by: float) -> None:
    known = film(4, 120)
    found = shared_stretches(frames(faster(known, by), 0.5), frames(known, 0.5))
    assert all(stretch.query_to - stretch.query_from < 12 for stretch in found)  # a shot may stand nearly still


@pytest.mark.parametrize("every", [4.0, 6.0])
def test_one_frame_a_second_against_keyframes(every: float) -> None:
    known = film(5, 300)
    found = shared_stretches(frames(known[1000:1900], bits=8), frames(known, every))
    assert len(found) == 1
    assert at_times(found[0], 0, 90, 100, 190, within=every + 2)


def test_two_stretches_in_another_order_are_both_found() -> None:
    known = film(6, 200)
    query = known[1500:1800] + film(7, 20) + known[200:500]
    found = shared_stretches(frames(query, bits=8), frames(known))
    assert len(found) == 2
    assert at_times(found[0], 0, 30, 150, 180)
    assert at_times(found[1], 50, 80, 20, 50)


def test_a_scene_that_the_known_film_repeats_is_found_twice() -> None:
    scene = film(8, 25)
    known = film(9, 40) + scene + film(10, 30) + scene
    found = shared_stretches(frames(scene, bits=8), frames(known))
    assert [round(stretch.known_from, -1) for stretch in found] == [40, 90 if found[1].known_from < 95 else 100]
    assert len(found) == 2


def test_strong_edits_are_found_by_more_frames_together() -> None:
    known = film(11, 120)
    found = shared_stretches(frames(known[400:700], bits=50), frames(known))
    assert len(found) == 1
    assert at_times(found[0], 0, 30, 40, 70, within=4)
    assert NEAR.radius < found[0].distance <= FAR.radius


def test_films_that_share_nothing() -> None:
    for seed in range(20, 30):
        assert shared_stretches(frames(film(seed, 60)), frames(film(seed + 100, 60))) == []


def test_a_title_card_that_many_films_share_is_no_stretch() -> None:
    card = [look(np.random.default_rng(77))] * 60
    one, other = film(12, 60) + card + film(13, 60), card + film(14, 90)
    assert shared_stretches(frames(one, bits=3), frames(other, bits=3)) == []
    assert shared_stretches(frames(one, 2.0), frames(other, 2.0)) == []


def test_a_card_that_returns_is_still_one_picture() -> None:
    card = [look(np.random.default_rng(77))] * 30
    one = card + film(12, 5) + card + film(13, 5) + card
    other = card + film(14, 5) + card + film(15, 5) + card
    assert shared_stretches(frames(one, bits=3), frames(other, bits=3)) == []


@pytest.mark.parametrize("bits", [4, 50])
def test_single_pictures_that_return_in_the_same_order_are_no_stretch(bits: int) -> None:
    """A programme with the same five charts in it, eight seconds apart, among other pictures."""
    dice = np.random.default_rng(4)
    charts = [look(dice) for _ in range(5)]
    one, other = (
        [each for place, chart in enumerate(charts) for each in film(seed + place, 7) + [chart] * 10]
        for seed in (200, 300)
    )
    assert shared_stretches(frames(one, bits=bits), frames(other)) == []


def test_a_film_that_stands_still_is_found_as_the_whole_film() -> None:
    still = [look(np.random.default_rng(5))] * 600
    found = shared_stretches(frames(still, bits=4), frames(still[:300] + film(16, 60), bits=4))
    assert len(found) == 1
    assert found[0].frames >= 20
    assert shared_stretches(frames(still, bits=4), frames(film(16, 60))) == []


def test_featureless_frames_never_count() -> None:
    known = film(17, 60)
    assert shared_stretches(frames(known, quality=49), frames(known)) == []
    assert shared_stretches(frames(known), frames(known, quality=49)) == []
    dark = [np.zeros(256, np.int64) + (np.arange(256) == place) for place in range(256)]
    assert shared_stretches(frames(dark, 0.1), frames(dark, 0.1)) == []


def test_a_shot_that_stands_still_in_the_middle_does_not_break_a_stretch() -> None:
    known = film(18, 20) + [look(np.random.default_rng(3))] * 400 + film(19, 20)
    found = shared_stretches(frames(known, bits=5), frames(known))
    assert len(found) == 1
    assert at_times(found[0], 0, 80, 0, 80)


def test_of_a_still_shot_that_is_shorter_in_one_film_only_the_shorter_part_is_shared() -> None:
    still = [look(np.random.default_rng(3))]
    known, query = film(18, 20) + still * 300, film(18, 20) + still * 100
    found = shared_stretches(frames(query, bits=5), frames(known))
    assert len(found) == 1
    assert at_times(found[0], 0, 30, 0, 30)


@pytest.mark.parametrize(("asked", "there"), [(100, 300), (300, 100)])
def test_of_a_still_shot_at_the_beginning_the_end_is_shared(asked: int, there: int) -> None:
    still, rest = [look(np.random.default_rng(3))], film(18, 20)
    query, known = still * asked + rest, film(19, 15) + still * there + rest
    found = shared_stretches(frames(query, bits=5), frames(known))
    assert len(found) == 1
    shared = min(asked, there) / 10
    assert at_times(found[0], asked / 10 - shared, asked / 10 + 20, 15 + there / 10 - shared, 35 + there / 10)


def test_a_picture_is_not_there_while_something_else_is_shown() -> None:
    one, other = (np.packbits(look(np.random.default_rng(seed))).tobytes() for seed in (0, 1))
    query = [FrameHash(0, 100, one, 0.0), FrameHash(0, 100, other, 1.0)]
    shown = [(0.0, one), (4.0, one), (8.0, other), (9.0, one)]
    known = [FrameHash(0, 100, value, seconds) for seconds, value in shown]
    for stretch in shared_stretches(query, known):
        assert stretch.known_from <= 4
        assert stretch.known_to == 8


def test_several_hashes_for_one_time_are_looks_at_one_moment() -> None:
    """The whole frame of a letterboxed copy matches nothing, the part inside its bars does."""
    known = film(20, 60)
    whole = frames(film(99, 30), bits=0)
    query = [frame for pair in zip(whole, frames(known[200:500], bits=8), strict=True) for frame in pair]
    found = shared_stretches(query, frames(known))
    assert len(found) == 1
    assert at_times(found[0], 0, 30, 20, 50)
    assert found[0].frames == 30


def test_the_order_in_which_frames_are_given_does_not_matter() -> None:
    known = film(21, 90)
    query = frames(known[100:600], bits=12)
    shuffled = [query[place] for place in np.random.default_rng(1).permutation(len(query))]
    assert shared_stretches(shuffled, frames(known)[::-1]) == shared_stretches(query, frames(known))


def test_pairs_from_an_index_give_the_same_as_two_films() -> None:
    known, query = frames(film(22, 90)), frames(film(22, 90)[250:550], bits=10)
    seconds = [frame.seconds for frame in known]
    pairs = pairs_of(query, known, FAR.radius)
    assert stretches_from_pairs(query, pairs, known_seconds=seconds) == shared_stretches(query, known)
    assert len(stretches_from_pairs(query, pairs)) == 1
    assert len(stretches_from_pairs(query, pairs[pairs["distance"] <= NEAR.radius])) == 1


def test_no_frames_share_nothing() -> None:
    assert shared_stretches([], frames(film(1, 10))) == shared_stretches(frames(film(1, 10)), []) == []
    assert stretches_from_pairs(frames(film(1, 10)), np.empty(0, PAIRS)) == []


@pytest.mark.parametrize("looks", [1, 2, 10])
def test_films_that_repeat_themselves_are_found_whole(looks: int) -> None:
    dice = np.random.default_rng(1)
    turns = [look(dice) for _ in range(looks)]
    one = [turns[place % looks] for place in range(800)]
    found = shared_stretches(frames(one, 0.1, bits=4), frames(one, 0.1))
    assert max(stretch.frames for stretch in found) >= 700


def test_pairs_are_all_pairs_within_the_radius() -> None:
    dice = np.random.default_rng(2)
    base = look(dice)
    one = frames([altered(base, int(dice.integers(0, 60)), dice) for _ in range(40)], 0.1)
    other = frames([altered(base, int(dice.integers(0, 60)), dice) for _ in range(30)], 0.1)
    found = pairs_of(one, other, 31)
    by_hand = [
        (a.seconds, b.seconds, distance)
        for a in one
        for b in other
        if (distance := (int.from_bytes(a.hash, "big") ^ int.from_bytes(b.hash, "big")).bit_count()) <= 31
    ]
    assert [tuple(pair) for pair in found.tolist()] == by_hand


hashes = st.sampled_from([np.packbits(look(np.random.default_rng(seed))).tobytes() for seed in range(4)])
some_frames = st.lists(
    st.builds(FrameHash, st.just(0), st.sampled_from([0, 50, 100]), hashes, st.integers(0, 60).map(float)), max_size=30
)


@settings(max_examples=100, deadline=None)
@given(some_frames, some_frames)
def test_what_is_found_lies_inside_both_films_and_goes_forward(one: list[FrameHash], other: list[FrameHash]) -> None:
    assert_forward(one, other)


def test_a_picture_that_is_seen_on_both_sides_of_the_next_goes_forward() -> None:
    before, after = (np.packbits(look(np.random.default_rng(seed))).tobytes() for seed in (3, 4))
    one = [FrameHash(0, 50, after, 0.0), FrameHash(0, 50, before, 22.0), FrameHash(0, 50, after, 23.0)]
    shown = [(0.0, after), (5.0, before), (6.0, after), (8.0, before)]
    assert_forward(one, [FrameHash(0, 50, value, seconds) for seconds, value in shown])


def assert_forward(one: list[FrameHash], other: list[FrameHash]) -> None:
    for stretch in shared_stretches(one, other):
        asked, known = [frame.seconds for frame in one], [frame.seconds for frame in other]
        assert min(asked) <= stretch.query_from <= stretch.query_to <= max(asked)
        assert min(known) <= stretch.known_from <= stretch.known_to <= max(known)
        assert stretch.frames >= NEAR.looks
        assert 0 <= stretch.distance <= FAR.radius


@given(some_frames)
def test_shots_hold_every_moment_with_features_once(some: list[FrameHash]) -> None:
    moments = [second for shot in shots_of(some) for second in shot.seconds]
    assert moments == sorted({frame.seconds for frame in some if frame.quality >= 50})
