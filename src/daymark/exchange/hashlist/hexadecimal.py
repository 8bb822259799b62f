"""Digests and hashes in hexadecimal: which kinds a number of digits can be, and the bytes they stand for."""

from __future__ import annotations

import re

from daymark.exchange.hashlist.entries import EITHER

BY_DIGITS = {32: "md5", 40: "sha1", 64: EITHER, 96: "sha384", 128: "sha512"}
DIGITS = {"md5": 32, "sha1": 40, "sha256": 64, "pdq": 64}
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
    return f"a {kind.upper().replace('SHA', 'SHA-')} has {DIGITS[kind]} hexadecimal digits; {said}"
