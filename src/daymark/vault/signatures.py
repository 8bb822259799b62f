"""Ed25519 signatures of a centre, and how people compare keys over the telephone."""

from __future__ import annotations

import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def signature_holds(*, public_key: bytes, signature: bytes, message: bytes) -> bool:
    """Whether this 32-byte public key made this 64-byte signature over exactly this message (RFC 8032)."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def fingerprint(public_key: bytes | str) -> str:
    """Eight groups of four hex digits that two people read to each other: the first 128 bits of SHA-256 of the key.

    Takes the 32 raw bytes of a signing key or the text of an age recipient (`age1...`).
    """
    raw = public_key.encode("ascii") if isinstance(public_key, str) else public_key
    digits = hashlib.sha256(raw).hexdigest()[:32]
    return " ".join(digits[at : at + 4] for at in range(0, 32, 4))


def short_id(public_key: bytes | str) -> str:
    """The first eight hex digits of the fingerprint: enough to tell a centre's own keys apart."""
    return fingerprint(public_key).replace(" ", "")[:8]
