"""A checksum as fast as memory, so that a whole index can be checked whenever it is opened."""

from __future__ import annotations

import numpy as np
from numba import njit, uint64

from daymark.engine.hamming.words import READ64, ZERO, Word, Words

LANES = 8  # words taken side by side: a vector of the widest processors
# FNV-1a's two numbers (Fowler, Noll and Vo), over words instead of bytes. A product carries only upwards, so that its
# high half is folded back.
_BASIS, _PRIME, _HALF = np.uint64(0xCBF29CE484222325), np.uint64(0x100000001B3), np.uint64(32)


@njit(inline="always")
def _stirred(state: Word, word: Word) -> Word:
    product = (state ^ word) * _PRIME
    return product ^ (product >> _HALF)


@njit(uint64(READ64), cache=True, nogil=True)
def checksum(words: Words) -> Word:
    """Word `i` is stirred into lane `i % 8`, then the lanes into one. It finds damage, not malice."""
    lanes = np.full(LANES, _BASIS, np.uint64)
    length, step = np.uint64(words.shape[0]), np.uint64(LANES)
    whole = length - length % step
    for first in range(ZERO, whole, step):
        for lane in range(step):
            lanes[lane] = _stirred(lanes[lane], words[first + lane])
    for last in range(whole, length):
        lanes[last - whole] = _stirred(lanes[last - whole], words[last])
    result = _BASIS
    for lane in range(step):
        result = _stirred(result, lanes[lane])
    return result
