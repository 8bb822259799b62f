"""One picture of a file where it lies, small enough for a page; the file is opened in the sandbox alone.

    shown = show(path, sandbox, longest=320, grey=True)
    if isinstance(shown, Picture):
        body = as_png(shown.tile)

Nothing is stored, and nothing is raised for a bad file: why it cannot be shown is a sentence.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from daymark.engine.archives import SEPARATOR, NoSuchMember, open_member
from daymark.engine.kinds import HEAD, Group, kind_of
from daymark.engine.png import as_png
from daymark.engine.sandbox.pool import Sandbox
from daymark.engine.sandbox.reasons import Reason
from daymark.engine.sandbox.seen import Seen, Tile

__all__ = [
    "NotShown",
    "Picture",
    "as_png",
    "opened_seized",
    "show",
    "show_open",
    "strip",
    "strip_open",
]

GONE = "The file is no longer where it was. Check that the disk is mounted as it was when the seizure was read."
CHANGED = "The file is not what was read: its size has changed. Take the seizure again to see what it holds now."
NO_PICTURE = "The file is neither a picture nor a film."
NO_FILM = "The file is no film."
_NOTHING = "Nothing of the file could be shown."


@dataclass(frozen=True, slots=True)
class Picture:
    """What is shown of a file: one `tile`; `width` and `height` of the whole picture, upright; a film's length.

    `note`: why not all of the file could be seen, empty when it could.
    """

    tile: Tile
    width: int
    height: int
    duration_ms: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class NotShown:
    """Why a file cannot be shown, as a sentence for whoever asked to see it."""

    why: str


def show(
    path: Path, sandbox: Sandbox, *, longest: int, at_ms: int = 0, grey: bool = False, size: int | None = None
) -> Picture | NotShown:
    """One picture of this file, its longer side at most `longest` pixels (2,048 at the most), never larger than it is.

    Of a film the first frame at or after `at_ms`, its true time in `tile.at_ms`. `size`: bytes that the file had when
    it was read; with another size it is not shown. Pixels that can be seen through lie on mid-grey.
    """
    with _opened(path, size) as descriptor:
        if isinstance(descriptor, NotShown):
            return descriptor
        return show_open(descriptor, sandbox, longest=longest, at_ms=at_ms, grey=grey)


def show_open(
    descriptor: int, sandbox: Sandbox, *, longest: int, at_ms: int = 0, grey: bool = False
) -> Picture | NotShown:
    """The same of a file that is open already, such as a member of an archive."""
    kind, size = kind_of(os.pread(descriptor, HEAD, 0)), os.fstat(descriptor).st_size
    if kind.group is Group.OTHER:
        return NotShown(NO_PICTURE)
    with sandbox.lane() as lane:
        seen = lane.picture(descriptor, size, kind.group, longest=longest, at_ms=at_ms, grey=grey)
    if not seen.tiles:
        return _not_shown(seen)
    return Picture(seen.tiles[0], seen.width, seen.height, seen.duration_ms, seen.error or "")


def strip(
    path: Path,
    sandbox: Sandbox,
    at_ms: Sequence[int],
    *,
    longest: int,
    grey: bool = False,
    size: int | None = None,
) -> list[Tile] | NotShown:
    """A small picture of a film for each of these times, in one opening; fewer where the film breaks off."""
    with _opened(path, size) as descriptor:
        if isinstance(descriptor, NotShown):
            return descriptor
        return strip_open(descriptor, sandbox, at_ms, longest=longest, grey=grey)


def strip_open(
    descriptor: int, sandbox: Sandbox, at_ms: Sequence[int], *, longest: int, grey: bool = False
) -> list[Tile] | NotShown:
    """The same of a film that is open already."""
    if kind_of(os.pread(descriptor, HEAD, 0)).group is not Group.FILM:
        return NotShown(NO_FILM)
    if not at_ms:
        return []
    with sandbox.lane() as lane:
        seen = lane.strip(descriptor, os.fstat(descriptor).st_size, at_ms, longest=longest, grey=grey)
    return seen.tiles or _not_shown(seen)


def _not_shown(seen: Seen) -> NotShown:
    return NotShown(seen.error if seen.reason is not Reason.DONE and seen.error else _NOTHING)


@contextmanager
def opened_seized(folder: Path, path: bytes, sandbox: Sandbox, *, size: int | None = None) -> Iterator[int | NotShown]:
    """A file of a seizure open for reading, by its stored path below the seizure's folder, also one inside an archive.

    To be given to `show_open` or `strip_open`; several times, so that an archive is unpacked once. `size`: bytes that
    the file had when it was read.
    """
    name, _, member = path.partition(SEPARATOR)
    there = folder / os.fsdecode(name)
    if not member:
        with _opened(there, size) as descriptor:
            yield descriptor
        return
    with ExitStack() as stack:
        try:
            inside = stack.enter_context(open_member(there, member, sandbox))
        except NoSuchMember as problem:
            yield NotShown(str(problem))
            return
        yield inside if size in (None, os.fstat(inside).st_size) else NotShown(CHANGED)


@contextmanager
def _opened(path: Path, size: int | None) -> Iterator[int | NotShown]:
    """The file open for reading, if it is still an ordinary file of this size."""
    try:
        # Not to wait for the other end, should the name have become a pipe; nor to follow a link put in its place.
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY | os.O_NOFOLLOW)
    except FileNotFoundError:
        yield NotShown(GONE)
        return
    except OSError as error:
        yield NotShown(f"The file cannot be read ({error.strerror}). Check the disk and your rights.")
        return
    try:
        facts = os.fstat(descriptor)
        as_it_was = stat.S_ISREG(facts.st_mode) and size in (None, facts.st_size)
        yield descriptor if as_it_was else NotShown(CHANGED)
    finally:
        os.close(descriptor)
