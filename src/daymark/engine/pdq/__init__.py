"""PDQ, the perceptual hash the field exchanges: 256 bits that stay near one another when pictures look alike.

This module holds the names, the text form and the distance, and needs no arrays: `operator.py` computes hashes.
Source: "The TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing Algorithm", Facebook, 2019, and its reference
code in github.com/facebook/ThreatExchange. `docs/engine/pdq.md` explains how it is computed here.
"""

from __future__ import annotations

from daymark.problems import Problem

BITS = 256
BYTES = BITS // 8

# "Heuristically, we recommend that any PDQ hash with a quality below 50 be discarded": hashing.pdf of 2019, section
# "Quality"; python-threatexchange sets the same gate (PdqSignal.QUALITY_THRESHOLD).
FEATURELESS_BELOW = 50

# The picture as it stands and its seven turned and mirrored forms, in the reference's order.
TURNS = (
    "original",
    "rotate 90",
    "rotate 180",
    "rotate 270",
    "flip x",
    "flip y",
    "flip plus 1",
    "flip minus 1",
)


class NotAHash(Problem):
    """This is not a PDQ hash: 64 characters, 0-9 and a-f, are expected. Check the row it came from."""


def to_hex(value: bytes) -> str:
    """The text form of a hash of 32 bytes: 64 lower-case hexadecimal digits, the reference's bit 255 first."""
    if len(value) != BYTES:
        raise NotAHash
    return value.hex()


def from_hex(text: str) -> bytes:
    """The 32 bytes of a hash in text form, in either case. Raises `NotAHash` for anything else."""
    if len(text) != 2 * BYTES:
        raise NotAHash
    try:
        value = bytes.fromhex(text)
    except ValueError:
        raise NotAHash from None
    if len(value) != BYTES:  # fromhex skips spaces
        raise NotAHash
    return value


def distance(a: bytes, b: bytes) -> int:
    """Hamming distance of two hashes of 32 bytes: the number of bits, 0 to 256, in which they differ."""
    if len(a) != BYTES or len(b) != BYTES:
        raise NotAHash
    return (int.from_bytes(a, "big") ^ int.from_bytes(b, "big")).bit_count()
