"""One spelling of a JSON object, so that a signature covers every byte of it."""

from __future__ import annotations

import json
from typing import Any


class NotCanonical(ValueError):
    """These bytes are not a JSON object in the one spelling that is signed."""


def canonical_json(value: dict[str, Any]) -> bytes:
    """UTF-8 JSON with sorted keys and no spaces. Only strings, whole numbers, booleans, null, lists and objects."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode("utf-8")


def parse_canonical(raw: bytes) -> dict[str, Any]:
    """Read what `canonical_json` wrote; any other spelling of the same values raises `NotCanonical`."""
    try:
        value = json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise NotCanonical("It is not JSON.") from error
    if not isinstance(value, dict) or _spelled(value) != raw:
        raise NotCanonical("It is not spelled as it was written.")
    return value


def parse_hex(text: str) -> bytes:
    """Bytes from lower-case hex; any other spelling raises `NotCanonical`."""
    raw = bytes.fromhex(text)
    if raw.hex() != text:
        raise NotCanonical("It is not spelled as it was written.")
    return raw


def _spelled(value: dict[str, Any]) -> bytes | None:
    try:
        return canonical_json(value)
    except (ValueError, RecursionError):  # NaN, a lone surrogate, a million levels
        return None
