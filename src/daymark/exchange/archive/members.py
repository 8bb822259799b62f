"""One file of an archive: its name, its size, and a stream that says whose bytes are damaged."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import IO, NamedTuple, TypeVar

from daymark.problems import Problem

T = TypeVar("T")

# What Python's reader raises on bytes that are not what the entry says.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    OverflowError,
    RuntimeError,
    UnicodeDecodeError,
)


class UnreadableArchive(Problem):
    """This is no folder and no readable zip file. Ask the sender for it again, as a plain zip file."""


class RefusedMember(Problem):
    """A file of the archive was not taken. The rest was; ask the sender for this one again."""

    def __init__(self, name: str, why: str) -> None:
        self.name = name
        super().__init__(f"{quoted(name)} was not taken: {why}")


class Entry(NamedTuple):
    """A file as its archive lists it, before anything is checked. `fault` is why it cannot be taken, if so."""

    name: str
    size: int
    opener: Callable[[], IO[bytes]]
    fault: str | None = None


class Member(NamedTuple):
    """A file that may be read: its name with forward slashes, and its size in bytes."""

    name: str
    size: int
    opener: Callable[[], IO[bytes]]

    def open(self) -> io.BufferedReader:
        """The file's bytes as a stream, to be closed. It raises RefusedMember where the bytes turn out damaged."""
        return io.BufferedReader(_NamedStream(self))

    def read(self, *, at_most: int) -> bytes:
        """All bytes of a file that is no larger than `at_most`; RefusedMember when it is larger or damaged."""
        if self.size > at_most:
            raise RefusedMember(self.name, f"it has {self.size:,} bytes; at most {at_most:,} are read here.")
        with self.open() as stream:
            data = stream.read(self.size + 1)  # room for so many is made at once, so no more is asked for
        if len(data) != self.size:
            found = f"{len(data):,} bytes" if len(data) < self.size else "more bytes"
            raise RefusedMember(self.name, f"it has {found} where {self.size:,} were listed.")
        return data


class _NamedStream(io.RawIOBase):
    """Reads a member, and turns what its bytes can do wrong into a RefusedMember that names it."""

    def __init__(self, member: Member) -> None:
        self._name = member.name
        self._inner: IO[bytes] | None = None
        self._inner = self._guarded(member.opener)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview | bytearray) -> int:  # type: ignore[override]
        inner = self._inner
        data = self._guarded(lambda: inner.read(len(buffer))) if inner else b""
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        if self._inner:
            self._inner.close()
        super().close()

    def _guarded(self, act: Callable[[], T]) -> T:
        try:
            return act()
        except _DAMAGE as error:
            raise RefusedMember(self._name, f"its contents are damaged ({error}).") from None
        except OSError as error:
            raise RefusedMember(self._name, f"it cannot be read ({error.strerror or error}).") from None


def quoted(name: str) -> str:
    """A name from outside as it can be shown to a person: short, every odd letter spelt out."""
    shown = "".join(letter if letter.isprintable() else f"\\u{ord(letter):04x}" for letter in name[:200])
    return f"“{shown}”"
