"""Checks and shapes what a caller gives: hashes, entry numbers, a radius."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from daymark.engine.hamming.plan import BITS
from daymark.problems import Problem

BYTES = BITS // 8
# References have 32 bits, and the lists of the eleven tables are counted in 32 bits.
MOST_ENTRIES = 1 << 28
MOST_NUMBER = (1 << 32) - 1

Words = npt.NDArray[np.uint64]
Numbers = npt.NDArray[np.uint32]
Hashes = bytes | bytearray | memoryview | npt.NDArray[np.uint8]


class UnusableHashes(Problem):
    """These are not hashes of 256 bits. Give 32 bytes for each, one after the other, or an array of uint8 (n, 32)."""


class UnusableNumbers(Problem):
    """These cannot number the hashes. Give one whole number from 0 to 4,294,967,295 for each hash."""


class UnusableRadius(Problem):
    """A radius is a whole number of bits from 0 to 256."""


def words_of(hashes: Hashes) -> Words:
    """Hashes as a read-only array (n, 4) of words; one hash alone counts as a list of one. Raises UnusableHashes."""
    given = np.frombuffer(hashes, np.uint8) if not isinstance(hashes, np.ndarray) else hashes
    if given.dtype != np.uint8 or given.ndim not in (1, 2) or (given.ndim == 2 and given.shape[1] != BYTES):
        raise UnusableHashes(
            f"An array of {given.dtype} with the shape {given.shape} does not hold hashes of 256 bits. "
            f"Give uint8 with the shape (n, {BYTES})."
        )
    if given.size % BYTES:
        raise UnusableHashes(
            f"{given.size} bytes are not a whole number of hashes, which have {BYTES} each. "
            "Check where one ends and the next begins."
        )
    words = np.ascontiguousarray(given).reshape(-1, BYTES).view(np.uint64)
    words = words.view() if words.flags.aligned else words.copy()  # a piece of a file may begin anywhere
    words.flags.writeable = False
    return words


def numbers_of(numbers: npt.ArrayLike | None, count: int, first: int) -> Numbers:
    """The number of each of `count` entries: those given, else counted up from `first`. Raises UnusableNumbers."""
    if numbers is None:
        numbers = np.arange(first, first + count)
    given = np.asarray(numbers)
    if given.shape != (count,) or (given.dtype.kind not in "iu" and count):
        raise UnusableNumbers(
            f"{count} hashes need {count} whole numbers, and what was given is an array of {given.dtype} "
            f"with the shape {given.shape}."
        )
    if count and (given.min() < 0 or given.max() > MOST_NUMBER):
        raise UnusableNumbers(
            f"Entry numbers reach from {given.min()} to {given.max()}; they must lie between 0 and {MOST_NUMBER}. "
            "Number the entries anew and keep the two side by side."
        )
    return given.astype(np.uint32)


def radius_of(radius: int) -> int:
    """The radius, if it is one. Raises UnusableRadius."""
    if not isinstance(radius, int | np.integer) or not 0 <= radius <= BITS:
        raise UnusableRadius(f"The radius {radius!r} is not a whole number of bits from 0 to {BITS}.")
    return int(radius)
