"""Takes archives apart: every member with its bytes, one after the other. Names are bytes, and lead nowhere."""

from __future__ import annotations

import io
import lzma
import tarfile
import zlib
from bz2 import BZ2Decompressor
from collections.abc import Iterator
from contextlib import suppress

from daymark.engine.kinds import Kind, kind_of
from daymark.engine.sandbox.child import zips
from daymark.engine.sandbox.child.decompressing import DAMAGE, PIECE, Unpacked, deflated, unpacked
from daymark.engine.sandbox.child.metadata.source import InMemory, Part, Source
from daymark.engine.sandbox.child.refusal import Refused
from daymark.engine.sandbox.child.tars import take_apart as take_apart_tar
from daymark.engine.sandbox.limits import Limits
from daymark.engine.sandbox.protocol import MemberEnd, MemberHead, Piece, label_of
from daymark.engine.sandbox.reasons import Reason

Said = MemberHead | Piece | MemberEnd | None

_STORED, _DEFLATED, _BZIP2, _LZMA = 0, 8, 12, 14
_TAR_HEAD = 512
ONLY_MEMBER = b"content"  # of a file that is compressed and no archive


def look(source: Source, kind: Kind, limits: Limits, wanted: tuple[bytes, int] | None = None) -> Iterator[Said]:
    """Each member: its head, its bytes in pieces, how it ended. `wanted`: only the member of this name, the so manieth.

    Raises `Refused` at the end when not all of the archive could be taken apart.
    """
    choice = Choice(wanted, limits.members)
    if kind.mime == "application/zip":
        yield from _zip(source, choice)
    elif kind.mime == "application/x-tar":
        yield from take_apart_tar(_Stream(source), choice)
    else:
        yield from _compressed(Unpacked(source, kind.mime), choice)


class Choice:
    """Which members are wanted; counts them."""

    def __init__(self, wanted: tuple[bytes, int] | None, most: int) -> None:
        self._wanted, self._most = wanted, most
        self._count = 0

    def takes(self, name: bytes) -> bool:
        """Whether the member that comes next, of this name, is wanted. Raises Refused after too many members."""
        self._count += 1
        if self._count > self._most:
            raise Refused(Reason.TOO_MANY_MEMBERS)
        if self._wanted is None:
            return True
        wanted, number = self._wanted
        if label_of(name) != wanted:
            return False
        self._wanted = (wanted, number - 1)
        return number == 1

    @property
    def done(self) -> bool:
        """Whether all that is wanted has been given."""
        return self._wanted is not None and self._wanted[1] < 1


class _Stream(io.RawIOBase):
    """A source as a file that is read from its start to its end."""

    def __init__(self, source: Source) -> None:
        self._source, self._at = source, 0

    def read(self, size: int = -1, /) -> bytes:
        data = self._source.at(self._at, self._source.size - self._at if size < 0 else size)
        self._at += len(data)
        return data


def _compressed(stream: Unpacked, choice: Choice) -> Iterator[Said]:
    """A tar behind a compression, or a single file."""
    try:
        head = stream.read(_TAR_HEAD)
    except (Refused, *DAMAGE) as problem:
        raise problem if isinstance(problem, Refused) else Refused(Reason.BROKEN) from None
    stream.give_back(head)
    if kind_of(head).mime == "application/x-tar":
        yield from take_apart_tar(stream, choice)
    elif choice.takes(ONLY_MEMBER):
        yield MemberHead(ONLY_MEMBER, 0, 0, False)
        yield from _given(iter(lambda: stream.read(PIECE), b""))


def _given(pieces: Iterator[bytes], crc: int | None = None) -> Iterator[Said]:
    """A member's bytes and its end."""
    reason, sum_so_far = Reason.DONE, 0
    try:
        for piece in pieces:
            if crc is not None:
                sum_so_far = zlib.crc32(piece, sum_so_far)
            yield Piece(piece)
        if crc is not None and crc != sum_so_far:
            reason = Reason.DAMAGED
    except MemoryError:
        reason = Reason.TOO_MUCH_MEMORY
    except Refused as refused:
        reason = refused.reason
    except DAMAGE:
        reason = Reason.DAMAGED
    yield MemberEnd(reason)


