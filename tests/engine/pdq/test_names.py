"""The text form of a hash and the distance of two."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daymark.engine.pdq import BITS, TURNS, NotAHash, distance, from_hex, to_hex

hashes = st.binary(min_size=32, max_size=32)


@given(hashes)
def test_text_and_bytes_are_the_same_hash(value: bytes) -> None:
    assert from_hex(to_hex(value)) == value
    assert from_hex(to_hex(value).upper()) == value


@given(hashes, hashes, hashes)
def test_distance_counts_the_bits_that_differ(a: bytes, b: bytes, c: bytes) -> None:
    assert distance(a, a) == 0
    assert distance(a, b) == distance(b, a) == bin(int(to_hex(a), 16) ^ int(to_hex(b), 16)).count("1")
    assert distance(a, c) <= distance(a, b) + distance(b, c)


def test_opposite_hashes_are_as_far_apart_as_can_be() -> None:
    assert distance(b"\x00" * 32, b"\xff" * 32) == BITS


@pytest.mark.parametrize(
    "text",
    ["", "f8" * 31, "f8" * 33, "g8" * 32, " f" * 32, "f8" * 31 + "  ", "f8" * 31 + "f\n", "\uff11" * 64],
)
def test_what_is_no_hash_is_refused(text: str) -> None:
    with pytest.raises(NotAHash, match="64 characters"):
        from_hex(text)


def test_bytes_of_another_length_are_refused() -> None:
    with pytest.raises(NotAHash):
        to_hex(b"\x00" * 31)
    with pytest.raises(NotAHash):
        distance(b"\x00" * 32, b"\x00" * 31)


def test_there_are_eight_turns() -> None:
    assert len(set(TURNS)) == 8


def test_names_and_distances_need_no_arrays() -> None:
    loaded = (
        "import sys, daymark.engine.pdq, daymark.engine.kinds; print(sorted({'numpy', 'numba'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", loaded], capture_output=True, check=True).stdout.strip() == b"[]"
