"""Everything about a file that others can be asked for: digests, real type, perceptual hashes, facts.

with Sandbox(workers=2) as sandbox:
    for hashed in hash_files(find([folder]), sandbox, Wanted()):
        ...
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from daymark.engine.digests import CHUNK, Digesting, Digests
from daymark.engine.hollow import why_hollow
from daymark.engine.kinds import HEAD, Group, Kind, kind_of
from daymark.engine.sandbox.pool import Lane, Sandbox
from daymark.engine.sandbox.seen import Seen, Tag
from daymark.engine.side_by_side import side_by_side
from daymark.engine.walking import Found


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of each file beside digests, type and look.

    `full`: films at one frame a second, not their keyframes alone. `turned`: the hashes of the picture turned and
    mirrored. `tags`: EXIF and its like. `tiles`: so many small pictures of each film. `known`: whether the look at the
    content of this SHA-256 is at hand already: such a file is digested and not opened, its `seen` is None. It is asked
    from several threads.
    """

    full: bool = False
    turned: bool = True
    tags: bool = False
    tiles: int = 0
    known: Callable[[str], bool] = lambda _: False


@dataclass(frozen=True, slots=True)
class Hashed:
    """What is known of one file after the look at it. `seen` is None when it was not opened: it is neither a picture
    nor a film, or its content is known (`Wanted.known`). `remark`: what else is to be known of it, as a sentence: why
    not all that an archive holds could be read."""

    path: Path
    kind: Kind | None = None
    digests: Digests | None = None
    seen: Seen | None = None
    tags: tuple[Tag, ...] = ()
    problem: str | None = None
    remark: str = ""

    @property
    def error(self) -> str | None:
        """Why something is missing, as a sentence; None when nothing is."""
        return self.problem or (self.seen.error if self.seen else None)


def hash_files(
    files: Iterable[Found], sandbox: Sandbox, wanted: Wanted, tell: Callable[[int], None] | None = None
) -> Iterator[Hashed]:
    """Hash each file, as many at once as the sandbox has lanes; results come as they are ready.

    `tell` is called with the number of bytes that were read, often and from several threads.
    """
    said = tell or (lambda _: None)
    return side_by_side(lambda found: _in_a_lane(found, sandbox, wanted, said), files, sandbox.workers)


def _in_a_lane(found: Found, sandbox: Sandbox, wanted: Wanted, tell: Callable[[int], None]) -> Hashed:
    if found.why_not is not None:
        return Hashed(found.path, problem=found.why_not)
    with sandbox.lane() as lane:
        return hash_file(found.path, lane, wanted, tell)


def hash_file(path: Path, lane: Lane, wanted: Wanted, tell: Callable[[int], None] | None = None) -> Hashed:
    """Hash one file in this lane. Whatever cannot be done is said in the result; nothing is raised for a bad file.

    The bytes that are digested are the bytes that are looked at: a file that changes meanwhile is reported.
    """
    try:
        # Not to wait for the other end, should the name have become a pipe since it was found.
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY)
    except OSError as error:
        return Hashed(path, problem=_unreadable(error))
    try:
        before = os.fstat(descriptor)
        if why_not := _no_file(before) or why_hollow(descriptor):
            return Hashed(path, problem=why_not)
        hashed = hash_open(path, descriptor, lane, wanted, tell)
        after = os.fstat(descriptor)
    except OSError as error:
        return Hashed(path, problem=_unreadable(error))
    finally:
        os.close(descriptor)
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        return replace(hashed, problem="It changed while it was read. Take it again when nothing writes to it.")
    return hashed


def _no_file(facts: os.stat_result) -> str:
    return "" if stat.S_ISREG(facts.st_mode) else "It was an ordinary file when it was found, and is none any more."


def _unreadable(error: OSError) -> str:
    return f"It cannot be read ({error.strerror}). Check the disk and your rights, then take it again."


def hash_open(
    path: Path, descriptor: int, lane: Lane, wanted: Wanted, tell: Callable[[int], None] | None = None
) -> Hashed:
    """Hash a file that is open already. Raises OSError."""
    tell = tell or (lambda _: None)
    size = os.fstat(descriptor).st_size
    kind = kind_of(os.pread(descriptor, HEAD, 0))
    if kind.group is Group.STILL and size <= lane.limits.window:
        digests = _digest_into(descriptor, lane.window, tell)
        if wanted.known(digests.sha256):
            return Hashed(path, kind, digests)
        if digests.size <= lane.limits.window:
            seen = lane.still(digests.size, turned=wanted.turned)
            tags = lane.tags_in_window(digests.size).tags if wanted.tags else []
            return Hashed(path, kind, digests, seen, tuple(tags))
    else:
        digests = _digest(descriptor, tell)
    return _hash_by_descriptor(Hashed(path, kind, digests), descriptor, lane, wanted)


def _hash_by_descriptor(hashed: Hashed, descriptor: int, lane: Lane, wanted: Wanted) -> Hashed:
    if hashed.kind is None or hashed.digests is None or hashed.kind.group is Group.OTHER:
        return hashed
    if wanted.known(hashed.digests.sha256):
        return hashed
    size, film = hashed.digests.size, hashed.kind.group is Group.FILM
    if film:
        seen = lane.film(descriptor, size, full=wanted.full, tiles=wanted.tiles)
    else:
        seen = lane.large_still(descriptor, size, turned=wanted.turned)
    tags = lane.tags(descriptor, size, film=film).tags if wanted.tags else []
    return replace(hashed, seen=seen, tags=tuple(tags))


def _digest_into(descriptor: int, window: memoryview, tell: Callable[[int], None]) -> Digests:
    """Read the file into the window, digesting it on the way; one that has outgrown the window is only digested."""
    digesting, place = Digesting(), 0
    while place < len(window):
        count = os.preadv(descriptor, [window[place : place + CHUNK]], place)
        if count == 0:
            return digesting.result()
        digesting.update(window[place : place + count])
        place += count
        tell(count)
    return _digest(descriptor, tell, digesting)


def _digest(descriptor: int, tell: Callable[[int], None], digesting: Digesting | None = None) -> Digests:
    digesting = digesting or Digesting()
    while data := os.pread(descriptor, CHUNK, digesting.size):
        digesting.update(data)
        tell(len(data))
    return digesting.result()