def _zip(source: Source, choice: Choice) -> Iterator[Said]:
    entries = zips.listed(source)
    if entries is None:
        yield from _zip_without_list(source, choice)
        return
    for entry in entries:
        if not entry.is_folder and choice.takes(entry.name):
            yield MemberHead(entry.name, entry.size, entry.changed_at, entry.link)
            yield from _zipped(source, entry)
        yield None
        if choice.done:
            return


def _zipped(source: Source, entry: zips.Entry) -> Iterator[Said]:
    if entry.locked:
        yield MemberEnd(Reason.LOCKED)
        return
    try:
        entry = zips.found(source, entry)
    except Refused as refused:
        yield MemberEnd(refused.reason)
        return
    yield from _given(_bytes_of(source, entry), entry.crc)


def _zip_without_list(source: Source, choice: Choice) -> Iterator[Said]:
    """What is left of an archive that was cut off: its members, each behind its own header."""
    at, count = 0, 0
    while (there := zips.next_after(source, at)) is not None:
        entry, place = there
        at = max(place + 4, entry.start + max(0, entry.packed))
        count += 1
        if not entry.is_folder and choice.takes(entry.name):
            yield MemberHead(entry.name, entry.size, entry.changed_at, entry.link)
            if entry.locked:
                yield MemberEnd(Reason.LOCKED)
            else:
                yield from _given(_bytes_of(source, entry), entry.crc)
        yield None
        if choice.done:
            return
    raise Refused(Reason.CUT_SHORT if count else Reason.BROKEN)


def _bytes_of(source: Source, entry: zips.Entry) -> Iterator[bytes]:
    """Unpacked. Raises what decompressors raise, and Refused."""
    length = entry.packed if entry.packed >= 0 else source.size - entry.start
    if entry.method == _STORED:
        if entry.packed < 0:
            raise Refused(Reason.DAMAGED)  # nothing tells where it ends
        for at in range(entry.start, entry.start + length, PIECE):
            piece = source.at(at, min(PIECE, entry.start + length - at))
            if not piece:
                raise Refused(Reason.CUT_SHORT)
            yield piece
    elif entry.method == _DEFLATED:
        yield from unpacked(source, entry.start, length, deflated)
    elif entry.method == _BZIP2:
        yield from unpacked(source, entry.start, length, BZ2Decompressor)
    elif entry.method == _LZMA:
        yield from _lzma(source, entry, length)
    else:
        raise Refused(Reason.NOT_SUPPORTED)


def _lzma(source: Source, entry: zips.Entry, length: int) -> Iterator[bytes]:
    """APPNOTE 5.8.8: a version, the length of the properties, the properties, and a raw stream, often without end."""
    head = source.at(entry.start, 9)
    if len(head) < 9 or head[2:4] != b"\5\0":
        raise Refused(Reason.DAMAGED)
    size_of_dictionary, packed = int.from_bytes(head[5:9], "little"), head[4]
    powers = {"lc": packed % 9, "lp": packed // 9 % 5, "pb": packed // 45}
    chosen = [{"id": lzma.FILTER_LZMA1, "dict_size": max(4096, size_of_dictionary), **powers}]
    given, body = 0, Part(source, entry.start + 9, length - 9)
    with suppress(Refused):  # without a mark at its end only the size tells that it is whole; the sum is compared
        for piece in unpacked(body, 0, body.size, lambda: lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=chosen)):
            given += len(piece)
            yield piece
    if entry.packed >= 0 and given != entry.size:
        raise Refused(Reason.CUT_SHORT)


def _warm_up() -> None:
    """Load now what is loaded when first used."""
    kept = io.BytesIO()
    with tarfile.open(fileobj=kept, mode="w", format=tarfile.PAX_FORMAT) as tar:
        info = tarfile.TarInfo("\u00fc" * 120)
        info.size = 3
        tar.addfile(info, io.BytesIO(b"abc"))
    data = kept.getvalue()
    for packed in (data, zlib.compress(data, wbits=31), lzma.compress(data)):
        for _ in look(InMemory(packed), kind_of(packed), Limits()):
            pass


_warm_up()
