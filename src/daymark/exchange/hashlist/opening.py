"""Opens the file of a hash list: unpacked when it is gzip, in UTF-8 without a byte order mark, as a stream."""

from __future__ import annotations

import codecs
import gzip
import io
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from daymark.exchange.hashlist.problems import BrokeOff, UnreadableHashList

HEAD = 64 * 1024  # bytes of the beginning from which the format is told
_PIECE = 64 * 1024
# Hexadecimal digits pack 2:1, JSON of a million alike entries about 20:1; deflate cannot pass 1032:1 (the bound of
# exchange/archive is the same). What is below the floor cannot hurt, whatever its ratio.
_MOST_TO_ONE = 200
_FLOOR = 64 * 1024**2

_ENDING = re.compile(r"\.(txt|csv|tsv|json|jsonl|ndjson|xml|db|sqlite3?|hashes|lst)$", re.IGNORECASE)
_UTF16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


@dataclass(slots=True)
class Meter:
    """How far into its file a reading has come."""

    file: BinaryIO | None = None

    @property
    def position(self) -> int:
        """Bytes of the file, packed as they lie there; 0 before it is read, and after."""
        return self.file.tell() if self.file and not self.file.closed else 0


@dataclass(frozen=True, slots=True)
class Source:
    """The file of a list, how it is packed and written, and its first 64 KiB as unpacked UTF-8."""

    path: Path
    packed: bool
    encoding: str | None  # UTF-16's name when it is recoded, None for UTF-8 and anything else
    head: bytes
    meter: Meter = field(default_factory=Meter, compare=False)

    @property
    def stem(self) -> str:
        """The name of the file without its endings, which is the list's name when it gives itself none."""
        name = self.path.name.removesuffix(".gz")
        ending = _ENDING.search(name)
        return name[: ending.start()] if ending and ending.start() else name

    @contextmanager
    def stream(self) -> Iterator[BinaryIO]:
        """The whole list as a binary stream in UTF-8. Reading it raises BrokeOff where the packing is damaged."""
        with _opened(self.path, self.packed, self.encoding, self.meter) as opened:
            yield opened


def look_at(path: Path) -> Source:
    """The source at a path. Raises UnreadableHashList when there is no file or nothing can be read of it."""
    try:
        if not path.is_file():
            raise UnreadableHashList(f"There is no file {path}. Check the name.")
        with path.open("rb") as raw:
            packed = raw.read(3) == b"\x1f\x8b\x08"
        with _opened(path, packed, None) as opened:
            encoding = _encoding(opened.peek(4)[:4] if isinstance(opened, io.BufferedReader) else b"")
        with _opened(path, packed, encoding) as opened:
            return Source(path, packed, encoding, opened.read(HEAD))
    except OSError as error:
        raise UnreadableHashList(f"{path} cannot be read ({error.strerror or error}).") from None
    except BrokeOff as error:
        raise UnreadableHashList(f"{path}: {error}") from None


def _encoding(start: bytes) -> str | None:
    if start[:2] in _UTF16 and start[:4] != codecs.BOM_UTF32_LE:
        return _UTF16[start[:2]]
    if start[:2] in (b"<\0", b"{\0", b"[\0"):
        return "utf-16-le"
    return "utf-16-be" if start[:2] in (b"\0<", b"\0{", b"\0[") else None


@contextmanager
def _opened(path: Path, packed: bool, encoding: str | None, meter: Meter | None = None) -> Iterator[BinaryIO]:
    with path.open("rb") as raw:
        stream: BinaryIO = raw
        if meter:
            meter.file = raw
        if packed:
            stream = io.BufferedReader(_Pieces(_unpacked(raw)), _PIECE)
        if encoding:
            stream = io.BufferedReader(_Pieces(_recoded(stream, encoding)), _PIECE)
        if stream.peek(3)[:3] == codecs.BOM_UTF8:  # type: ignore[attr-defined]
            stream.read(3)
        yield stream


class _Pieces(io.RawIOBase):
    """A stream over pieces of bytes."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._left = b""
        self._fault: BrokeOff | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        if self._fault is not None:
            raise self._fault
        while not self._left:
            try:
                self._left = next(self._pieces)
            except StopIteration:
                return 0
            except BrokeOff as fault:  # what was read before it is given out first
                self._fault = fault
                return 0
        taken = self._left[: len(buffer)]
        buffer[: len(taken)] = taken
        self._left = self._left[len(taken) :]
        return len(taken)


def _unpacked(raw: BinaryIO) -> Iterator[bytes]:
    """The content of a gzip file, up to the bound against what swells without end."""
    given = 0
    with gzip.GzipFile(fileobj=raw, mode="rb") as unpacking:
        while True:
            try:
                piece = unpacking.read(_PIECE)
            except (gzip.BadGzipFile, EOFError, zlib.error) as error:
                raise BrokeOff(f"the gzip packing is damaged ({error})") from None
            if not piece:
                return
            given += len(piece)
            if given > max(_FLOOR, _MOST_TO_ONE * raw.tell()):
                raise BrokeOff(f"the packed file swells to more than {_MOST_TO_ONE} times its size; it is not read on")
            yield piece


def _recoded(stream: BinaryIO, encoding: str) -> Iterator[bytes]:
    """UTF-16 as UTF-8; what is no character becomes U+FFFD."""
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    while piece := stream.read(_PIECE):
        yield decoder.decode(piece).encode()
    yield decoder.decode(b"", final=True).encode()
