"""Hashes in order: the same as a plain sort, and every repeat known."""

from __future__ import annotations

import numpy as np
import pytest

from daymark.engine.hamming.order import in_order
from engine.hamming.known_lists import SHAPES, hashes_of


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("count", [0, 1, 2, 63, 64, 65, 3000])
def test_hashes_are_sorted_with_their_numbers(shape: str, count: int) -> None:
    hashes = hashes_of(shape, count, 1).view(np.uint64)
    hashes.flags.writeable = False
    numbers = np.random.default_rng(2).permutation(count).astype(np.uint32)
    ordered, named, repeats = in_order(hashes, numbers)
    expected = sorted([*map(int, words), int(number)] for words, number in zip(hashes, numbers, strict=True))
    assert ordered.reshape(-1, 4).tolist() == [row[:4] for row in expected]
    assert named.tolist() == [row[4] for row in expected]
    flags = np.unpackbits(repeats.view(np.uint8), count=count, bitorder="little").tolist()
    assert flags == [place > 0 and expected[place - 1][:4] == row[:4] for place, row in enumerate(expected)]
