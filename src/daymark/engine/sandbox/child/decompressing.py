"""Unpacks bytes piece by piece, never more at once than asked for, whatever they claim."""

from __future__ import annotations

import bz2
import io
import lzma
import zlib
from collections.abc import Callable, Generator, Iterator
from typing import Protocol

from daymark.engine.sandbox.child.metadata.source import Source
from daymark.engine.sandbox.child.refusal import Refused
from daymark.engine.sandbox.reasons import Reason

PIECE = 256 * 1024  # bytes read, and given, at once
_GZIP = 31  # zlib's window with gzip's head and end around it
DAMAGE = (zlib.error, lzma.LZMAError, OSError, EOFError, ValueError)  # what decompressors say of broken bytes


class _Decompressor(Protocol):
    """As bz2 and lzma have it."""

    @property
    def eof(self) -> bool: ...

    @property
    def needs_input(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...


class _Inflate:
    """zlib's decompressor, made to behave like the others."""

    def __init__(self, window: int) -> None:
        self._inner = zlib.decompressobj(window)

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def needs_input(self) -> bool:
        return not self._inner.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        return self._inner.decompress(self._inner.unconsumed_tail + data, max_length)


def deflated() -> _Decompressor:
    """Of a zip's usual method."""
    return _Inflate(-zlib.MAX_WBITS)


_STREAMS: dict[str, Callable[[], _Decompressor]] = {
    "application/gzip": lambda: _Inflate(_GZIP),
    "application/x-bzip2": bz2.BZ2Decompressor,
    "application/x-xz": lzma.LZMADecompressor,
}


def unpacked(source: Source, start: int, length: int, make: Callable[[], _Decompressor]) -> Generator[bytes, None, int]:
    """What these bytes unpack to; the generator's value is how many of them it took.

    Raises Refused when they end too early, and whatever decompressors raise (`DAMAGE`).
    """
    decompressor, at, end = make(), start, start + length
    while not decompressor.eof:
        data = b""
        if decompressor.needs_input:
            data = source.at(at, min(PIECE, end - at))
            if not data:
                raise Refused(Reason.CUT_SHORT)
            at += len(data)
        yield decompressor.decompress(data, PIECE)
    return at - len(decompressor.unused_data) - start


class Unpacked(io.RawIOBase):
    """A file compressed as a whole (gzip, bzip2, xz), all its parts one after the other, read from start to end."""

    def __init__(self, source: Source, mime: str) -> None:
        self._pieces = self._of_all_parts(source, _STREAMS[mime])
        self._rest = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        """So many bytes, fewer only at the end."""
        kept = bytearray(self._rest)
        while size < 0 or len(kept) < size:
            piece = next(self._pieces, None)
            if piece is None:
                break
            kept += piece
        size = len(kept) if size < 0 else size
        self._rest = bytes(kept[size:])
        return bytes(kept[:size])

    def give_back(self, data: bytes) -> None:
        """These bytes, read before, are to be read again."""
        self._rest = data + self._rest

    @staticmethod
    def _of_all_parts(source: Source, make: Callable[[], _Decompressor]) -> Iterator[bytes]:
        at = 0
        while at < source.size:
            if at and not source.at(at, PIECE).strip(b"\0"):
                return  # padding
            at += yield from unpacked(source, at, source.size - at, make)
