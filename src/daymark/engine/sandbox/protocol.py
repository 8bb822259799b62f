"""What crosses the boundary: fixed records of numbers, checked field by field on our side.

A message is one byte of type, four bytes of length (little-endian), then so many bytes. The child is never believed:
whatever does not fit the bounds below ends it, with `Nonsense`.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from enum import IntEnum
from typing import NamedTuple

from daymark.engine.sandbox.reasons import Reason
from daymark.engine.sandbox.seen import Extent, FrameSeen, Tag, Tile, View

HEAD = struct.Struct("<BI")
JOB = struct.Struct("<BBHHQ")
TIME = struct.Struct("<q")  # milliseconds from the start of a film
LARGEST_MESSAGE = 1 << 24

_EXTENT = struct.Struct("<IIQ")
_FRAME = struct.Struct("<IqBBBB")
_TILE = struct.Struct("<qHHB")
_END = struct.Struct("<Bq")
_MEMBER = struct.Struct("<QqB")
_HASH = 32
_NO_TIME = -1
_LONGEST_SIDE = 1 << 24  # pixels; what is decoded is bounded by Limits, this only bounds what is believed
LONGEST_FILM = 10 * 365 * 86_400_000  # milliseconds; a clock's mistake beyond that
WIDEST_TILE = 2_048  # pixels: a picture that fills a screen; in RGB 12 MB, less than the largest message
_LONGEST_TAG = 4096  # bytes
LONGEST_NAME = 60_000  # bytes of a member's name
_LARGEST_MEMBER = 1 << 62  # bytes, by a header
_LARGEST_PIECE = 1 << 20  # bytes
_DETAIL = re.compile(r"[A-Za-z0-9_.]{0,60}")


class Message(IntEnum):
    """The types of messages from the child."""

    READY = 1
    EXTENT = 2
    FRAME = 3
    TAG = 4
    TILE = 5
    END = 6
    ALIVE = 7  # nothing to report, still at work
    MEMBER = 8
    PIECE = 9
    MEMBER_END = 10


class Task(IntEnum):
    """What the child is asked for."""

    STILL = 1
    FILM = 2
    TAGS = 3
    PICTURE = 4
    UNPACK = 5


class Job(NamedTuple):
    """One request to the child. `size` is in bytes.

    `tiles`: so many of a film for a contact sheet, or, of PICTURE, the number of times in the window, each as `TIME`
    has it. `longest`, in pixels, and `grey` are for PICTURE alone. UNPACK: with `tiles`, only the member whose name are
    so many bytes in the window, the first of this name or as many later as `longest` says.
    """

    task: Task
    size: int
    turned: bool = False
    full: bool = False
    by_descriptor: bool = False
    tiles: int = 0
    longest: int = 0
    grey: bool = False

    def packed(self) -> bytes:
        """As it goes to the child."""
        flags = self.turned | self.full << 1 | self.by_descriptor << 2 | self.grey << 3
        return JOB.pack(self.task, flags, self.tiles, self.longest, self.size)

    @classmethod
    def unpacked(cls, data: bytes) -> Job:
        """As it came from the parent."""
        task, flags, tiles, longest, size = JOB.unpack(data)
        turned, full, by_descriptor, grey = (bool(flags >> place & 1) for place in range(4))
        return cls(Task(task), size, turned, full, by_descriptor, tiles, longest, grey)


class End(NamedTuple):
    """How a look ended, and, for films, where it broke off."""

    reason: Reason
    at_ms: int | None = None
    detail: str = ""  # the name of the decoder's error, letters, digits, dots and underscores only


class MemberHead(NamedTuple):
    """A member of an archive as its header has it; its bytes follow. `changed_at`: seconds since 1970."""

    untrusted_name: bytes
    untrusted_size: int
    changed_at: int
    no_file: bool  # a link, a device or the like


class Piece(NamedTuple):
    """The next bytes of the member."""

    untrusted_bytes: bytes


class MemberEnd(NamedTuple):
    """All the bytes of the member were given, or why no more of them."""

    reason: Reason


Item = Extent | FrameSeen | Tag | Tile | End | MemberHead | Piece | MemberEnd | None


def label_of(untrusted_name: bytes) -> bytes:
    """A member's name as it is told and asked for: bounded, without zero bytes, never empty."""
    return untrusted_name[: LONGEST_NAME // 4].replace(b"\0", b"\\x00") or b"(no name)"


class Nonsense(Exception):
    """The child said something that no honest child says."""


def message(kind: Message, payload: bytes = b"") -> bytes:
    """A whole message, ready to be written."""
    return HEAD.pack(kind, len(payload)) + payload


def packed(item: Extent | FrameSeen | Tag | Tile | End | MemberHead | Piece | MemberEnd) -> bytes:
    """One thing seen, as a message (the child's side)."""
    match item:
        case Extent():
            return message(Message.EXTENT, _EXTENT.pack(item.width, item.height, item.duration_ms))
        case FrameSeen():
            head = _FRAME.pack(item.number, item.at_ms, item.quality, item.view, item.change, len(item.hashes))
            return message(Message.FRAME, head + b"".join(item.hashes))
        case Tag():
            parts = (part.encode("utf-8", "replace") for part in (item.group, item.name, item.untrusted_value))
            return message(Message.TAG, b"\0".join(part.replace(b"\0", b" ") for part in parts)[:_LONGEST_TAG])
        case Tile():
            head = _TILE.pack(item.at_ms, item.width, item.height, item.channels)
            return message(Message.TILE, head + item.pixels)
        case MemberHead():
            size = min(item.untrusted_size, _LARGEST_MEMBER)
            head = _MEMBER.pack(size, item.changed_at, item.no_file)
            return message(Message.MEMBER, head + item.untrusted_name[:LONGEST_NAME])
        case Piece():
            return message(Message.PIECE, item.untrusted_bytes)
        case MemberEnd():
            return message(Message.MEMBER_END, bytes([item.reason]))
        case End():
            at_ms = _NO_TIME if item.at_ms is None else item.at_ms
            return message(Message.END, _END.pack(item.reason, at_ms) + item.detail.encode("ascii"))


def unpacked(untrusted_kind: int, untrusted_payload: bytes) -> Item:
    """One message of the child, checked (our side). None: it is only alive. Raises Nonsense."""
    reader = _READERS.get(untrusted_kind)
    if reader is None:
        raise Nonsense(f"message of type {untrusted_kind}")
    try:
        return reader(untrusted_payload)
    except (struct.error, ValueError) as error:
        raise Nonsense(str(error)) from None


def _extent(untrusted: bytes) -> Extent:
    width, height, duration_ms = _EXTENT.unpack(untrusted)
    _require(0 <= width <= _LONGEST_SIDE and 0 <= height <= _LONGEST_SIDE, "impossible size")
    _require(duration_ms <= LONGEST_FILM, "impossible duration")
    return Extent(width, height, duration_ms)


def _frame(untrusted: bytes) -> FrameSeen:
    number, at_ms, quality, view, change, count = _FRAME.unpack_from(untrusted)
    _require(quality <= 100, "impossible quality")
    _require(0 <= at_ms <= LONGEST_FILM, "impossible time")
    _require(count in (1, 8), "impossible number of hashes")
    _require(len(untrusted) == _FRAME.size + count * _HASH, "hashes of another length")
    starts = range(_FRAME.size, len(untrusted), _HASH)
    hashes = tuple(untrusted[start : start + _HASH] for start in starts)
    return FrameSeen(number, at_ms, quality, hashes, View(view), change)


def _tag(untrusted: bytes) -> Tag:
    _require(len(untrusted) <= _LONGEST_TAG, "a tag too long")
    parts = untrusted.decode("utf-8", "replace").split("\0")
    _require(len(parts) == 3, "a tag without its three parts")
    return Tag(*parts)


def _tile(untrusted: bytes) -> Tile:
    at_ms, width, height, channels = _TILE.unpack_from(untrusted)
    pixels = untrusted[_TILE.size :]
    _require(0 < width <= WIDEST_TILE and 0 < height <= WIDEST_TILE, "impossible tile")
    _require(channels in (1, 3), "impossible colours")
    _require(0 <= at_ms <= LONGEST_FILM and len(pixels) == channels * width * height, "a tile of another size")
    return Tile(at_ms, width, height, pixels, channels)


def _member(untrusted: bytes) -> MemberHead:
    size, changed_at, no_file = _MEMBER.unpack_from(untrusted)
    name = untrusted[_MEMBER.size :]
    _require(size <= _LARGEST_MEMBER and abs(changed_at) <= 1 << 40, "an impossible member")
    _require(len(name) <= LONGEST_NAME and no_file in (0, 1), "an impossible name")
    return MemberHead(name, size, changed_at, bool(no_file))


def _piece(untrusted: bytes) -> Piece:
    _require(len(untrusted) <= _LARGEST_PIECE, "a piece too large")
    return Piece(untrusted)


def _member_end(untrusted: bytes) -> MemberEnd:
    _require(len(untrusted) == 1, "an end that is none")
    return MemberEnd(Reason(untrusted[0]))


def _end(untrusted: bytes) -> End:
    reason, at_ms = _END.unpack_from(untrusted)
    _require(_NO_TIME <= at_ms <= LONGEST_FILM, "impossible time")
    untrusted_detail = untrusted[_END.size :].decode("ascii")
    _require(_DETAIL.fullmatch(untrusted_detail) is not None, "a detail that is no name")
    return End(Reason(reason), None if at_ms == _NO_TIME else at_ms, untrusted_detail)


def _alive(untrusted: bytes) -> None:
    _require(not untrusted, "more than a sign of life")


def _require(true: bool, what: str) -> None:
    if not true:
        raise Nonsense(what)


_READERS: dict[int, Callable[[bytes], Item]] = {
    Message.EXTENT: _extent,
    Message.FRAME: _frame,
    Message.TAG: _tag,
    Message.TILE: _tile,
    Message.END: _end,
    Message.ALIVE: _alive,
    Message.MEMBER: _member,
    Message.PIECE: _piece,
    Message.MEMBER_END: _member_end,
}
