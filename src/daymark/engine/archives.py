"""Archives from our side: what is in them, each member as an open file, never written under a name.

    with sandbox ...:
        for member in members(descriptor, sandbox):
            ...                      # member.descriptor is open for reading until `close`

A member's path is that of its archive, a zero byte, and its own name; nested archives add another zero byte and name
each. A name is a label: it is never used as a path. The second member of one name in one archive is told from the
first by two zero bytes and a 2, the third by a 3.
"""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from daymark.engine.hashing import Hashed, Wanted, hash_open
from daymark.engine.kinds import HEAD, Kind, kind_of
from daymark.engine.sandbox.limits import MEBI
from daymark.engine.sandbox.pool import Sandbox
from daymark.engine.sandbox.protocol import End, MemberEnd, MemberHead, Piece, label_of
from daymark.engine.sandbox.reasons import SENTENCES, Reason
from daymark.engine.sandbox.unpacking import Said
from daymark.engine.side_by_side import side_by_side
from daymark.problems import Problem

SEPARATOR = b"\0"
KINDS = frozenset(
    {"application/zip", "application/x-tar", "application/gzip", "application/x-bzip2", "application/x-xz"}
)
NO_FILE = "It is a link or a device inside the archive, not a file."
_IN_MEMORY = 64 * MEBI  # bytes of a member; a larger one goes to a file without a name on the disk for such files
_MOST_SAID = 1 << 40  # bytes that a header is believed to tell of a member that was not read


class NoSuchMember(Problem):
    """The archive no longer holds this file, or it cannot be opened any more. Take the seizure again."""

    http_status = 404


@dataclass(frozen=True, slots=True)
class Member:
    """One file in an archive. `path`: below the archive, as told above. `descriptor` is open unless there is `why_not`.

    `remark`: of an archive inside the archive, why not all that it holds could be read.
    """

    path: bytes
    size: int
    changed_ns: int
    descriptor: int | None = None
    why_not: str = ""
    remark: str = ""

    def close(self) -> None:
        """Give its bytes back."""
        if self.descriptor is not None:
            os.close(self.descriptor)


@dataclass(frozen=True, slots=True)
class HashedMember:
    """A member after the look at it."""

    path: bytes
    size: int
    changed_ns: int
    hashed: Hashed


def is_archive(kind: Kind | None) -> bool:
    """Whether a file of this kind is taken apart."""
    return kind is not None and kind.mime in KINDS


class Archive:
    """An open archive with all the archives inside it. After `members`, `remark` says why not all could be read."""

    def __init__(self, descriptor: int, sandbox: Sandbox) -> None:
        self._descriptor, self._sandbox = descriptor, sandbox
        self._limits = sandbox.limits
        self._left = self._limits.members
        size = os.fstat(descriptor).st_size
        self._bytes_left = max(self._limits.unpacked_bytes, self._limits.unpacked_times * size)
        self.remark = ""

    def members(self) -> Iterator[Member]:
        """Every member of the archive and of those inside it, to be closed by whoever takes it."""
        self.remark = yield from self._inside(self._descriptor, b"", 1)

    def _inside(self, descriptor: int, below: bytes, depth: int) -> Generator[Member, None, str]:
        """The members of one archive; the generator's value is why not all of it could be read."""
        names: Counter[bytes] = Counter()
        end = End(Reason.DIED)
        with self._sandbox.unpackers.said_of(descriptor, os.fstat(descriptor).st_size) as said:
            for item in said:
                if isinstance(item, End):
                    end = item
                elif isinstance(item, MemberHead):
                    if self._left <= 0:
                        return SENTENCES[Reason.TOO_MANY_MEMBERS]
                    self._left -= 1
                    member = self.taken(item, said, below + _label(item.untrusted_name, names))
                    yield from self._with_its_own(member, depth)
                    if self._bytes_left < 0:
                        return SENTENCES[Reason.BOMB]
        return SENTENCES[end.reason]

    def _with_its_own(self, member: Member, depth: int) -> Iterator[Member]:
        """A member behind all that it holds, should it be an archive itself."""
        descriptor = member.descriptor
        if descriptor is None or not is_archive(kind_of(os.pread(descriptor, HEAD, 0))):
            yield member
            return
        if depth >= self._limits.depth:
            yield replace(member, remark=SENTENCES[Reason.TOO_DEEP])
            return
        try:
            remark = yield from self._inside(descriptor, member.path + SEPARATOR, depth + 1)
        except BaseException:
            member.close()
            raise
        yield replace(member, remark=remark)

    def taken(self, head: MemberHead, said: Iterator[Said], path: bytes) -> Member:
        """A member with its bytes, or why they are not there."""
        member = Member(path, min(head.untrusted_size, _MOST_SAID), head.changed_at * 1_000_000_000)
        with _Kept() as kept:
            try:
                why_not = self._gathered(said, kept)
            except OSError as error:
                why_not = f"There is no room to unpack it ({error.strerror})."
            if head.no_file:
                return replace(member, why_not=NO_FILE)
            if why_not:
                return replace(member, why_not=why_not)
            return replace(member, size=kept.size, descriptor=kept.read_only())

    def _gathered(self, said: Iterator[Said], kept: _Kept) -> str:
        """Put the member's bytes together; why they are not all there, empty when they are."""
        for item in said:
            if isinstance(item, Piece):
                self._bytes_left -= len(item.untrusted_bytes)
                if self._bytes_left < 0:
                    return SENTENCES[Reason.BOMB]
                kept.write(item.untrusted_bytes)
            elif isinstance(item, MemberEnd | End):
                return _WHY_NOT.get(item.reason, SENTENCES[item.reason])
        return SENTENCES[Reason.DIED]


