"""Near forms: what several ways of writing almost the same identifier have in common.

Two identifiers with a near form in common are a proposal for a person to decide, never the same by themselves;
`why_near` says in words what sets them apart. The form is found by looking it up, so millions cost no more than few.
Look-alike letters are those of Unicode Technical Standard 39 (confusables) in five alphabets.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache
from ipaddress import IPv6Address
from itertools import product
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from daymark.casework.subjects.rules.identifiers import Identifier, IdentifierKind
from daymark.engine.tables import read_table

LETTERS = Path(__file__).parent.with_name("data") / "look_alike_letters.csv"
SHORTEST_NAME = 4  # letters of a near form: below it almost everybody is near everybody
DIGITS_OF_PHONE = 9  # the end of a number, which stays whatever country it is read in
ACCOUNTS = frozenset({IdentifierKind.USERNAME, IdentifierKind.GAME_TAG, IdentifierKind.MESSENGER_HANDLE})
PAGES = frozenset({IdentifierKind.WEB_ADDRESS, IdentifierKind.PROFILE_URL})
OTHER_PLATFORM = "another platform, or one that is not known"
_ONE_MAILBOX = {"googlemail.com": "gmail.com"}  # two names of one provider's mailboxes


class _Step(NamedTuple):
    """A difference that is overlooked: in words, and how it is taken away."""

    words: str
    without: Callable[[str], str]


class _Reading(NamedTuple):
    """A text, and the differences that are overlooked in it, in order."""

    text: str
    steps: tuple[_Step, ...]


def near_forms(identifier: Identifier) -> tuple[str, ...]:
    """The near forms, at most two; none for what could not be read, is too short or has no other way of writing."""
    if not identifier.valid:
        return ()
    family, readings = _readings(identifier)
    forms = (_form(*reading) for reading in readings)
    return tuple(dict.fromkeys(f"{family}:{form}" for form in forms if len(form) >= SHORTEST_NAME))


def why_near(one: Identifier, other: Identifier) -> tuple[str, ...]:
    """What sets two near identifiers apart, in words; nothing when they mean the same or are not near each other."""
    if one.key == other.key or not set(near_forms(one)) & set(near_forms(other)):
        return ()
    platform = (OTHER_PLATFORM,) if one.kind in ACCOUNTS and not _same_platform(one, other) else ()
    (_, these), (_, those) = _readings(one), _readings(other)
    pairs = [*zip(these, those, strict=False), *product(these, those)]
    return _apart(*next(pair for pair in pairs if _form(*pair[0]) == _form(*pair[1]))) + platform


def _same_platform(one: Identifier, other: Identifier) -> bool:
    return one.platform is not None and other.platform is not None and one.kind == other.kind and (
        one.platform.casefold() == other.platform.casefold()
    )  # fmt: skip


def _form(text: str, steps: Sequence[_Step]) -> str:
    for step in steps:
        text = step.without(text)
    return text


def _apart(one: _Reading, other: _Reading) -> tuple[str, ...]:
    """The steps without which the two would differ; each that changed one of them where none alone is needed."""
    if one.text == other.text:
        return ()
    steps = tuple(dict.fromkeys((*one.steps, *other.steps)))
    needed = [step for step in steps if _form(*_less(one, step)) != _form(*_less(other, step))]
    changed = [step for step in steps for each in (one.text, other.text) if step.without(each) != each]
    return tuple(dict.fromkeys(step.words for step in needed or changed))


def _less(reading: _Reading, step: _Step) -> _Reading:
    return _Reading(reading.text, tuple(each for each in reading.steps if each is not step))


def _readings(identifier: Identifier) -> tuple[str, tuple[_Reading, ...]]:
    """The family whose near forms are compared, and the readings of the identifier: none, one or two."""
    kind, value = identifier.kind, identifier.value
    if kind in ACCOUNTS:
        return "NAME", (_Reading(value, _NAME), _Reading(value, _NAME_WITH_DIGITS))
    if kind is IdentifierKind.EMAIL:
        return "EMAIL", (_Reading(value, _EMAIL),)
    if kind is IdentifierKind.PHONE:
        return "PHONE", (_Reading(value, _PHONE),)
    if kind in PAGES:
        return "PAGE", (_Reading(value, _PAGE),)
    if identifier.network:
        return "NETWORK", (_Reading(value, _IN_A_NETWORK),)
    return "", ()


def _network(value: str) -> str:
    return ":".join(IPv6Address(value).exploded.split(":")[:4])


def _without_accents(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))


def _plain_letters(text: str) -> str:
    return text.translate(_look_alikes())


@lru_cache(maxsize=1)
def _look_alikes() -> dict[int, str]:
    rows = read_table(LETTERS, ("code_point", "name", "looks_like"))
    return {int(row.needed("code_point"), 16): row.needed("looks_like") for row in rows}


_LEET = str.maketrans("0134578@$!|", "oieastbasii")


def _leet_read(text: str) -> str:
    return text.translate(_LEET)


def _without_marks(text: str) -> str:
    return re.sub(r"[\s._#~*-]+", "", text)


def _without_last_digits(text: str) -> str:
    return re.sub(r"[0-9]+$", "", text)


def _one_stroke(text: str) -> str:
    return text.replace("l", "i")


def _without_tag(address: str) -> str:
    local, _, domain = address.rpartition("@")
    return f"{local.partition('+')[0] or local}@{domain}"


def _one_provider(address: str) -> str:
    local, _, domain = address.rpartition("@")
    return f"{local}@{_ONE_MAILBOX.get(domain, domain)}"


def _local_without_marks(address: str) -> str:
    local, _, domain = address.rpartition("@")
    return f"{_without_marks(local.strip(chr(34))) or local}@{domain}"


def _local_plain(address: str) -> str:
    local, _, domain = address.rpartition("@")
    return f"{_plain_letters(_without_accents(local.casefold()))}@{domain}"


def _last_digits(number: str) -> str:
    digits = re.sub(r"\D", "", number)
    return digits[-DIGITS_OF_PHONE:] if len(digits) >= DIGITS_OF_PHONE else ""


def _page(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.netloc}{parts.path.rstrip('/')}"


def _host_alone(address: str) -> str:
    return re.sub(r"^(?:www|m|mobile)\.", "", address)


_NAME = (
    _Step("accents", _without_accents),
    _Step("letters of another alphabet that look alike", _plain_letters),
    _Step("dots, dashes and the like", _without_marks),
    _Step("digits at the end", _without_last_digits),
    _Step("digits or signs in place of letters", _leet_read),
    _Step("i and l", _one_stroke),
)
# A digit at the end may stand for a letter: then it is not left out.
_NAME_WITH_DIGITS = tuple(step for step in _NAME if step.without is not _without_last_digits)
_EMAIL = (
    _Step("capitals, accents or letters that look alike", _local_plain),
    _Step("what stands behind a plus sign", _without_tag),
    _Step("dots, dashes and the like before the @", _local_without_marks),
    _Step("two names of one provider", _one_provider),
)
_PHONE = (_Step("the country code", _last_digits),)
_PAGE = (
    _Step("http or https, and what stands behind the question mark", _page),
    _Step("www or m before the name", _host_alone),
    _Step("capitals in the path", str.casefold),
)
_IN_A_NETWORK = (_Step("the end of the address: one household's IPv6 network", _network),)
