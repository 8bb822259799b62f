"""The document that one authority sends another about children at risk: our own format, `daymark-referral/1`.

UTF-8 JSON, keys as the fields below, empty parts left out. Moments are ISO 8601 in UTC; beside each stands what was
received, because an offset that nobody gave must not be made up. A reader ignores keys that it does not know.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, datetime
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from daymark.problems import Problem

FORMAT = "daymark-referral/1"
LONGEST = 64 * 1024 * 1024  # bytes of JSON that are read; ours stay below one
DEEPEST = 12  # our documents nest four deep


class ReferralUnreadable(Problem):
    """This is no referral that we can read. Ask the sender for it again."""


@dataclass(frozen=True)
class Contact:
    """A person or desk to ask."""

    name: str
    duty: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Desk:
    """An authority. `country` is ISO 3166 alpha-2; `fingerprint` that of its key, to compare by telephone."""

    name: str
    code: str = ""
    country: str = ""
    duty_desk: str = ""
    contacts: tuple[Contact, ...] = ()
    fingerprint: str = ""


@dataclass(frozen=True)
class Place:
    """A place in the words received."""

    text: str = ""
    area: str = ""
    postcode: str = ""
    country: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Identifier:
    """An account, address or number. `value` is the comparable form, `received` what was said, letter for letter."""

    kind: str
    value: str
    received: str
    report: str
    platform: str = ""
    event: str = ""
    seen_at: datetime | None = None
    seen_as_received: str = ""
    port: int | None = None
    possible_proxy: bool | None = None
    confirmed: bool = False
    doubt: str = ""


@dataclass(frozen=True)
class Person:
    """A child, a person complained of, or a reporter, as one report describes her or him."""

    report: str
    words: str  # "Girl, 11 to 13"
    name: str = ""
    age: int | None = None
    age_as_received: str = ""
    born_on: str = ""
    relation: str = ""
    occupation: str = ""
    description: str = ""
    languages: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Statement:
    """One sentence, and who says it: a claim until it says "confirmed"."""

    sentence: str
    said_by: str
    report: str = ""


@dataclass(frozen=True)
class Said:
    """What a reporter answered later."""

    at: datetime
    text: str


@dataclass(frozen=True)
class Account:
    """What one report says happened. `summary` is one clinical sentence of ours, `narrative` the reporter's words."""

    report: str
    received_at: datetime
    source: str
    harm: str
    environment: str
    summary: str
    platform: str = ""
    external_reference: str = ""
    happened_at: datetime | None = None
    happened_as_received: str = ""
    narrative: str = ""
    said_later: tuple[Said, ...] = ()
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class EnclosedFile:
    """A file by its digests. `part` is its name in the package; empty when it is not enclosed: `why_not` says why."""

    report: str
    name: str
    part: str = ""
    why_not: str = ""
    sha256: str = ""
    sha1: str = ""
    md5: str = ""
    size: int | None = None
    media_type: str = ""
    classification: str = ""
    viewed_by_sender: bool | None = None
    publicly_available: bool | None = None
    annotations: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReferralDocument:
    """A whole referral, the children first."""

    reference: str
    case: str
    title: str
    priority: int  # 1 immediate, 2 soon, 3 without undue delay
    child_in_danger: bool
    written_at: datetime
    first_received_at: datetime
    sender: Desk
    recipient: Desk
    children: tuple[Person, ...]
    needs: tuple[str, ...]
    danger: tuple[Statement, ...] = ()
    accounts: tuple[Account, ...] = ()
    complained_of: tuple[Person, ...] = ()
    others: tuple[Person, ...] = ()
    reporters: tuple[Person, ...] = ()
    identifiers: tuple[Identifier, ...] = ()  # of the incident itself
    files: tuple[EnclosedFile, ...] = ()
    unknown: tuple[str, ...] = ()
    why_you: tuple[str, ...] = ()
    handling: tuple[str, ...] = ()
    format: str = FORMAT

    @property
    def reports(self) -> tuple[str, ...]:
        """The references of the reports that this document was written from."""
        return tuple(account.report for account in self.accounts)

    def to_json(self) -> dict[str, Any]:
        """A JSON-ready document, empty parts left out; `from_json` reads it back."""
        packed: dict[str, Any] = _packed(self)
        return packed

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> ReferralDocument:
        """Reads a document; `ReferralUnreadable` names the place that is wrong."""
        if document.get("format") != FORMAT:
            raise ReferralUnreadable(f"This is no {FORMAT} document. Ask the sender for it in that format.")
        return _build(cls, document, "referral", 0)


