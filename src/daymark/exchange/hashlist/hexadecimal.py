"""Digests and hashes in hexadecimal: which kinds a number of digits can be, and the bytes they stand for."""

from __future__ import annotations

import re

from daymark.engine.known.kinds import EITHER, SIZES

BY_DIGITS = {32: "md5", 40: "sha1", 64: EITHER, 96: "sha384", 128: "sha512"}
DIGITS = {kind: 2 * size for kind, size in SIZES.items() if kind != EITHER}
_NAMES = {"md5": "an MD5", "sha1": "a SHA-1", "sha256": "a SHA-256", "pdq": "a PDQ hash"}
# Of these digits at least, a run is a digest; the words of no language have 32 letters from a to f.
HEX = re.compile(r"[0-9A-Fa-f]+")


def unhexed(text: str, digits: int) -> bytes | None:
    """The bytes of a text of exactly so many hexadecimal digits; None for anything else."""
    try:
        value = bytes.fromhex(text)
    except ValueError:
        return None
    return value if 2 * len(value) == digits == len(text) else None  # fromhex skips blanks


def what_is_wrong(text: str, kind: str) -> str:
    """Why a text is no value of this kind, for a person."""
    said = f"it has {len(text):,} characters" if HEX.fullmatch(text) else "it is not hexadecimal"
    return f"{_NAMES[kind]} has {DIGITS[kind]} hexadecimal digits; {said}"
