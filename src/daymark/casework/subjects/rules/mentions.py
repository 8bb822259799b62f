"""Identifiers inside free text: what a child writes in one breath, found and typed.

Every pattern has bounded repetition, so that a hundred thousand characters of anything take no longer than they should.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

import phonenumbers

from daymark.casework.subjects.rules.identifiers import HOME_REGION, Identifier, IdentifierKind, normalise
from daymark.casework.subjects.rules.letters import rearmed
from daymark.engine.tables import read_table

PLATFORMS = Path(__file__).parent.with_name("data") / "platforms.csv"


@dataclass(frozen=True)
class Mention:
    """A stretch of the text that names something."""

    kind: IdentifierKind
    text: str
    start: int
    end: int
    platform: str | None = None


@dataclass(frozen=True)
class Platform:
    """A service whose user names people give, with the words they call it by and its page addresses."""

    name: str
    kind: IdentifierKind
    words: tuple[str, ...]
    hosts: tuple[str, ...]


@lru_cache(maxsize=1)
def platforms() -> tuple[Platform, ...]:
    """The services that we recognise by name."""
    rows = read_table(PLATFORMS, ("platform", "kind", "words", "hosts"))
    return tuple(
        Platform(row.needed("platform"), row.one_of("kind", IdentifierKind), row.several("words"), row.several("hosts"))
        for row in rows
    )


def recognise(text: str, *, region: str | None = None) -> list[Identifier]:
    """Every identifier in the text, in the order of the text, each once. Never raises."""
    found: dict[str, Identifier] = {}
    for mention in mentions(text, region=region):
        identifier = normalise(mention.kind, mention.text, platform=mention.platform, region=region)
        found.setdefault(identifier.key, identifier)
    return list(found.values())


def mentions(text: str, *, region: str | None = None) -> list[Mention]:
    """The stretches that name something, in order, none overlapping: the longer form (a URL) before what lies in it."""
    taken: list[Mention] = []
    covered = bytearray(len(text))
    for mention in _candidates(text, (region or HOME_REGION).upper()):
        if not any(covered[mention.start : mention.end]):
            covered[mention.start : mention.end] = b"\x01" * (mention.end - mention.start)
            taken.append(mention)
    return sorted(taken, key=lambda mention: mention.start)


def _candidates(text: str, region: str) -> Iterator[Mention]:
    """In order of trust: a stretch that an earlier kind has taken is not offered to a later one."""
    yield from _web_addresses(text)
    yield from _emails(text)
    yield from _ip_addresses(text)
    yield from _named_accounts(text)
    yield from _phones(text, region)
    yield from _handles(text)


URL = re.compile(
    r"(?<!\w)(?:(?:h(?:tt|xx)ps?|ftp)(?:://|\[:\]//|\[://\])|www(?:\.|\[\.\]))[^\s<>\"]{2,2048}", re.IGNORECASE
)
# Without scheme or www only a domain under an ending that is no English word; "stop.it" is a missing space.
BARE_DOMAIN = re.compile(
    r"(?<![\w@.-])(?:[a-z0-9-]{1,63}(?:\.|\[\.\])){1,4}(?:com|org|net|info|gg|app|xyz|tv|io|co\.uk|org\.uk|example)"
    r"(?![\w@-])(?:/[^\s<>\"]{0,2048})?",
    re.IGNORECASE,
)
EMAIL = re.compile(
    r"(?<![\w.!#$%&'*+/=?^`{|}~-])[\w!#$%&'*+/=?^`{|}~-][\w.!#$%&'*+/=?^`{|}~-]{0,63}@(?:[\w-]{1,63}\.){1,8}[\w-]{2,63}"
)
DISARMED_EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}\s{0,2}[\[(]\s?at\s?[\])]\s{0,2}"
    r"(?:[\w-]{1,63}(?:\.|\s{0,2}[\[(]\s?(?:dot|\.)\s?[\])]\s{0,2})){1,6}[\w-]{2,63}",
    re.IGNORECASE,
)
IPV4 = re.compile(r"(?<![\w.])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?::[0-9]{1,5})?(?![\w.]*[0-9])")
IPV6 = re.compile(r"(?<![\w:.])\[?[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?:\]:[0-9]{1,5}|\])?(?![\w:])")
HANDLE = re.compile(r"(?<![\w@./])@(?=[\w.]{2})[\w.]{1,40}")


def _web_addresses(text: str) -> Iterator[Mention]:
    for pattern in (URL, BARE_DOMAIN):
        for found in pattern.finditer(text):
            address = _without_closing(found.group())
            platform = _platform_of(address)
            kind = IdentifierKind.PROFILE_URL if platform else IdentifierKind.WEB_ADDRESS
            yield Mention(kind, address, found.start(), found.start() + len(address), platform)


def _without_closing(address: str) -> str:
    """A full stop or a bracket at the end belongs to the sentence, unless its opening lies inside the address."""
    while address and (address[-1] in ".,;:!?'*" or (address[-1] in ")]}" and not _closes(address))):
        address = address[:-1]
    return address


def _closes(address: str) -> bool:
    opening = {")": "(", "]": "[", "}": "{"}[address[-1]]
    return address.count(opening) >= address.count(address[-1])


def _platform_of(address: str) -> str | None:
    """The service whose page this is, when the address names something on it."""
    armed = rearmed(address)[0]
    try:
        parts = urlsplit(armed if "://" in armed else f"http://{armed}")
        host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    except ValueError:
        return None
    if not parts.path.strip("/"):
        return None
    return next((platform.name for platform in platforms() if host in platform.hosts), None)


def _emails(text: str) -> Iterator[Mention]:
    for pattern in (EMAIL, DISARMED_EMAIL):
        for found in pattern.finditer(text):
            yield Mention(IdentifierKind.EMAIL, found.group(), found.start(), found.end())


def _ip_addresses(text: str) -> Iterator[Mention]:
    for found in IPV4.finditer(text):
        yield Mention(IdentifierKind.IP_ADDRESS, found.group(), found.start(), found.end())
    for found in IPV6.finditer(text):
        if _is_ipv6(found.group()):
            yield Mention(IdentifierKind.IP_ADDRESS, found.group(), found.start(), found.end())


def _is_ipv6(text: str) -> bool:
    """A time of day has colons too: an address has eight groups or a double colon, and some digits."""
    try:
        ip_address(text.partition("]")[0].strip("["))
    except ValueError:
        return False
    return sum(character.isalnum() for character in text) >= 3


@lru_cache(maxsize=1)
def _account_pattern() -> re.Pattern[str]:
    words = sorted((word for platform in platforms() for word in platform.words), key=len, reverse=True)
    service = "|".join(re.escape(word) for word in words)
    noun = r"\s{0,2}(?:user ?name|screen ?name|name|handle|account|tag|id)?"
    verb = r"\s{0,2}(?:is|was|called)?\s{0,2}[:=]?\s{0,2}"
    return re.compile(rf"(?<!\w)({service})(?!\w)({noun}{verb})@?([\w.#-]{{3,40}})", re.IGNORECASE)


def _named_accounts(text: str) -> Iterator[Mention]:
    """`his snap is dave_99`, `Discord: night#1234`: a service, words that lead to a name, and the name."""
    by_word = {word: platform for platform in platforms() for word in platform.words}
    for found in _account_pattern().finditer(text):
        name = found.group(3).rstrip(".-")
        if _leads_to_a_name(found.group(2), name, at_sign="@" in found.group()):
            platform = by_word[found.group(1).lower()]
            start = found.start(3)
            yield Mention(platform.kind, name, start, start + len(name), platform.name)


def _leads_to_a_name(between: str, name: str, *, at_sign: bool) -> bool:
    """After a colon or @ any word is a name; otherwise it must look like one, or "insta is down" names an account."""
    looks_made_up = bool(re.search(r"[0-9_#]|\w\.\w", name))
    announced = ":" in between or "=" in between or at_sign
    return len(name) >= 3 and (announced or looks_made_up)


def _phones(text: str, region: str) -> Iterator[Mention]:
    """Numbers that are in use, and those that only look dialled: a wrong digit is still a lead."""
    for found in phonenumbers.PhoneNumberMatcher(text, region, leniency=phonenumbers.Leniency.POSSIBLE):
        digits = re.sub(r"\D", "", found.raw_string)
        dialled = found.raw_string.startswith(("+", "00")) or (digits.startswith("0") and len(digits) >= 10)
        if dialled or phonenumbers.is_valid_number(found.number):
            yield Mention(IdentifierKind.PHONE, found.raw_string, found.start, found.end)


def _handles(text: str) -> Iterator[Mention]:
    for found in HANDLE.finditer(text):
        name = found.group().rstrip(".")
        if len(name) > 2:
            yield Mention(IdentifierKind.USERNAME, name, found.start(), found.start() + len(name))
