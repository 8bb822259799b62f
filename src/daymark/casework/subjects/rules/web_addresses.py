"""One form for every way of writing the same web address (RFC 3986 section 6.2, WHATWG default ports)."""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import SplitResult, quote, urlsplit

from daymark.casework.subjects.rules.letters import rearmed

DEFAULT_PORTS = {"http": 80, "https": 443, "ftp": 21, "ws": 80, "wss": 443}

# Parameters that name the visit and not the page. Anything else stays: it may name the file.
TRACKING = {
    *("fbclid", "gclid", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "ttclid", "twclid"),
    *("igshid", "igsh", "mc_cid", "mc_eid", "_ga", "_gl"),
}
TRACKING_PREFIX = "utm_"

# Every character that may stand unescaped, and %, so that what is escaped stays as it is.
KEPT = "/%:@!$&'()*+,;=~-._?[]"
_ESCAPE = re.compile("%[0-9A-Fa-f]{2}")


class Unreadable(Exception):
    """The text is not of its kind; the message says why, as a doubt."""


def canonical_address(text: str) -> tuple[str, tuple[str, ...]]:
    """The address in one form, and doubts. Raises Unreadable."""
    armed, doubts = rearmed(text.strip("<>\"' "))
    address, assumed = _with_scheme(armed)
    parts = _split(address)
    scheme = parts.scheme.lower()
    host = canonical_host(parts.hostname or "")
    if assumed and "." not in host and ":" not in host:
        raise Unreadable("neither a scheme nor a domain in it, so not a web address")
    query, dropped = _without_tracking(parts.query)
    rest = _escaped(parts.path) or "/"
    rest += f"?{_escaped(query)}" if query else ""
    rest += f"#{_escaped(parts.fragment)}" if parts.fragment else ""
    if assumed:
        doubts += ("no scheme was given: http is assumed",)
    if dropped:
        doubts += (f"tracking parameters left out: {', '.join(dropped)}",)
    if "xn--" in host:
        doubts += ("letters beyond a to z in the domain: it may imitate another",)
    return f"{scheme}://{_authority(parts, scheme, host)}{rest}", doubts


@lru_cache(maxsize=4096)  # many accounts, few hosts
def canonical_host(host: str) -> str:
    """A domain in lower case and ASCII (IDNA), or an IP address in its one form. Raises Unreadable."""
    bare = host.strip().rstrip(".").lower()
    try:
        address = ip_address(bare.strip("[]").partition("%")[0])
    except ValueError:
        return _domain(bare)
    return f"[{address}]" if address.version == 6 else str(address)


def _domain(bare: str) -> str:
    ascii_form = bare if bare.isascii() else _idna(bare)
    if any(len(label) > 63 for label in ascii_form.split(".")):  # RFC 1035
        raise Unreadable("the domain cannot exist")
    if not re.fullmatch(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*", ascii_form) or len(ascii_form) > 253:  # RFC 1035
        raise Unreadable("the domain cannot exist")
    return ascii_form


def _idna(bare: str) -> str:
    try:
        return bare.encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise Unreadable("the domain cannot exist") from None


def _with_scheme(armed: str) -> tuple[str, bool]:
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", armed):
        return armed, False
    if re.match(r"(?:mailto|tel|sms|data|javascript|magnet|file|about|blob):", armed, re.IGNORECASE):
        raise Unreadable("not the address of a page")
    return f"http://{armed.lstrip('/')}", True


def _split(address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        _ = parts.port  # read here, because it raises on a port that cannot be
    except ValueError:
        raise Unreadable("not a web address") from None
    return parts


def _authority(parts: SplitResult, scheme: str, host: str) -> str:
    user, at, _ = parts.netloc.rpartition("@")
    port = f":{parts.port}" if parts.port is not None and parts.port != DEFAULT_PORTS.get(scheme) else ""
    return f"{quote(user, safe=KEPT.replace('/', '').replace('?', ''))}{at}{host}{port}"


def _without_tracking(query: str) -> tuple[str, list[str]]:
    kept: list[str] = []
    dropped: list[str] = []
    for part in query.split("&"):
        name = part.partition("=")[0].lower()
        (dropped if name in TRACKING or name.startswith(TRACKING_PREFIX) else kept).append(part)
    return "&".join(kept), [part.partition("=")[0] for part in dropped]


def _escaped(text: str) -> str:
    return _ESCAPE.sub(lambda escape: escape.group().upper(), quote(text, safe=KEPT))
