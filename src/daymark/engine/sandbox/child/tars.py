"""Reads tar archives from start to end, also when their middle is broken or their end is missing."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from daymark.engine.sandbox.child.decompressing import DAMAGE, PIECE
from daymark.engine.sandbox.child.refusal import Refused
from daymark.engine.sandbox.protocol import MemberEnd, MemberHead, Piece
from daymark.engine.sandbox.reasons import Reason

if TYPE_CHECKING:
    from daymark.engine.sandbox.child.unpacking import Choice

_BROKEN = (tarfile.TarError, *DAMAGE)


def take_apart(stream: io.RawIOBase, choice: Choice) -> Iterator[MemberHead | Piece | MemberEnd | None]:
    """Every member that is no folder. Raises Refused when the archive does not end as archives do."""
    ends: list[type[Exception]] = []
    tar = _opened(stream, ends)
    while (member := _next(tar)) is not None:
        tar.members.clear()  # type: ignore[attr-defined]  # it would keep all of them
        if member.isdir():
            yield None
            continue
        name = member.name.encode("utf-8", "surrogateescape")
        takes = choice.takes(name)
        if takes:
            yield MemberHead(name, max(0, member.size), _seconds(member.mtime), not member.isreg())
        yield from _bytes_of(tar, member, takes=takes)
        if choice.done:
            return
    how = ends[-1].__name__ if ends else ""
    if how != "EOFHeaderError":
        raise Refused(Reason.DAMAGED if how == "InvalidHeaderError" else Reason.CUT_SHORT)


def _opened(stream: io.RawIOBase, ends: list[type[Exception]]) -> tarfile.TarFile:
    class Header(tarfile.TarInfo):
        """Notes how the archive ended, which the library keeps to itself."""

        @classmethod
        def frombuf(cls, buf: Any, encoding: str, errors: str) -> Header:
            try:
                return super().frombuf(buf, encoding, errors)
            except tarfile.HeaderError as problem:
                ends.append(type(problem))
                raise

    try:
        return tarfile.open(
            fileobj=stream, mode="r|", tarinfo=Header, encoding="utf-8", errors="surrogateescape", bufsize=PIECE
        )
    except _BROKEN:
        raise Refused(Reason.BROKEN) from None


def _next(tar: tarfile.TarFile) -> tarfile.TarInfo | None:
    try:
        return tar.next()
    except MemoryError:
        raise
    except Refused:
        raise
    except _BROKEN:
        raise Refused(Reason.DAMAGED) from None


def _bytes_of(tar: tarfile.TarFile, member: tarfile.TarInfo, *, takes: bool) -> Iterator[Piece | MemberEnd | None]:
    """The member's bytes, which are read also when nobody wants them: the next member stands behind."""
    try:
        file = tar.extractfile(member) if member.isreg() else None
        while file is not None and (piece := file.read(PIECE)):
            yield Piece(piece) if takes else None
    except MemoryError:
        raise
    except (Refused, *_BROKEN) as problem:
        reason = problem.reason if isinstance(problem, Refused) else Reason.CUT_SHORT
        if takes:
            yield MemberEnd(reason)
        raise Refused(reason) from None
    if takes:
        yield MemberEnd(Reason.DONE)


def _seconds(mtime: float) -> int:
    return int(mtime) if abs(mtime) < 1 << 40 else 0
