"""Takes a VICS document apart while it is read: media one by one, cases without theirs, nothing held beyond one.

The envelope is `{context, "value": [...]}`, where `value` holds media (a hash set) or cases with `Media` inside, and
some exporters put the one where the context announces the other: what an object holds decides, not the context.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple

import ijson
from ijson.common import JSONError

from daymark.exchange.hashlist.problems import BrokeOff

# Containers, and values in arrays, without one record coming to its end. A medium with all that VICS knows has about
# 50; one with 500 places of storage some 1,000.
_MOST_EVENTS = 100_000
_DEEPEST = 32  # levels; VICS has 6
_MOST_BYTES = 16 * 1024**2  # read without one record coming to its end: bounds a single text as well
_PIECE = 64 * 1024
_PLAIN = frozenset({"string", "number", "boolean", "null"})


class Record(NamedTuple):
    """One object of the document. `what`: envelope (a key beside `value`), case (without its media), or media.

    A medium `in_case` belongs to the next case that comes: a case is whole only after its media.
    """

    what: str
    value: dict[str, Any]
    in_case: bool = False


class _Bounded:
    """Reads on only while records come."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.since = 0
        self.ended = False

    def read(self, size: int) -> bytes:
        self.since += size
        if self.since > _MOST_BYTES:
            raise BrokeOff("one entry has more than 16 MB")
        piece = self._stream.read(size)
        self.ended = not piece
        return piece


def records(stream: BinaryIO) -> Iterator[Record]:
    """The objects of the document in its order. Raises BrokeOff where it is no JSON, or one object has no end.

    What was read of a case in whose media it breaks off comes before that.
    """
    taking = _Taking()
    try:
        yield from _taken(_Bounded(stream), taking)
    except BrokeOff:
        unfinished = taking.unfinished_case()
        if unfinished is not None:
            yield unfinished
        raise


def _taken(bounded: _Bounded, taking: _Taking) -> Iterator[Record]:
    since = 0
    try:
        for event, value in ijson.basic_parse(bounded, buf_size=_PIECE, use_float=True):
            # Most events are a name or a plain value in an object; taken here, because a call costs as much.
            if event == "map_key":
                taking.name = value
                continue
            if event in _PLAIN and taking.object is not None:
                taking.object[taking.name] = value
                continue
            since += 1
            record = taking.take(event, value)
            if record is not None:
                yield record
                since = bounded.since = 0
            elif since > _MOST_EVENTS:
                raise BrokeOff(f"one entry has more than {_MOST_EVENTS:,} parts")
    except (JSONError, ValueError, OverflowError) as error:
        said = _first_line(error)
        stops = bounded.ended or "premature" in said or "ncomplete" in said  # ended: half of `true` is no text, for one
        raise BrokeOff("the JSON stops before its end" if stops else f"the JSON is damaged ({said})") from None


def _first_line(error: Exception) -> str:
    text = str(error.args[0] if error.args else error)
    return text.splitlines()[0][:120] if text.strip() else "no reason given"


class _Streamed(list[Any]):
    """An array whose elements are given out and not kept: `value`, and `Media` of a case."""


class _Taking:
    """Puts the parser's events together to objects.

    `name` is the last name read; `object` is the container being filled when it is an object below the envelope.
    """

    def __init__(self) -> None:
        self.name = ""
        self.object: dict[str, Any] | None = None
        self._open: list[Any] = []  # the containers from the outermost to the one being filled
        self._names: list[str] = []  # the name under which each of them stands

    def take(self, event: str, value: Any) -> Record | None:
        """The record that this event completes."""
        if event == "start_map":
            self._enter({})
        elif event == "start_array":
            self._enter(_Streamed() if self._is_streamed() else [])
        elif event in ("end_map", "end_array"):
            return self._leave()
        else:
            return self._given_to(self._open[-1] if self._open else None, value)
        return None

    def unfinished_case(self) -> Record | None:
        """The case whose media are being read, as far as it came."""
        if len(self._open) < 4 or type(self._open[3]) is not _Streamed:
            return None
        return Record("case", {**self._open[2], "Media": None})

    def _is_streamed(self) -> bool:
        depth = len(self._open)
        if depth == 1:
            return self.name == "value"
        return depth == 3 and self.name == "Media" and type(self._open[1]) is _Streamed

    def _enter(self, container: Any) -> None:
        if len(self._open) >= _DEEPEST:
            raise BrokeOff(f"one entry has more than {_DEEPEST} levels")
        self._open.append(container)
        self._names.append(self.name)
        self.object = container if type(container) is dict and len(self._open) > 1 else None

    def _leave(self) -> Record | None:
        whole, self.name = self._open.pop(), self._names.pop()
        holder = self._open[-1] if self._open else None
        self.object = holder if type(holder) is dict and len(self._open) > 1 else None
        if type(whole) is _Streamed:
            if self.object is not None:
                self.object["Media"] = None  # marks the case; its media were given out
            return None
        return self._given_to(holder, whole)

    def _given_to(self, holder: Any, whole: Any) -> Record | None:
        """Put a value where it belongs; the record that it is when it stands in the envelope or a streamed array."""
        if type(holder) is _Streamed:
            return _of_stream(whole, len(self._open))
        if self.object is not None:
            self.object[self.name] = whole
        elif isinstance(holder, list):
            holder.append(whole)
        elif holder is not None:
            return Record("envelope", {self.name: whole})
        return None


def _of_stream(whole: Any, depth: int) -> Record:
    if not isinstance(whole, dict):
        return Record("media", {"": whole}, depth > 2)
    is_case = depth == 2 and ("Media" in whole or ("CaseID" in whole and "MD5" not in whole))
    return Record("case" if is_case else "media", whole, depth > 2)
