"""Reads zip archives: the list at their end, or, where that is missing, one member after the other from the start.

Names are bytes here: whoever made the archive may have written them in any code page. Source: PKWARE APPNOTE 6.3.10,
sections 4.3 (headers), 4.4.5 (methods), 4.5.3 (zip64).
"""

from __future__ import annotations

import calendar
import stat
import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace

from daymark.engine.sandbox.child.metadata.source import Source
from daymark.engine.sandbox.child.refusal import Refused
from daymark.engine.sandbox.reasons import Reason

_LOCAL, _LISTED, _END, _END_64, _PLACE_64 = b"PK\3\4", b"PK\1\2", b"PK\5\6", b"PK\6\6", b"PK\6\7"
_END_HEAD = struct.Struct("<4sHHHHIIH")
_LONGEST_COMMENT = 65_535
_FULL, _FULL_16 = 0xFFFFFFFF, 0xFFFF  # the true number stands in the zip64 part
_EXTRA_64 = 1
_LOCKED, _LATER = 1 << 0, 1 << 3
_UNIX = 3
_STEP = 1 << 20  # bytes in which a signature is looked for at once


@dataclass(frozen=True, slots=True)
class Entry:
    """One member as its header has it. `packed` is -1 when only the bytes themselves tell where they end."""

    name: bytes
    method: int
    crc: int | None
    packed: int
    size: int
    start: int  # of its header in the file; of its bytes once `found`
    changed_at: int  # seconds since 1970, as if the clock that wrote it had stood at UTC
    locked: bool = False
    link: bool = False

    @property
    def is_folder(self) -> bool:
        """Whether there is nothing in it but a name."""
        return self.name.endswith((b"/", b"\\")) and self.size == 0


def listed(source: Source) -> Iterator[Entry] | None:
    """The members by the list at the end, each still to be `found`; None where there is no such list."""
    end = _end_of(source)
    if end is None:
        return None
    at, shift, count = end
    if count and source.at(at, 4) != _LISTED:
        return None
    return _from_list(source, at, shift, count)


def found(source: Source, entry: Entry) -> Entry:
    """The member with the place where its bytes begin. Raises Refused where there is no member."""
    head = source.at(entry.start, 30)
    if len(head) < 30 or head[:4] != _LOCAL:
        raise Refused(Reason.DAMAGED)
    names, extra = struct.unpack_from("<HH", head, 26)
    return replace(entry, start=entry.start + 30 + names + extra)


def next_after(source: Source, at: int) -> tuple[Entry, int] | None:
    """The first member at or after this place, found, without the help of a list."""
    place = _search(source, _LOCAL, at)
    if place is None:
        return None
    head = source.at(place, 30)
    if len(head) < 30:
        return None
    _, flags, method, clock, day, crc, packed, size, names, extra = struct.unpack("<4s2xHHHHIIIHH", head)
    name = source.at(place + 30, names)
    packed, size, _ = _with_64(source.at(place + 30 + names, extra), packed, size, 0)
    later = bool(flags & _LATER and not packed)
    entry = Entry(
        name,
        method,
        None if later else crc,
        -1 if later else packed,
        size,
        place + 30 + names + extra,
        _seconds(day, clock),
        bool(flags & _LOCKED),
    )
    return entry, place


def _from_list(source: Source, at: int, shift: int, count: int) -> Iterator[Entry]:
    for _ in range(count):
        head = source.at(at, 46)
        if len(head) < 46 or head[:4] != _LISTED:
            raise Refused(Reason.DAMAGED)
        flags, method, clock, day, crc, packed, size, names, extra, comment = struct.unpack_from("<HHHHIIIHHH", head, 8)
        outside, start = struct.unpack_from("<II", head, 38)
        name = source.at(at + 46, names)
        packed, size, start = _with_64(source.at(at + 46 + names, extra), packed, size, start)
        link = head[5] == _UNIX and stat.S_ISLNK(outside >> 16)
        yield Entry(name, method, crc, packed, size, start + shift, _seconds(day, clock), bool(flags & _LOCKED), link)
        at += 46 + names + extra + comment


def _end_of(source: Source) -> tuple[int, int, int] | None:
    """Where the list begins, by how much places are shifted (something stands before the archive), how many it has."""
    size = min(source.size, _LONGEST_COMMENT + _END_HEAD.size)
    tail = source.at(source.size - size, size)
    place = tail.rfind(_END)
    if place < 0 or len(tail) - place < _END_HEAD.size:
        return None
    _, _, _, _, count, length, start, _ = _END_HEAD.unpack_from(tail, place)
    at = source.size - size + place
    if count == _FULL_16 or _FULL in (length, start):
        pointer = source.at(at - 20, 20)
        if pointer[:4] == _PLACE_64:
            (whole,) = struct.unpack_from("<Q", pointer, 8)
            head = source.at(whole, 56)
            if len(head) == 56 and head[:4] == _END_64:
                count, length, start = struct.unpack_from("<QQQ", head, 32)
                return start, 0, count
    shift = at - length - start
    return (start + shift, shift, count) if shift >= 0 else None


def _with_64(extra: bytes, packed: int, size: int, start: int) -> tuple[int, int, int]:
    """The numbers that are too large for the header, from the part of its end that has them."""
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        if kind == _EXTRA_64:
            body = extra[at + 4 : at + 4 + length]
            wide = iter(struct.unpack(f"<{len(body) // 8}Q", body[: len(body) // 8 * 8]))
            size = next(wide, size) if size == _FULL else size
            packed = next(wide, packed) if packed == _FULL else packed
            start = next(wide, start) if start == _FULL else start
        at += 4 + length
    return packed, size, start


def _search(source: Source, signature: bytes, at: int) -> int | None:
    while at < source.size:
        place = source.at(at, _STEP).find(signature)
        if place >= 0:
            return at + place
        at += _STEP - len(signature) + 1
    return None


def _seconds(day: int, clock: int) -> int:
    """What DOS's date and time say; 0 when they say nothing possible."""
    year, month, date = 1980 + (day >> 9), day >> 5 & 15, day & 31
    hour, minute, second = clock >> 11, clock >> 5 & 63, (clock & 31) * 2
    if not (1 <= month <= 12 and 1 <= date <= 31):
        return 0
    return calendar.timegm((year, month, date, hour, minute, second))
