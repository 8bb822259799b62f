"""Values that stand on many lists and name no file: digests of nothing, and hashes of pictures that show nothing."""

from __future__ import annotations

import hashlib

from daymark.engine.pdq import BITS, FEATURELESS_BELOW

# The radius at which the field searches (python-threatexchange, PDQ_CONFIDENT_MATCH_THRESHOLD). A hash this near to
# all zeros or all ones matches the black picture, and with it every other featureless one. Of the 1,350 hashes in
# Meta's own haystack none has fewer than 112 or more than 142 bits set, so the bound costs no real picture.
CONSTANT_WITHIN = 31  # bits

_FEATURELESS = f"its quality is below {FEATURELESS_BELOW}: the picture has too few features to be compared by look"
_CONSTANT = "it is nearly constant: every featureless picture looks like it"
_EMPTY = "it is the digest of an empty file"
_PLACEHOLDER = "all its digits are the same: a placeholder, the digest of nothing"


def _digests_of_nothing() -> dict[bytes, str]:
    empty = (hashlib.md5(usedforsecurity=False), hashlib.sha1(usedforsecurity=False), hashlib.sha256())
    found = {each.digest(): _EMPTY for each in empty}
    for size in (16, 20, 32):
        found |= {bytes(size): _PLACEHOLDER, b"\xff" * size: _PLACEHOLDER}
    return found


# MD5, SHA-1 and SHA-256 (their lengths keep them apart) that name no file, and why.
NEVER_EXACT = _digests_of_nothing()


def why_never_exact(digest: bytes) -> str | None:
    """Why an MD5, SHA-1 or SHA-256 must never match; None for a digest of a file."""
    return NEVER_EXACT.get(digest)


def why_never_by_look(value: bytes, quality: int | None = None) -> str | None:
    """Why a PDQ hash of 32 bytes must never match; None for one that may. `quality` is 0-100, None when not told."""
    if quality is not None and quality < FEATURELESS_BELOW:
        return _FEATURELESS
    bits = int.from_bytes(value, "big").bit_count()
    return _CONSTANT if bits <= CONSTANT_WITHIN or bits >= BITS - CONSTANT_WITHIN else None
