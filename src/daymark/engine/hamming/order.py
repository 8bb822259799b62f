"""Puts a list's hashes in order, so that equal ones are neighbours and are looked up once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from daymark.engine.hamming import kernels

Words = npt.NDArray[np.uint64]
Numbers = npt.NDArray[np.uint32]


def in_order(hashes: Words, numbers: Numbers) -> tuple[Words, Numbers, Words]:
    """Hashes (n, 4) sorted as numbers, equal ones by entry number, and flat; their numbers; which repeat the last."""
    order, tied = _roughly(hashes[:, 0])
    ordered, numbers = np.empty_like(hashes), numbers[order]
    kernels.gather(hashes.reshape(-1), order, ordered.reshape(-1))
    repeats = np.zeros(len(hashes), bool)
    if tied.any():
        at = np.flatnonzero(np.append(tied, False) | np.append(False, tied))
        among, names = ordered[at], numbers[at]
        exact = np.lexsort((names, *among.T[::-1]))
        ordered[at], numbers[at] = among[exact], names[exact]
        repeats[1:] = tied & (ordered[1:] == ordered[:-1]).all(axis=1)
    return ordered.reshape(-1), numbers, bitmap(repeats)


def _roughly(words: Words) -> tuple[Words, npt.NDArray[np.bool_]]:
    """The places of first words in the order of their highest bits, and which of them are equal to the next so far.

    Bits and place share a number, because numbers are sorted ten times as fast as places by their numbers.
    """
    place_bits = np.uint64(len(words).bit_length())
    places = (np.uint64(1) << place_bits) - np.uint64(1)
    order = words & ~places
    order |= np.arange(len(words), dtype=np.uint64)
    order.sort()
    high = order >> place_bits
    tied = high[1:] == high[:-1]
    order &= places
    return order, tied


def bitmap(flags: npt.NDArray[np.bool_]) -> Words:
    """One bit for each flag, lowest first, in whole words."""
    words = np.zeros((len(flags) + 63) // 64, np.uint64)
    packed = np.packbits(flags, bitorder="little")
    words.view(np.uint8)[: len(packed)] = packed
    return words
