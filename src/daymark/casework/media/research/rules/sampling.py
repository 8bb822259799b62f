"""A random sample that anybody can draw again, in any language, from the numbers and the seed alone.

The sample of n is the n numbers whose SHA-256 of "seed:number" (UTF-8, the number in decimal digits) is lowest, in the
order of these digests. So it does not depend on the order of the numbers; a larger sample begins with the smaller one
and can be drawn later; and the seed, written down before the drawing, is the whole of the chance. To check one by hand:
`printf '%s' 'spring:17' | sha256sum`.
"""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Iterable

from daymark.problems import Problem

LONGEST_SEED = 200  # characters


class NoSeed(Problem):
    """A seed is a word or a date of at most 200 characters. Write it down before you draw, and draw once."""


class TooFew(Problem):
    """There are fewer items than you ask for. Ask for a smaller sample, or take them all."""


def draw(numbers: Iterable[int], size: int, *, seed: str) -> tuple[int, ...]:
    """The sample, in its own order. Memory: `size` numbers.

    Raises NoSeed, TooFew when there are fewer numbers than `size`, ValueError for a number that comes twice in it.
    """
    if not seed.strip() or len(seed) > LONGEST_SEED:
        raise NoSeed
    if size < 1:
        raise TooFew("A sample has at least one item. Say how many.")
    lowest = heapq.nsmallest(size, ((place_of(number, seed=seed), number) for number in numbers))
    if len(lowest) < size:
        raise TooFew(f"There are {len(lowest):,} items, and you ask for {size:,}. Ask for a smaller sample.")
    drawn = tuple(number for _, number in lowest)
    if len(set(drawn)) < size:
        raise ValueError("A number stands for one item and must come once.")
    return drawn


def place_of(number: int, *, seed: str) -> bytes:
    """The digest that decides where a number stands: 32 bytes."""
    return hashlib.sha256(f"{seed}:{number}".encode()).digest()
