"""One identifier of a person, an account, a device or a place on the internet.

`received` is what was said, letter for letter. `value` is the form in which two reports can be compared. What cannot
be read is kept and flagged: a wrong digit in a child's report is still a lead.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from ipaddress import IPv4Address, IPv6Address, ip_network
from typing import NamedTuple

import phonenumbers

from daymark.casework.subjects.rules.letters import alphabets, cleaned, comparable, rearmed
from daymark.casework.subjects.rules.web_addresses import Unreadable, canonical_address, canonical_host
from daymark.engine.ipcountry import special_meaning

HOME_REGION = "GB"  # a number without a country code is read as one of this country unless the caller says otherwise
LONGEST_VALUE = 512  # characters: what the indexed column holds
LONGEST_DOUBT = 200
DIGEST_LENGTHS = (32, 40, 64)  # hexadecimal digits of MD5, SHA-1 and SHA-256


class IdentifierKind(StrEnum):
    """What an identifier is."""

    EMAIL = "EMAIL"
    PHONE = "PHONE"
    USERNAME = "USERNAME"
    PROFILE_URL = "PROFILE_URL"
    WEB_ADDRESS = "WEB_ADDRESS"
    IP_ADDRESS = "IP_ADDRESS"
    DEVICE_ID = "DEVICE_ID"
    GAME_TAG = "GAME_TAG"
    MESSENGER_HANDLE = "MESSENGER_HANDLE"
    FILE_DIGEST = "FILE_DIGEST"
    FILE_LOOK = "FILE_LOOK"
    OTHER = "OTHER"

    @property
    def words(self) -> str:
        """The kind as a person says it."""
        return WORDS[self]


WORDS = {
    IdentifierKind.EMAIL: "email address",
    IdentifierKind.PHONE: "telephone number",
    IdentifierKind.USERNAME: "user name",
    IdentifierKind.PROFILE_URL: "profile page",
    IdentifierKind.WEB_ADDRESS: "web address",
    IdentifierKind.IP_ADDRESS: "IP address",
    IdentifierKind.DEVICE_ID: "device",
    IdentifierKind.GAME_TAG: "game name",
    IdentifierKind.MESSENGER_HANDLE: "messenger name",
    IdentifierKind.FILE_DIGEST: "digest of a file",
    IdentifierKind.FILE_LOOK: "look of a file (PDQ)",
    IdentifierKind.OTHER: "other",
}


@dataclass(frozen=True)
class Identifier:
    """A typed identifier. Two mean the same when their `key` is the same.

    `port` is the source port of an IP address, which a provider behind a shared address needs.
    """

    kind: IdentifierKind
    value: str
    received: str
    platform: str | None
    valid: bool
    doubt: str | None
    port: int | None = None

    @property
    def network(self) -> str | None:
        """The /64 of an IPv6 address: a household keeps it while the rest changes daily."""
        if self.kind is not IdentifierKind.IP_ADDRESS or not self.valid or ":" not in self.value:
            return None
        return str(ip_network((self.value, 64), strict=False))

    @property
    def key(self) -> str:
        """Equal for two ways of writing the same; capitals, http or https, and the platform are taken into account."""
        owner = f"{comparable(self.platform)}:" if self.platform and self.kind in _ON_A_PLATFORM else ""
        value = self.value
        if self.kind in _WEB:
            value = re.sub("^https?://", "", value)
        elif self.kind in _WITHOUT_CAPITALS:
            value = comparable(value)
        return f"{self.kind}:{owner}{value}"


class _Reading(NamedTuple):
    """What one kind's reader made of the text."""

    value: str
    doubts: tuple[str, ...] = ()
    port: int | None = None


def normalise(kind: str, received: str, *, platform: str | None = None, region: str | None = None) -> Identifier:
    """Reads one identifier. Never raises: what cannot be read has `valid` False and a doubt that says why.

    `kind` is an IdentifierKind or its name; an unknown one is read as OTHER. `region` is the country (two letters)
    whose numbers a telephone number without a country code belongs to.
    """
    text, doubts = cleaned(received)
    kind = IdentifierKind(kind) if kind in _READERS else IdentifierKind.OTHER
    platform = cleaned(platform)[0] or None if platform else None
    try:
        reading, valid = _read(kind, text, (region or HOME_REGION).upper()), True
    except Unreadable as fault:
        reading, valid = _Reading(text, (str(fault),)), False
    return _identifier(kind, reading, received, platform, doubts, valid=valid)