def write_referral(document: ReferralDocument) -> bytes:
    """The document as UTF-8 JSON, indented so that a person can read it in a plain editor."""
    return json.dumps(document.to_json(), ensure_ascii=False, indent=1).encode()


def read_referral(data: bytes) -> ReferralDocument:
    """Reads UTF-8 JSON (a byte-order mark is let pass); `ReferralUnreadable` says what is wrong with it."""
    if len(data) > LONGEST:
        raise ReferralUnreadable(f"The referral has {len(data):,} bytes, more than any referral. Ask the sender.")
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise ReferralUnreadable(f"The referral is not readable JSON: {error}. Ask the sender for it again.") from error
    if not isinstance(document, dict):
        raise ReferralUnreadable("The referral is JSON, but no object. Ask the sender for it again.")
    return ReferralDocument.from_json(document)


Built = TypeVar("Built")


def _build(kind: type[Built], value: Any, where: str, depth: int) -> Built:
    if not isinstance(value, Mapping):
        raise _wrong(where, "an object", value)
    hints = get_type_hints(kind)
    known = {
        field.name: _read(hints[field.name], value[field.name], f"{where}.{field.name}", depth + 1)
        for field in fields(kind)  # type: ignore[arg-type]
        if field.name in value
    }
    try:
        return kind(**known)
    except TypeError as error:
        raise ReferralUnreadable(f"{where} is incomplete: {_missing(error)}. Ask the sender for it again.") from error


def _read(hint: Any, value: Any, where: str, depth: int) -> Any:
    if depth > DEEPEST:
        raise ReferralUnreadable(f"{where} is nested too deeply. Ask the sender for it again.")
    if get_origin(hint) is UnionType:
        return None if value is None else _read(get_args(hint)[0], value, where, depth)
    if get_origin(hint) is tuple:
        if not isinstance(value, list):
            raise _wrong(where, "a list", value)
        inner = get_args(hint)[0]
        return tuple(_read(inner, each, f"{where}[{place}]", depth + 1) for place, each in enumerate(value))
    if is_dataclass(hint) and isinstance(hint, type):
        return _build(hint, value, where, depth)
    return _moment(value, where) if hint is datetime else _plain(hint, value, where)


def _plain(hint: type, value: Any, where: str) -> Any:
    if not isinstance(value, hint) or (hint is int and isinstance(value, bool)):
        raise _wrong(where, {str: "text", int: "a whole number", bool: "true or false"}[hint], value)
    return value


def _moment(value: Any, where: str) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise _wrong(where, "a moment like 2026-03-02T12:00:00+00:00", value) from None
    if moment.tzinfo is None:
        raise _wrong(where, "a moment with its offset", value)
    return _in_utc(moment, where)


def _in_utc(moment: datetime, where: str) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise _wrong(where, "a moment of our time", moment) from None


def _wrong(where: str, wanted: str, value: Any) -> ReferralUnreadable:
    return ReferralUnreadable(f"{where} should be {wanted}, and is {str(value)[:60]!r}. Ask the sender for it again.")


def _missing(error: TypeError) -> str:
    return str(error).split("missing", 1)[-1].strip()


def _packed(value: Any) -> Any:
    if is_dataclass(value):
        pairs = ((field, getattr(value, field.name)) for field in fields(value))
        return {field.name: _packed(item) for field, item in pairs if field.name == "format" or item != field.default}
    if isinstance(value, (list, tuple)):
        return [_packed(item) for item in value]
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value
