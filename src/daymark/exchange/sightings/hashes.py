"""Hashes of files as peer-to-peer networks write them: hexadecimal, base 32, as a URN, a magnet or an ed2k link."""

from __future__ import annotations

import base64
import re

SIZES = {"sha1": 20, "ed2k": 16, "info_hash": 20, "md5": 16, "sha256": 32}  # bytes
_BASE32 = {"sha1": 32, "info_hash": 32}  # characters: 160 bits, which no hexadecimal digest here has
_SAID = {
    "sha1": "SHA-1",
    "ed2k": "ed2k hash (MD4)",
    "info_hash": "BitTorrent info-hash",
    "md5": "MD5",
    "sha256": "SHA-256",
}
# urn:sha1:, urn:btih:, urn:ed2khash:, urn:bitprint:SHA1.TIGER (Gnutella's HUGE 0.94; BEP 9 for btih).
_URN = re.compile(r"urn:(sha1|btih|ed2k|ed2khash|md5|sha256|bitprint):([0-9A-Za-z]+)", re.IGNORECASE)
_ED2K_LINK = re.compile(r"ed2k://\|file\|[^|]*\|\d+\|([0-9A-Fa-f]{32})\|", re.IGNORECASE)
_URN_KIND = {"btih": "info_hash", "ed2khash": "ed2k", "bitprint": "sha1"}
# What a bare hash is in a network's own words: eDonkey names files by ed2k hashes, BitTorrent by info-hashes, Gnutella
# and Ares by SHA-1.
_BY_NETWORK = {
    ("ed2k", 32): "ed2k",
    ("bittorrent", 40): "info_hash",
    ("gnutella", 40): "sha1",
    ("gnutella2", 40): "sha1",
    ("ares", 40): "sha1",
}
_HEX = re.compile(r"[0-9A-Fa-f]+")


class NoHash(Exception):
    """Not a hash of a file, or one of unknown kind. The message says why."""


def read_hash(kind: str, text: str) -> bytes:
    """The bytes of a hash of a kind in `SIZES`, in hexadecimal or base 32. Raises NoHash."""
    size = SIZES[kind]
    if len(text) == 2 * size:
        try:
            value = bytes.fromhex(text)
            if len(value) == size:  # fromhex skips blanks
                return value
        except ValueError:
            pass  # told below
    elif len(text) == _BASE32.get(kind, -1):
        try:
            value = base64.b32decode(text, casefold=True)
            if len(value) == size:  # padding makes it shorter
                return value
        except ValueError:
            pass  # told below
    if ":" in text:
        named, value = read_digest(text, None)
        if named == kind:
            return value
    raise NoHash(f"“{text[:80]}” is no {_SAID[kind]}")


def read_digest(text: str, network: str | None) -> tuple[str, bytes]:
    """A hash whose column does not say its kind: by its own prefix, its network, or the only length it can have.

    Raises NoHash where several kinds are possible: a wrong guess would match nothing, and in silence.
    """
    if (link := _ED2K_LINK.search(text)) is not None:
        return "ed2k", bytes.fromhex(link[1])
    if (urn := _URN.search(text)) is not None:
        named = urn[1].lower()
        return (kind := _URN_KIND.get(named, named)), read_hash(kind, urn[2])
    if not _HEX.fullmatch(text):
        if len(text) == 32 and network != "bittorrent":  # 160 bits in base 32, as Gnutella and Ares write a SHA-1
            return "sha1", read_hash("sha1", text)
        if len(text) == 32:
            return "info_hash", read_hash("info_hash", text)
        raise NoHash(f"“{text[:80]}” is no hash of a file")
    if len(text) == 64:
        return "sha256", bytes.fromhex(text)
    kind = _BY_NETWORK.get((network or "", len(text)), "")
    if kind:
        return kind, bytes.fromhex(text)
    if len(text) in (32, 40):
        kinds = "an MD5 or an ed2k hash" if len(text) == 32 else "a SHA-1 or a BitTorrent info-hash"
        raise NoHash(f"{len(text)} hexadecimal digits are {kinds}, and neither the column nor the network says which")
    raise NoHash(f"“{text[:80]}” is no hash of a file: it has {len(text):,} digits")