def _read(kind: IdentifierKind, text: str, region: str) -> _Reading:
    if not text:
        raise Unreadable("nothing was given")
    return _READERS[kind](text, region)


def _identifier(
    kind: IdentifierKind,
    reading: _Reading,
    received: str,
    platform: str | None,
    doubts: tuple[str, ...],
    *,
    valid: bool,
) -> Identifier:
    value = _shortened(reading.value)
    if value != reading.value:
        doubts += (f"longer than {LONGEST_VALUE} characters and shortened",)
    if kind in _ON_A_PLATFORM and platform is None:
        doubts += ("the platform is not known",)
    all_doubts = "; ".join(dict.fromkeys(reading.doubts + doubts))
    return Identifier(
        kind=kind,
        value=value,
        received=received,
        platform=platform,
        valid=valid,
        doubt=all_doubts[:LONGEST_DOUBT] or None,
        port=reading.port,
    )


def _shortened(value: str) -> str:
    if len(value) <= LONGEST_VALUE:
        return value
    ending = "~sha256:" + sha256(value.encode()).hexdigest()
    return value[: LONGEST_VALUE - len(ending)] + ending


# What may stand before the @ without quotation marks (RFC 5322 atext), with the letters of other alphabets (RFC 6531).
LOCAL_PART = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*|\"[^\"@<>\\]+\"")
_BRACKETED = re.compile(r"<([^<>]*@[^<>]*)>\s*$")


def _email(text: str, region: str) -> _Reading:
    armed, doubts = rearmed(text)
    bracketed = _BRACKETED.search(armed)
    address = (bracketed.group(1) if bracketed else armed.removeprefix("mailto:")).strip()
    local, at, domain = address.rpartition("@")
    if not at:
        raise Unreadable("no @ in it, so not an email address")
    if len(local) > 64 or not LOCAL_PART.fullmatch(local):  # RFC 5321 section 4.5.3.1.1
        raise Unreadable("what stands before the @ is not possible in an email address")
    host = canonical_host(domain)
    if "." not in host:
        raise Unreadable("what stands after the @ is not a domain")
    if local != local.lower():
        doubts += ("capital letters before the @ are kept; they are compared without regard to them",)
    return _Reading(f"{local}@{host}", doubts)


def _phone(text: str, region: str) -> _Reading:
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        raise Unreadable("not a telephone number") from None
    if phonenumbers.is_possible_number_with_reason(number) != phonenumbers.ValidationResult.IS_POSSIBLE:
        raise Unreadable("too long or too short for a telephone number of its country")
    doubts: tuple[str, ...] = ()
    if not text.lstrip("( ").startswith(("+", "00", "tel:+")):
        doubts += (f"no country code was given: read as a number of {region}",)
    if not phonenumbers.is_valid_number(number):
        doubts += ("no such number is in use in that country's numbering plan",)
    if number.extension:
        doubts += (f"extension {number.extension} is left out",)
    return _Reading(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), doubts)


def _account(text: str, region: str) -> _Reading:
    name = comparable(text).lstrip("@ ").rstrip()
    if not name:
        raise Unreadable("nothing stands after the @")
    doubts: tuple[str, ...] = ()
    mixed = alphabets(name)
    if len(mixed) > 1:
        doubts += (f"letters of several alphabets ({', '.join(mixed)}): one may imitate another",)
    if " " in name:
        doubts += ("a space in it: perhaps a displayed name, which anybody can take",)
    return _Reading(name, doubts)


def _web_address(text: str, region: str) -> _Reading:
    return _Reading(*canonical_address(text))


