"""Sightings as JSON: an array of objects, an object that holds one, or one object a line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple

import ijson
import orjson
from ijson.common import JSONError

from daymark.exchange.hashlist.lines import numbered
from daymark.exchange.hashlist.problems import BrokeOff

LONGEST_OBJECT = 64 * 1024  # bytes; a sighting has some 500
_PIECE = 64 * 1024
_DEEPEST = 6  # levels inside one object


class Record(NamedTuple):
    """One object: its number, its text, and its names and values; without them the reason."""

    where: int
    raw: str
    values: dict[str, str] | None
    reason: str = ""


class _NotFlat(Exception):
    """An object that cannot be one row. The message says why."""


class _Bounded:
    """Reads on only while objects come."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.since = 0

    def read(self, size: int) -> bytes:
        self.since += size
        if self.since > 64 * LONGEST_OBJECT:
            raise BrokeOff("one object has more than 4 MB")
        return self._stream.read(size)


def is_lines(head: bytes) -> bool:
    """Whether a text that begins with `{` is one object a line: its first line is a whole object."""
    first = head.lstrip().partition(b"\n")[0]
    try:
        said = orjson.loads(first)
    except orjson.JSONDecodeError:
        return False
    return isinstance(said, dict) and array_in(first) is None


def array_in(head: bytes) -> str | None:
    """The prefix under which the first array of objects lies, as ijson names it; None when none begins here."""
    at = ""
    try:
        for prefix, event, _ in ijson.parse(head):
            if event == "start_array":
                at = f"{prefix}.item" if prefix else "item"
            if event == "start_map" and at and prefix == at:
                return at
    except (JSONError, ValueError):
        return None  # the beginning ends within a value
    return None


def line_records(stream: BinaryIO) -> Iterator[Record]:
    """One object a line. A line that is none is told, and the rest is read."""
    for number, line in numbered(stream):
        text = line.decode("utf-8", "replace")
        if not text.strip():
            continue
        if len(line) > LONGEST_OBJECT:
            yield Record(
                number, text[:LONGEST_OBJECT], None, f"The line has {len(line):,} bytes; its beginning is kept."
            )
            continue
        try:
            yield _record(number, text, orjson.loads(line))
        except orjson.JSONDecodeError as error:
            yield Record(number, text, None, f"The line is no JSON ({error}).")


def array_records(stream: BinaryIO, prefix: str) -> Iterator[Record]:
    """The objects of the array. Raises BrokeOff where the JSON is damaged or stops."""
    bounded = _Bounded(stream)
    try:
        for number, said in enumerate(ijson.items(bounded, prefix, buf_size=_PIECE, use_float=True), 1):
            bounded.since = 0
            raw = orjson.dumps(said, option=orjson.OPT_PASSTHROUGH_SUBCLASS, default=str)
            text = raw.decode("utf-8", "replace")
            if len(raw) > LONGEST_OBJECT:
                reason = f"The object has {len(raw):,} bytes; its beginning is kept."
                yield Record(number, text[:LONGEST_OBJECT], None, reason)
            else:
                yield _record(number, text, said)
    except (JSONError, ValueError, OverflowError, TypeError) as error:
        said = str(error).splitlines()[0][:120] if str(error).strip() else "no reason given"
        stops = "ncomplete" in said or "premature" in said
        raise BrokeOff("the JSON stops before its end" if stops else f"the JSON is damaged ({said})") from None


def _record(number: int, text: str, said: Any) -> Record:
    if not isinstance(said, dict):
        return Record(number, text, None, "This is no object with names and values.")
    try:
        return Record(number, text, dict(_flat(said, "", 0)))
    except _NotFlat as fault:
        return Record(number, text, None, str(fault))


def _flat(said: dict[str, Any], under: str, depth: int) -> Iterator[tuple[str, str]]:
    """Names and values, those of an object inside with its name before theirs: `peer.ip`."""
    if depth > _DEEPEST:
        raise _NotFlat(f"The object has more than {_DEEPEST} levels.")
    for name, value in said.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{under}{name}.", depth + 1)
        elif isinstance(value, list) and any(isinstance(each, dict | list) for each in value):
            raise _NotFlat(f"“{under}{name}” holds several objects. Write one sighting for each.")
        else:
            yield f"{under}{name}", _text(value)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ", ".join(map(_text, value))
    return repr(value) if isinstance(value, float) else str(value)
