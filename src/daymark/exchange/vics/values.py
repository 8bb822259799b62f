"""Values of a VICS document in every dress that exporters give them; nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from daymark.exchange.hashlist.hexadecimal import unhexed
from daymark.exchange.moments import Moment, read_moment
from daymark.exchange.remarks import shortened

# .NET's form: milliseconds since 1970 in UTC, whatever offset is added for display.
_DOT_NET = re.compile(r"/Date\((-?\d{1,15})(?:[+-]\d{4})?\)/", re.ASCII)
_WHOLE = re.compile(r"-?\d{1,19}", re.ASCII)
_GUID = re.compile(r"\{?([0-9A-Fa-f]{8}-?(?:[0-9A-Fa-f]{4}-?){3}[0-9A-Fa-f]{12})\}?", re.ASCII)
_FLAGS = {"true": True, "false": False, "yes": True, "no": False, "1": True, "0": False}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LONGEST = 64  # characters of a time


class NotUnderstood(Exception):
    """A value that is none of its kind; the message says why, for a person."""


def flag(value: Any) -> bool:
    """A truth as a boolean, as text, or as 1 and 0."""
    if isinstance(value, bool):
        return value
    found = _FLAGS.get(str(value).strip().casefold()) if isinstance(value, str | int) else None
    if found is None:
        raise NotUnderstood(f"{_quoted(value)} is neither true nor false")
    return found


def whole(lowest: int, highest: int) -> Callable[[Any], int]:
    """A reader for whole numbers of a range, as a number or as text."""

    def read(value: Any) -> int:
        number = _number(value)
        if number is None:
            raise NotUnderstood(f"{_quoted(value)} is no whole number")
        if not lowest <= number <= highest:
            raise NotUnderstood(f"{_quoted(value)} is not between {lowest:,} and {highest:,}")
        return number

    return read


def _number(value: Any) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and _WHOLE.fullmatch(value.strip()):
        return int(value)
    return value if isinstance(value, int) else None


def text(value: Any) -> str:
    """A text as it is; plain values as text; a list of texts, as some exporters write tags, joined by commas."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return ",".join(value)
    raise NotUnderstood("it is no text")


def moment(value: Any) -> Moment:
    """A time as received. Its instant is known when it says its offset, or is .NET's count of milliseconds."""
    if not isinstance(value, str) or len(value) > _LONGEST:
        raise NotUnderstood(f"{_quoted(value)} is no time")
    found = _DOT_NET.fullmatch(value.strip())
    if found is None:
        return read_moment(value)
    try:
        return Moment(value, _EPOCH + timedelta(milliseconds=int(found[1])), offset_known=True)
    except OverflowError:
        return Moment(value)


def digest(digits: int) -> Callable[[Any], bytes]:
    """A reader for digests of so many hexadecimal digits, in either case."""

    def read(value: Any) -> bytes:
        found = unhexed(value.strip(), digits) if isinstance(value, str) else None
        if found is None:
            raise NotUnderstood(f"{_quoted(value)} is not of {digits} hexadecimal digits")
        return found

    return read


def guid(value: Any) -> UUID:
    """A GUID with or without braces."""
    found = _GUID.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        raise NotUnderstood(f"{_quoted(value)} is no GUID")
    return UUID(found[1])


def _quoted(value: Any) -> str:
    return f"“{shortened(str(value))}”" if isinstance(value, str | int | float) else "what stands there"


READERS: Mapping[str, Callable[[Any], Any]] = {
    "flag": flag,
    "byte": whole(0, 255),
    "int32": whole(-(2**31), 2**31 - 1),
    "counted": whole(-(2**31), 2**31 - 1),
    "int64": whole(-(2**63), 2**63 - 1),
    "text": text,
    "path": text,
    "moment": moment,
    "md5": digest(32),
    "sha1": digest(40),
    "guid": guid,
}
