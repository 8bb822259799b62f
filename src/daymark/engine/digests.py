"""MD5, SHA-1, SHA-256 and the size of a file, in one read."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from daymark.problems import Problem

CHUNK = 128 * 1024  # bytes read at once: the digests stay in cache, and memory stays flat for files of any size


class Readable(Protocol):
    """Anything that gives bytes; it may give fewer than asked for, and gives none at its end."""

    def read(self, size: int, /) -> bytes | None: ...


class Writable(Protocol):
    """Anything that takes all the bytes it is given."""

    def write(self, data: bytes, /) -> object: ...


class TooLarge(Problem):
    """The file is larger than allowed here. Send a smaller one, or ask the administrator to raise the limit."""

    http_status = 413


@dataclass(frozen=True, slots=True)
class Digests:
    """What identifies a file's bytes: three digests in lower-case hex, and the size in bytes."""

    md5: str
    sha1: str
    sha256: str
    size: int


class Digesting:
    """Counts and digests the bytes that pass: `update` with each piece, then `result`."""

    def __init__(self) -> None:
        # MD5 and SHA-1 only name files in other people's lists; SHA-256 is what we rely on.
        self._md5 = hashlib.md5(usedforsecurity=False)
        self._sha1 = hashlib.sha1(usedforsecurity=False)
        self._sha256 = hashlib.sha256()
        self.size = 0

    def update(self, data: bytes | memoryview) -> None:
        """Take the next piece of the file, of any length."""
        self._md5.update(data)
        self._sha1.update(data)
        self._sha256.update(data)
        self.size += len(data)

    def result(self) -> Digests:
        """The digests of everything taken so far."""
        return Digests(self._md5.hexdigest(), self._sha1.hexdigest(), self._sha256.hexdigest(), self.size)


def chunks(stream: Readable) -> Iterator[bytes]:
    """The rest of a stream in pieces of at most 128 KiB."""
    while data := stream.read(CHUNK):
        yield data


def digest_stream(stream: Readable) -> Digests:
    """Digest the rest of a binary stream, holding 128 KiB of it at a time."""
    digesting = Digesting()
    for data in chunks(stream):
        digesting.update(data)
    return digesting.result()


def digest_bytes(data: bytes) -> Digests:
    """Digest bytes already in memory."""
    return digest_stream(io.BytesIO(data))


def copy_digesting(source: Readable, target: Writable, *, limit: int) -> Digests:
    """Copy one stream to another and digest it on the way.

    `limit` is in bytes; a larger source raises `TooLarge`, and the target then holds only part of it: throw it away.
    """
    digesting = Digesting()
    for data in chunks(source):
        if digesting.size + len(data) > limit:
            raise TooLarge(f"The file is larger than the {_in_words(limit)} allowed here. Send a smaller one.")
        digesting.update(data)
        target.write(data)
    return digesting.result()


def _in_words(size: int) -> str:
    for unit, factor in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if size >= factor:
            return f"{size / factor:.4g} {unit}"
    return f"{size} bytes"