def _ip_address(text: str, region: str) -> _Reading:
    host, port = _split_port(text)
    try:
        address = _address(host.partition("%")[0])
    except ValueError:
        raise Unreadable("not an IP address") from None
    doubts: tuple[str, ...] = ()
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
        doubts += ("received as an IPv4 address inside an IPv6 one",)
    belongs_to_nobody = special_meaning(address)
    if belongs_to_nobody:
        doubts += (belongs_to_nobody,)
    return _Reading(str(address), doubts, port=port)


def _address(host: str) -> IPv4Address | IPv6Address:
    return IPv6Address(host) if ":" in host else IPv4Address(host)


_BRACKETED_WITH_PORT = re.compile(r"\[([^\[\]]+)\](?::([0-9]{1,5}))?")
_PLAIN_WITH_PORT = re.compile(r"([0-9.]+):([0-9]{1,5})")


def _split_port(text: str) -> tuple[str, int | None]:
    """`203.0.113.7:443` and `[2001:db8::7]:443` carry a source port; a bare IPv6 address has colons of its own."""
    found = _BRACKETED_WITH_PORT.fullmatch(text) or _PLAIN_WITH_PORT.fullmatch(text)
    if not found:
        return text, None
    port = int(found.group(2)) if found.group(2) else None
    if port is not None and not 1 <= port <= 65535:
        raise Unreadable("the port is not between 1 and 65535")
    return found.group(1), port


def _device(text: str, region: str) -> _Reading:
    compact = re.sub(r"[\s:.-]", "", text).lower()
    if re.fullmatch(r"[0-9a-f]{12}", compact) and re.search(r"[:.-]", text):
        return _Reading(":".join(compact[at : at + 2] for at in range(0, 12, 2)))  # network hardware (MAC)
    if re.fullmatch(r"\{?[0-9a-f]{32}\}?", compact) and text.count("-") == 4:
        return _Reading(text.strip("{}").lower())  # UUID, as advertising and installation identifiers are
    if re.fullmatch(r"[0-9]{15}", compact):
        doubts = () if _passes_luhn(compact) else ("looks like an IMEI, but its check digit is wrong",)
        return _Reading(compact, doubts)
    return _Reading(text)


def _passes_luhn(digits: str) -> bool:
    """The check digit of an IMEI (3GPP TS 23.003 annex B)."""
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0


def _file_digest(text: str, region: str) -> _Reading:
    digits = _hexadecimal(text)
    if len(digits) not in DIGEST_LENGTHS:
        raise Unreadable("no MD5, SHA-1 or SHA-256 has this length")
    return _Reading(digits)


def _file_look(text: str, region: str) -> _Reading:
    digits = _hexadecimal(text)
    if len(digits) != 64:
        raise Unreadable("a PDQ hash has 64 hexadecimal digits")
    return _Reading(digits)


def _hexadecimal(text: str) -> str:
    digits = re.sub(r"[\s:]", "", text).lower()
    if not re.fullmatch(r"[0-9a-f]+", digits):
        raise Unreadable("not written in hexadecimal digits")
    return digits


def _other(text: str, region: str) -> _Reading:
    return _Reading(text)


_ON_A_PLATFORM = {IdentifierKind.USERNAME, IdentifierKind.GAME_TAG, IdentifierKind.MESSENGER_HANDLE}
_WEB = {IdentifierKind.WEB_ADDRESS, IdentifierKind.PROFILE_URL}
_WITHOUT_CAPITALS = {IdentifierKind.EMAIL, IdentifierKind.DEVICE_ID, IdentifierKind.OTHER}

_READERS: dict[IdentifierKind, Callable[[str, str], _Reading]] = {
    IdentifierKind.EMAIL: _email,
    IdentifierKind.PHONE: _phone,
    IdentifierKind.USERNAME: _account,
    IdentifierKind.PROFILE_URL: _web_address,
    IdentifierKind.WEB_ADDRESS: _web_address,
    IdentifierKind.IP_ADDRESS: _ip_address,
    IdentifierKind.DEVICE_ID: _device,
    IdentifierKind.GAME_TAG: _account,
    IdentifierKind.MESSENGER_HANDLE: _account,
    IdentifierKind.FILE_DIGEST: _file_digest,
    IdentifierKind.FILE_LOOK: _file_look,
    IdentifierKind.OTHER: _other,
}