_WHY_NOT = {
    Reason.CUT_SHORT: "The archive ends within this file: it could not be read.",
    Reason.DAMAGED: "The archive is damaged at this file: it could not be read.",
    Reason.NOT_SUPPORTED: "It is packed in a way that cannot be unpacked here.",
}


def hash_members(
    archive: Archive,
    path: Path,
    sandbox: Sandbox,
    wanted: Wanted,
    tell: Callable[[int], None] | None = None,
    skip: Callable[[bytes], bool] | None = None,
) -> Iterator[HashedMember]:
    """Hash every member, as many at once as the sandbox has lanes; results come as they are ready.

    `skip`: members that are not looked at, by their paths below the archive.
    """

    def look(member: Member) -> HashedMember | None:
        try:
            if skip is not None and skip(member.path):
                return None
            hashed = _hashed(member, path, sandbox, wanted, tell)
            return HashedMember(member.path, member.size, member.changed_ns, hashed)
        finally:
            member.close()

    return (each for each in side_by_side(look, archive.members(), sandbox.workers) if each is not None)


def _hashed(member: Member, path: Path, sandbox: Sandbox, wanted: Wanted, tell: Callable[[int], None] | None) -> Hashed:
    if member.descriptor is None:
        return Hashed(path, problem=member.why_not)
    with sandbox.lane() as lane:
        return replace(hash_open(path, member.descriptor, lane, wanted, tell), remark=member.remark)


@contextmanager
def open_member(archive: Path, member: bytes, sandbox: Sandbox) -> Iterator[int]:
    """The bytes of one member as a descriptor open for reading. Raises NoSuchMember.

    `member` is its path below the archive, as `Member.path` has it. Only it is unpacked, and the archives around it.
    """
    try:
        descriptor = os.open(archive, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOFOLLOW)
    except OSError:
        raise NoSuchMember() from None
    try:
        for name, number in _steps(member):
            inner = _unpacked(descriptor, name, number, sandbox)
            os.close(descriptor)
            descriptor = inner
        yield descriptor
    finally:
        os.close(descriptor)


def _unpacked(descriptor: int, name: bytes, number: int, sandbox: Sandbox) -> int:
    whole, found = Archive(descriptor, sandbox), None
    size = os.fstat(descriptor).st_size
    with sandbox.unpackers.said_of(descriptor, size, wanted=(name, number)) as said:
        for item in said:  # to the end, which follows at once: so the process can be asked again
            if isinstance(item, MemberHead) and found is None:
                found = whole.taken(item, said, name)
    if found is None:
        raise NoSuchMember()
    if found.descriptor is None:
        raise NoSuchMember(found.why_not)
    return found.descriptor


def _label(untrusted_name: bytes, names: Counter[bytes]) -> bytes:
    """A member's name without zero bytes, told from the members of the same name before it."""
    name = label_of(untrusted_name)
    names[name] += 1
    return name if names[name] == 1 else name + SEPARATOR * 2 + str(names[name]).encode()


def _steps(path: bytes) -> Iterator[tuple[bytes, int]]:
    """Name and number of each member on the way, from the outermost archive."""
    parts = path.split(SEPARATOR)
    at = 0
    while at < len(parts):
        numbered = at + 2 < len(parts) and parts[at + 1] == b"" and parts[at + 2].isdigit()
        yield parts[at], int(parts[at + 2]) if numbered else 1
        at += 3 if numbered else 1


class _Kept:
    """Bytes that come in pieces: in memory, or in a file without a name when they are many."""

    def __init__(self) -> None:
        self._descriptor = os.memfd_create("daymark-member", os.MFD_CLOEXEC)
        self._in_memory = True
        self.size = 0

    def __enter__(self) -> _Kept:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._descriptor)

    def write(self, data: bytes) -> None:
        """Add a piece."""
        if self._in_memory and self.size + len(data) > _IN_MEMORY:
            self._to_disk()
        view = memoryview(data)
        while view:
            view = view[os.write(self._descriptor, view) :]
        self.size += len(data)

    def read_only(self) -> int:
        """The same bytes through a descriptor that nobody can write to."""
        return os.open(f"/proc/self/fd/{self._descriptor}", os.O_RDONLY | os.O_CLOEXEC)

    def _to_disk(self) -> None:
        with tempfile.TemporaryFile(prefix="daymark-") as file:
            descriptor = os.dup(file.fileno())
        at = 0
        while count := os.sendfile(descriptor, self._descriptor, at, _IN_MEMORY):
            at += count
        os.close(self._descriptor)
        self._descriptor, self._in_memory = descriptor, False
