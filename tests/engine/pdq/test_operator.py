"""PDQ of a plane of luma: the reference's hashes, and what follows from its being linear."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daymark.engine.pdq import BITS, TURNS, distance, from_hex
from daymark.engine.pdq.operator import PlaneHash, hash_plane, samples_of
from daymark.engine.pdq.windows import SAMPLES, axis
from engine.pdq.drawn import Plane, plane

# Hashes and qualities of the reference, pdqhash 0.2.8, for the planes that drawn.py draws, each made by
#   value, quality = pdqhash.compute(np.repeat(plane(height, width, seed)[..., None], 3, axis=2))
#   np.packbits(value).tobytes().hex(), quality
REFERENCE = [
    (5, 5, 1, 100, "cb723b0e348dc4f1c4f1318ccbf2ce733e0f3b0ecb723b0e348dc4f1c1f0318c"),
    (17, 300, 2, 100, "7581d26e6c0852f9b38674292934927ef056b82c5ff9f2d25ea97d905da99720"),
    (64, 64, 1, 100, "8983273ccce7398f720ce0dfb8dd333f778a99c099a213284f33ce43ce313730"),
    (100, 75, 3, 100, "02c8f4f33f29428bf0b3bf3b42cbd0d7a2b90f888a5403ccbd8eaf5caf585322"),
    (128, 129, 2, 100, "9272a4ce491193fba5064d39937c927e63115da9d7f35fc264b96d1055a9b720"),
    (255, 256, 1, 100, "23066e38c8c7398e721c84dfb2dd703fff0a9bc09122572bcd73cec3dc303730"),
    (480, 640, 1, 100, "a3076738c8c7398e721cc0dfb2dd303fff829bc09126172bcd73cec3cc303730"),
    (769, 1023, 2, 100, "d273a4ce6b9193fbb5066d39937e925e01114da957f353c074b96d9055ab1720"),
    (1500, 1000, 3, 100, "02caf4f7af2943cff4b3af3942cbd2d7a2a80fc80a5403ccbf0cae5cab505722"),
]
# pdqhash.compute_dihedral of plane(480, 640, 1), in the order of TURNS.
REFERENCE_TURNED = [
    "a3076738c8c7398e721cc0dfb2dd303fff829bc09126172bcd73cec3cc303730",
    "a66e9373db81e40e304ebf604a156f0636c0d9bb413bb0f45f1040ffb5acd8e3",
    "f453cc929d92932427496a75e7889a9520d7336ac477bd83986664e9d9659d9a",
    "f3bb3dd98ed44ea4651b15ca9f44c5ac63957311146e1a5e0a45ea55e0f97249",
    "a30699c7c8c7c671721c7f20b2ddcfc0f582663f9122e8d6cd3333bc8c30c8cf",
    "f453336d9d926cdb2749958ae788656a20d7cc95c477427c98669b16d9656265",
    "a6ee6c8edb811bf130ce409fcad5d0f936c4264c413b4f0b5f10bf20b5bca71c",
    "f33bc6268ed4b15b651bea351f403a5363958cee146ee5a10a4515aae0f98db6",
]
# How numpy turns a plane as each of TURNS does.
TURNING = {
    "original": lambda luma: luma,
    "rotate 90": lambda luma: np.rot90(luma, 1),
    "rotate 180": lambda luma: np.rot90(luma, 2),
    "rotate 270": lambda luma: np.rot90(luma, 3),
    "flip x": lambda luma: luma[::-1],
    "flip y": lambda luma: luma[:, ::-1],
    "flip plus 1": lambda luma: luma.T,
    "flip minus 1": lambda luma: np.rot90(luma, 2).T,
}
sides = st.integers(1, 700)


@pytest.mark.parametrize(("height", "width", "seed", "quality", "text"), REFERENCE)
def test_hashes_are_the_references(height: int, width: int, seed: int, quality: int, text: str) -> None:
    seen = hash_plane(plane(height, width, seed))
    assert distance(seen.hashes[0], from_hex(text)) <= 2  # 0 where this was written: two roundings of one sum
    assert abs(seen.quality - quality) <= 1


@pytest.mark.parametrize(("divisor", "quality"), [(6, 64), (8, 39), (12, 19), (24, 4)])
def test_qualities_of_pale_pictures_are_the_references(divisor: int, quality: int) -> None:
    """Measured as above, of plane(480, 640) // divisor."""
    assert abs(hash_plane(plane(480, 640) // divisor).quality - quality) <= 1


def test_turned_hashes_are_the_references() -> None:
    seen = hash_plane(plane(480, 640), turned=True)
    assert len(seen.hashes) == len(TURNS)
    assert max(distance(*pair) for pair in zip(seen.hashes, map(from_hex, REFERENCE_TURNED), strict=True)) <= 2


@pytest.mark.parametrize("turn", TURNS)
@pytest.mark.parametrize(
    ("shape", "most"),
    [
        ((320, 576), 2),  # 5 and 9 pixels a sample: windows of 3 and 5, and the places of the samples, are symmetrical
        ((333, 1000), 40),  # elsewhere the reference is off by up to a pixel, which hard edges of small pictures feel
        ((1200, 900), 40),
    ],
)
def test_the_turned_hash_is_the_hash_of_the_turned_plane(turn: str, shape: tuple[int, int], most: int) -> None:
    luma = plane(*shape, seed=2)
    alone = hash_plane(TURNING[turn](luma)).hashes[0]
    among = hash_plane(luma, turned=True).hashes
    assert distance(among[TURNS.index(turn)], alone) <= most
    assert min(distance(among[other], alone) for other in range(8) if TURNS[other] != turn) > 60


def _drawn_by(seed: int, height: int, width: int) -> Plane:
    return np.random.default_rng(seed).integers(0, 256, (height, width), dtype=np.uint8)


@settings(max_examples=40, deadline=None)
@given(sides, sides, st.integers(0, 2**32), st.floats(0, 1))
def test_the_operator_is_linear(height: int, width: int, seed: int, share: float) -> None:
    a, b = _drawn_by(seed, height, width), _drawn_by(seed + 1, height, width)
    both = samples_of((a // 2 + b // 2).astype(np.uint8))
    np.testing.assert_allclose(both, samples_of(a // 2) + samples_of(b // 2), atol=1e-3)


def _by_the_book(luma: Plane) -> np.ndarray:
    """Blur twice with the reference's box along each axis, then decimate: slow, literal."""

    def box(line: np.ndarray) -> np.ndarray:
        window = (len(line) + 127) // 128
        ahead = (window + 2) // 2
        starts = [max(0, i - (window - ahead)) for i in range(len(line))]
        return np.array([line[s : i + ahead].mean() for i, s in enumerate(starts)])

    blurred = luma.astype(np.float64)
    for _ in range(2):
        blurred = np.apply_along_axis(box, 0, np.apply_along_axis(box, 1, blurred))
    rows, columns = (np.array([int((i + 0.5) * side / 64) for i in range(64)]) for side in luma.shape)
    return blurred[np.ix_(rows, columns)]


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 400), st.integers(1, 60), st.integers(0, 2**32))
def test_one_pass_gives_what_the_two_filters_give(height: int, width: int, seed: int) -> None:
    luma = _drawn_by(seed, height, width)
    np.testing.assert_allclose(samples_of(luma), _by_the_book(luma), atol=2e-3)


@given(st.integers(1, 20_000))
def test_each_sample_is_an_average_of_what_lies_inside(length: int) -> None:
    along = axis(length)
    assert along.firsts.min() >= 0
    assert (along.firsts + along.counts).max() <= length
    for offset, count in zip(along.offsets, along.counts, strict=True):
        assert along.weights[offset : offset + count].sum() == pytest.approx(1, abs=1e-5)


def test_any_strides_give_the_same_hash() -> None:
    luma = plane(300, 401)
    padded = np.full((300, 448), 99, np.uint8)
    padded[:, :401] = luma
    wide = np.full((600, 802), 7, np.uint8)
    wide[::2, ::2] = luma
    views = [padded[:, :401], wide[::2, ::2], np.asfortranarray(luma), luma[::-1].copy()[::-1]]
    frozen = luma.copy()
    frozen.flags.writeable = False
    assert {hash_plane(view, turned=True) for view in [*views, frozen]} == {hash_plane(luma, turned=True)}


def test_the_plane_is_not_changed() -> None:
    luma = plane(100, 100)
    before = luma.copy()
    hash_plane(luma, turned=True)
    assert np.array_equal(luma, before)


@pytest.mark.parametrize("shape", [(1, 1), (1, 9000), (4, 4), (3000, 4)])
def test_a_picture_too_small_for_the_reference_has_no_features(shape: tuple[int, int]) -> None:
    assert hash_plane(plane(*shape), turned=True) == PlaneHash((bytes(32),) * 8, 0)


def test_an_empty_picture_has_no_quality() -> None:
    assert hash_plane(np.full((480, 640), 200, np.uint8)).quality == 0


@pytest.mark.parametrize("luma", [np.zeros((9, 9)), np.zeros((9, 9, 3), np.uint8), np.zeros(9, np.uint8)])
def test_only_a_plane_of_bytes_is_taken(luma: np.ndarray) -> None:
    with pytest.raises(ValueError, match="two axes of uint8"):
        hash_plane(luma)


def test_a_thin_and_endless_picture_costs_no_more_than_its_pixels() -> None:
    begun = time.process_time()
    seen = hash_plane(np.zeros((5, 20_000_000), np.uint8))
    assert seen.quality == 0
    assert time.process_time() - begun < 2
    assert axis(20_000_000).weights.nbytes < 10_000_000


def test_every_hash_has_half_its_bits_set() -> None:
    for value in hash_plane(plane(480, 640), turned=True).hashes:
        assert int.from_bytes(value, "big").bit_count() == BITS // 2
    assert samples_of(plane(480, 640)).shape == (SAMPLES, SAMPLES)
