"""Random access to untrusted bytes, in memory or in a stream, and to parts of them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Protocol


class Seekable(Protocol):
    """A binary file object open for reading; unbuffered ones may give fewer bytes than asked for."""

    def seek(self, offset: int, whence: int = ..., /) -> int: ...

    def tell(self) -> int: ...

    def read(self, size: int, /) -> bytes | None: ...


class Source(Protocol):
    """Bytes that can be read anywhere. Asked for more than there is, it gives what there is, and never raises."""

    @property
    def size(self) -> int: ...

    def at(self, offset: int, length: int) -> bytes: ...


class Damaged(Exception):
    """This part of the file does not follow its format; what was read of it before stands."""


@dataclass(frozen=True, slots=True)
class InMemory:
    """Bytes in memory; only what is asked for is copied."""

    data: bytes | bytearray | memoryview

    @property
    def size(self) -> int:
        return len(self.data)

    def at(self, offset: int, length: int) -> bytes:
        """At most `length` bytes from `offset`, fewer at the end, none outside."""
        return bytes(self.data[offset : offset + length]) if offset >= 0 and length > 0 else b""


@dataclass(slots=True)
class InStream:
    """A stream of known size."""

    stream: Seekable
    size: int

    def at(self, offset: int, length: int) -> bytes:
        """At most `length` bytes from `offset`, fewer at the end, none outside."""
        length = min(length, self.size - offset)
        if offset < 0 or length <= 0:
            return b""
        self.stream.seek(offset)
        pieces = bytearray()
        while len(pieces) < length and (piece := self.stream.read(length - len(pieces))):
            pieces += piece
        return bytes(pieces)


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of another source; its offsets count from its own start."""

    whole: Source
    start: int
    length: int

    @property
    def size(self) -> int:
        return max(0, min(self.length, self.whole.size - self.start))

    def at(self, offset: int, length: int) -> bytes:
        """At most `length` bytes from `offset`, fewer at the end, none outside."""
        return self.whole.at(self.start + offset, min(length, self.size - offset)) if offset >= 0 else b""


def source_of(data: bytes | bytearray | memoryview | Seekable) -> Source:
    """Bytes or a stream as a source. A stream is measured by seeking to its end."""
    if isinstance(data, bytes | bytearray | memoryview):
        return InMemory(data)
    return InStream(data, data.seek(0, os.SEEK_END))


def exactly(source: Source, offset: int, length: int) -> bytes:
    """These very bytes. Raises Damaged where the source ends earlier."""
    data = source.at(offset, length)
    if len(data) != length:
        raise Damaged
    return data
