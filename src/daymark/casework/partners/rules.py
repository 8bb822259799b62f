"""What a key must look like before a child's record is sealed with it, and which agencies may receive one."""

from __future__ import annotations

import re

import pyrage

from daymark.vault.signatures import fingerprint

SIGNING_KEY = re.compile(r"[0-9a-f]{64}")
# Kinds of agency that can act on a referral. A hotline, company or charity receives one only by a person's decision.
ACTING_KINDS = frozenset({"NATIONAL_CENTRE", "FORCE", "FOREIGN_CENTRE", "INTERNATIONAL"})
CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{1,58}")


def objection_to_public_key(text: str) -> str | None:
    """What is wrong with the address that packages are encrypted to; empty text is no key and is no mistake."""
    if not text:
        return None
    if text.upper().startswith("AGE-SECRET-KEY-"):
        return (
            "This is the partner's SECRET key. It must be thrown away: ask the partner to make a new one, and to send "
            "only the line that begins with age1."
        )
    try:
        pyrage.x25519.Recipient.from_str(text)
    except pyrage.RecipientError:
        return "This is not an age address. It begins with age1 and has 62 characters; copy all of it."
    return None


def objection_to_signing_key(text: str) -> str | None:
    """What is wrong with the Ed25519 key that the partner signs with; empty text is no key and is no mistake."""
    if not text or SIGNING_KEY.fullmatch(text):
        return None
    return "A signing key is 64 hexadecimal digits: small letters a to f and figures, nothing between them."


def objection_to_code(code: str) -> str | None:
    """What is wrong with the short code of an agency."""
    if CODE.fullmatch(code):
        return None
    return "A code is 2 to 59 capital letters, figures or dashes, such as GB-EXAMPLE."


def spoken(public_key: str) -> str:
    """The fingerprint that two people read to each other over the telephone; empty without a key."""
    return fingerprint(public_key) if public_key else ""


def spoken_signing(signing_key: str) -> str:
    """The same for a signing key in hexadecimal."""
    return fingerprint(bytes.fromhex(signing_key)) if signing_key else ""
