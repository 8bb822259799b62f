"""The lines of a published table, plain or packed with gzip, read as a stream; a file that was cut off says so."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from daymark.problems import Problem

LONGEST_LINE = 64 * 1024  # bytes; the longest published row has a few hundred
_GZIP = b"\x1f\x8b"
_MAXMIND = b"\xab\xcd\xefMaxMind.com"
_MAXMIND_WITHIN = 128 * 1024  # bytes from the end in which its description begins
_OTHERS = {
    b"PK\x03\x04": "a zip archive: unpack it, and give the table inside",
    b"BZh": "packed with bzip2: unpack it first (bunzip2)",
    b"\xfd7zXZ": "packed with xz: unpack it first (unxz)",
    b"\x28\xb5\x2f\xfd": "packed with zstd: unpack it first (unzstd)",
    b"\xff\xfe": "UTF-16: save it as UTF-8 first",
    b"\xfe\xff": "UTF-16: save it as UTF-8 first",
}


class NotReadable(Problem):
    """The file cannot be read."""


class Lines:
    """Iterates over the whole lines of a file with their numbers. Afterwards `cut_off` says why the end is missing."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.cut_off = ""
        self.position = 0  # bytes of the file that were read
        refuse_others(path)

    def __iter__(self) -> Iterator[tuple[int, str]]:
        number = 0
        with self.path.open("rb") as raw, _opened(raw) as stream:
            try:
                for number, line in enumerate(_pieces(stream), start=1):
                    self.position = raw.tell()
                    if not line.endswith(b"\n"):
                        self.cut_off = (
                            f"line {number} has no line end, so it may be cut off, and was left out; if it is whole, "
                            "add the line end and bring the file again"
                        )
                        return
                    yield number, _text(line, first=number == 1)
            except EOFError:
                self.cut_off = f"the packed file ends within line {number + 1}; the lines before it were read"
            except (gzip.BadGzipFile, zlib.error) as fault:
                raise NotReadable(f"{self.path} is damaged after line {number} ({fault}). Fetch it again.") from None


def refuse_others(path: Path) -> None:
    """Raises NotReadable for what is no table in lines, with what to do instead."""
    try:
        with path.open("rb") as file:
            head = file.read(8)
            file.seek(max(0, path.stat().st_size - _MAXMIND_WITHIN))
            is_maxmind = _MAXMIND in file.read(_MAXMIND_WITHIN)
    except OSError as error:
        raise NotReadable(f"{path} cannot be read: {error.strerror}. Check the name and your rights.") from None
    if is_maxmind:
        raise NotReadable(f"{path} is a MaxMind database (.mmdb), which is not read. Fetch the same table as CSV.")
    for start, what in _OTHERS.items():
        if head.startswith(start):
            raise NotReadable(f"{path} is {what}.")
    if not head:
        raise NotReadable(f"{path} is empty. Fetch it again.")


def _opened(raw: IO[bytes]) -> IO[bytes] | gzip.GzipFile:
    packed = raw.read(2) == _GZIP
    raw.seek(0)
    return gzip.GzipFile(fileobj=raw) if packed else raw


def _pieces(stream: IO[bytes] | gzip.GzipFile) -> Iterator[bytes]:
    """Line by line; in the place of one that is too long stand words that no format takes for a row."""
    while line := stream.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
            line = b"(a line longer than any row)" + _line_end(stream)
        yield line


def _line_end(stream: IO[bytes] | gzip.GzipFile) -> bytes:
    while piece := stream.readline(LONGEST_LINE):
        if piece.endswith(b"\n"):
            return b"\n"
    return b""


def _text(line: bytes, *, first: bool) -> str:
    """A line without its end. Bytes that are no UTF-8 stay visible as the replacement character."""
    text = line.decode("utf-8", errors="replace").rstrip("\r\n")
    return text.removeprefix("\ufeff") if first else text
