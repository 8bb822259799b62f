"""C2PA: whether a manifest is there and which program says that it made the claim. Nothing of it is checked.

Neither the signature nor the assertions nor the ingredients are read: that needs a library and trust lists. Source:
C2PA technical specification 2.1, section 10 (claims; CBOR, RFC 8949) and appendix A (where manifests lie).
"""

from __future__ import annotations

from collections.abc import Iterator

from daymark.engine.sandbox.child.metadata.ifd import text_of
from daymark.engine.sandbox.child.metadata.source import Source
from daymark.engine.sandbox.seen import Tag

SEARCHED = 1 << 20  # bytes of a manifest in which the claim is looked for; thumbnails come before it
_TEXT_KEY = 0x60  # CBOR: a text of up to 23 bytes; its length in the low five bits
_CLAIM_GENERATOR = bytes([_TEXT_KEY + 15]) + b"claim_generator"
_GENERATOR_INFO = bytes([_TEXT_KEY + 20]) + b"claim_generator_info"
_NAME = bytes([_TEXT_KEY + 4]) + b"name"
_NEAR = 128  # bytes after claim_generator_info within which its first name stands


def manifest_tags(source: Source) -> Iterator[Tag]:
    """One tag that a manifest is there and, where it stands in plain sight, one with its claim generator."""
    data = source.at(0, SEARCHED)
    if b"c2pa" not in data:
        return
    yield Tag("c2pa", "manifest", "present")
    generator = _text_after(data, _CLAIM_GENERATOR) or _name_in_info(data)
    if generator:
        yield Tag("c2pa", "claim_generator", generator)


def _name_in_info(data: bytes) -> str:
    at = data.find(_GENERATOR_INFO)
    return _text_after(data[at : at + _NEAR], _NAME) if at >= 0 else ""


def _text_after(data: bytes, key: bytes) -> str:
    """The CBOR text that follows a key; empty when something else does."""
    at = data.find(key)
    if at < 0:
        return ""
    head = data[at + len(key) : at + len(key) + 3]
    if not head or head[0] >> 5 != 3:
        return ""
    short = head[0] & 31
    start, length = at + len(key) + 1, short
    if short in (24, 25):  # the length follows in one or two bytes
        size = short - 23
        start, length = start + size, int.from_bytes(head[1 : 1 + size], "big")
    return text_of(data[start : start + length]) if short <= 25 else ""
