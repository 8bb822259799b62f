"""What a client calls itself: a GUID (Gnutella), a user hash (eMule), a peer id (BitTorrent), or any other text."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 200  # characters; a peer id with every byte escaped has 60
_HEX = re.compile(r"[0-9a-f]{32}|[0-9a-f]{40}")
_GUID = re.compile(r"\{?([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})\}?")


def read_client(text: str) -> str | None:
    """The identifier in one form, so that the same one is the same; None when it is longer than any.

    Control characters, which peer ids of BitTorrent have, cannot be stored or shown: such a text becomes `hex:` and its
    UTF-8 bytes.
    """
    lower = text.lower()
    if _HEX.fullmatch(lower):
        return lower
    if (guid := _GUID.fullmatch(lower)) is not None:
        return "".join(guid.groups())
    if len(text) > LONGEST:
        return None
    if not text.isprintable():
        return f"hex:{text.encode('utf-8', 'surrogatepass').hex()}"
    return unicodedata.normalize("NFC", text)
