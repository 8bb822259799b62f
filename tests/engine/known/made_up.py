"""Made-up digests, hashes and films, and a known list of them."""

from __future__ import annotations

import hashlib
import random

from daymark.engine.known.builder import KnownBuilder
from daymark.engine.known.standing import Standing
from daymark.engine.video.frames import FrameHash

BAD, UNKNOWN, GOOD = Standing


def value(seed, size=32):
    """A made-up digest or hash."""
    return hashlib.shake_128(str(seed).encode()).digest(size)


def moved(hash_, bits, seed=0):
    """The hash with so many of its bits turned over."""
    turned = random.Random(seed).sample(range(256), bits)
    number = int.from_bytes(hash_, "big")
    for bit in turned:
        number ^= 1 << bit
    return number.to_bytes(32, "big")


def one_list(*entries, standing=BAD, name="made up"):
    """A set of one list."""
    builder = KnownBuilder()
    number = builder.open_list(name)
    for where, entry in enumerate(entries, 1):
        builder.add(number, where, standing, **entry)
    return builder.build()


def found(hits):
    """Entry, method and distance of each hit."""
    return [(hit.entry, hit.method, hit.distance) for hit in hits]


def frames(seed, seconds, start=0.0, bits=0):
    """A made-up film with one frame a second."""
    return [
        FrameHash(at, 100, moved(value(f"{seed} {at}"), bits, at), start + at) for at in range(seconds[0], seconds[1])
    ]
