"""Stills that are the same to the eye share a stack, and nothing drifts into one step by step."""

from __future__ import annotations

import io
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from daymark.cli.practice.landscapes import draw
from daymark.engine.pdq.operator import hash_plane
from daymark.engine.stacking import ALIKE, SAME, Faces, Placing


def turned(value: bytes, bits: int, seed: int = 1) -> bytes:
    """The hash with so many of its bits turned."""
    number = int.from_bytes(value, "little")
    for bit in random.Random(seed).sample(range(256), bits):
        number ^= 1 << bit
    return number.to_bytes(32, "little")


def distance(one: bytes, other: bytes) -> int:
    return (int.from_bytes(one, "little") ^ int.from_bytes(other, "little")).bit_count()


def random_hash(seed: int) -> bytes:
    return random.Random(seed).randbytes(32)


A = random_hash(7)


def test_a_copy_saved_again_joins_and_another_moment_stands_beside() -> None:
    faces = Faces([A], [70])
    near, beside, other = faces.place([turned(A, SAME), turned(A, SAME + 1, seed=2), random_hash(8)])
    assert near.same is not None
    assert (near.same.number, near.same.distance) == (70, SAME)
    assert beside.same is None
    assert beside.alike is not None
    assert beside.alike.number == 70
    assert other == Placing()


def test_the_first_of_a_batch_makes_the_stack_that_the_second_joins() -> None:
    first, second = Faces().place([A, turned(A, 3)])
    assert first == Placing()
    assert second.same is not None
    assert (second.same.place, second.same.number) == (0, None)


def test_a_stack_does_not_drift() -> None:
    steps = [A]
    for step in range(1, 8):  # each within SAME of the one before it, the last far from the first
        number = int.from_bytes(steps[-1], "little")
        for bit in range((step - 1) * SAME, step * SAME):
            number ^= 1 << bit
        steps.append(number.to_bytes(32, "little"))
    placings = Faces().place(steps)
    for place, placing in enumerate(placings):
        face = steps[placing.same.place] if placing.same and placing.same.place is not None else steps[place]
        assert distance(face, steps[place]) <= SAME


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 40)), max_size=12), st.integers(0, 12))
def test_what_came_in_two_batches_goes_where_it_went_in_one(looks: list[tuple[int, int]], cut: int) -> None:
    hashes = [turned(random_hash(base), bits, seed=bits) for base, bits in looks]
    at_once = [_stack_of(placing, place) for place, placing in enumerate(Faces().place(hashes))]
    faces, in_two = Faces(), []
    for start, part in ((0, hashes[:cut]), (cut, hashes[cut:])):
        placings = faces.place(part)
        in_two += [_stack_of(placing, place + start, start) for place, placing in enumerate(placings)]
        new = [place for place, placing in enumerate(placings) if placing.same is None]
        faces.add([part[place] for place in new], [place + start for place in new])
    for one, other, value in zip(at_once, in_two, hashes, strict=True):
        assert distance(hashes[one], value) == distance(hashes[other], value), "as near a face, if not the same of two"


def _stack_of(placing: Placing, place: int, start: int = 0) -> int:
    if placing.same is None:
        return place
    return placing.same.number if placing.same.number is not None else (placing.same.place or 0) + start


@given(st.integers(0, 60))
def test_the_border_between_same_alike_and_different_is_exact(bits: int) -> None:
    (placing,) = Faces([A], [1]).place([turned(A, bits)])
    assert (placing.same is not None) == (bits <= SAME)
    assert (placing.alike is not None) == (SAME < bits <= ALIKE)


@pytest.mark.parametrize("number", range(3, 8))
def test_a_picture_saved_again_or_halved_joins_and_the_next_moment_does_not(number: int) -> None:
    whole = Image.fromarray(draw(number, 1280, 960))
    saved = io.BytesIO()
    whole.save(saved, "JPEG", quality=30)
    faces = Faces([look_of(whole)], [1])
    again, half, moved = faces.place(
        [
            look_of(Image.open(saved)),
            look_of(whole.resize((640, 480), Image.Resampling.LANCZOS)),
            look_of(Image.fromarray(draw(number, 1280, 960, pan=0.01))),
        ]
    )
    assert again.same is not None
    assert half.same is not None
    assert moved.same is None
    assert moved.alike is not None


def look_of(picture: Image.Image) -> bytes:
    return hash_plane(np.asarray(picture.convert("L"))).hashes[0]
