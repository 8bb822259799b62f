"""Folders of the server that may be taken in from a page: those at or below the roots that the operator named.

Links are resolved before anything is compared, and what is listed is proved to be what was compared: a folder that
somebody replaces by a link meanwhile is refused.
"""

from __future__ import annotations

import base64
import binascii
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from django.conf import settings

from daymark.problems import NotForYou, Problem

MOST_FOLDERS = 500  # of one folder that are shown
MOST_COUNTED = 1_000  # entries of one folder that are counted


class OutsideRoots(NotForYou):
    """This folder is none that may be taken in from a page, or it is no longer there. Choose one that is listed."""


class NotFromPage(Problem):
    """The folder of this seizure is none that a page may read, or it is not there now. Its page shows the command."""


class NotListed(Problem):
    """The server may not list this folder. Ask its operator for the right to read it."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder as a page shows it. `path`: absolute, links resolved, as the disk has it."""

    path: bytes
    entries: int | None = None  # None: it could not be listed, or nobody counted
    is_root: bool = False

    @property
    def token(self) -> str:
        """The path for an address: bytes that are no text would not survive there."""
        return base64.urlsafe_b64encode(self.path).decode("ascii").rstrip("=")

    @property
    def name(self) -> str:
        """Its name to be read: the whole path of a root, else the last part."""
        return legible(self.path if self.is_root else os.path.basename(self.path))

    @property
    def whole_name(self) -> str:
        """Its path to be read."""
        return legible(self.path)

    @property
    def is_more(self) -> bool:
        """Whether there are more entries than were counted."""
        return self.entries is not None and self.entries > MOST_COUNTED


class Shelves:
    """The roots. `own`: folders of the centre itself, with keys and sealed originals, which no root may touch."""

    def __init__(self, roots: Sequence[Path], own: Sequence[Path]) -> None:
        self._given = [os.fsencode(root) for root in roots]
        self._own = [os.path.realpath(os.fsencode(each)) for each in own]

    @property
    def are_there(self) -> bool:
        """Whether the operator named any."""
        return bool(self._given)

    def missing(self) -> list[str]:
        """Roots that are no folder now, or touch the centre's own: their paths to be read."""
        sound = self._sound()
        return [legible(given) for given in self._given if os.path.realpath(given) not in sound]

    def roots(self) -> list[Folder]:
        """The roots that are there, each with its count."""
        return [Folder(path, _count(path), is_root=True) for path in self._sound()]

    def find(self, token: str) -> Folder:
        """The folder of this token. Raises OutsideRoots."""
        try:
            path = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            raise OutsideRoots from None
        return self.allowed(path)

    def allowed(self, path: bytes) -> Folder:
        """This folder with every link resolved, when it lies at or below a root. Raises OutsideRoots."""
        if not path.startswith(b"/") or b"\0" in path:
            raise OutsideRoots()
        try:
            real = os.path.realpath(path, strict=True)
        except OSError:
            raise OutsideRoots from None
        if not any(is_within(real, root) for root in self._sound()) or not os.path.isdir(real):
            raise OutsideRoots()
        return Folder(real, is_root=real in self._sound())

    def holds(self, path: bytes) -> bool:
        """Whether just this path, no link in it, may be taken in from a page now."""
        try:
            return self.allowed(path).path == path
        except OutsideRoots:
            return False

    def refuse_others(self, path: bytes) -> None:
        """Raise NotFromPage for a folder that may not be taken in from a page."""
        if not self.holds(path):
            raise NotFromPage()

    def below(self, folder: Folder) -> list[Folder]:
        """The folders right below, by name; at most one more than `MOST_FOLDERS`. Raises OutsideRoots, NotListed."""
        names = []
        with _listed(folder.path) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    names.append(os.fsencode(entry.name))
                if len(names) > MOST_FOLDERS:
                    break
        paths = (os.path.join(folder.path, name) for name in sorted(names))
        return [Folder(path, _count(path)) for path in paths]

    def trail(self, folder: Folder) -> list[Folder]:
        """From the root down to the folder, itself last."""
        root = max((each for each in self._sound() if is_within(folder.path, each)), key=len)
        steps = [Folder(root, is_root=True)]
        for part in os.path.relpath(folder.path, root).split(b"/") if folder.path != root else ():
            steps.append(Folder(os.path.join(steps[-1].path, part)))
        return steps

    def _sound(self) -> list[bytes]:
        """The real paths of the roots that are folders and neither hold nor lie in the centre's own."""
        real = dict.fromkeys(os.path.realpath(given) for given in self._given)
        return [each for each in real if os.path.isdir(each) and not self._is_own(each)]

    def _is_own(self, root: bytes) -> bool:
        return any(is_within(root, own) or is_within(own, root) for own in self._own)


def shelves_of_centre() -> Shelves:
    """The folders that this centre's operator allows."""
    return Shelves(settings.DAYMARK.seizure_roots, settings.DAYMARK.own_folders)


def is_within(path: bytes, folder: bytes) -> bool:
    """Whether a real path is the folder or lies below it."""
    return path == folder or path.startswith(folder.rstrip(b"/") + b"/")


def legible(name: bytes) -> str:
    """A name to be read: bytes of no encoding, and signs that would change how the rest is read, as escapes."""
    text = name.decode("utf-8", "backslashreplace")
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode("ascii") for sign in text)


def _count(path: bytes) -> int | None:
    """How many entries it has, one more than `MOST_COUNTED` at most; None when it may not be listed."""
    try:
        with _listed(path) as entries:
            return sum(1 for _ in islice(entries, MOST_COUNTED + 1))
    except (OutsideRoots, NotListed):
        return None


@contextmanager
def _listed(path: bytes) -> Iterator[Iterator[os.DirEntry[str]]]:
    """What lies in a folder of just this real path. Raises OutsideRoots when it has become another one."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except PermissionError:
        raise NotListed from None
    except OSError:
        raise OutsideRoots from None
    try:
        if os.readlink(os.fsencode(f"/proc/self/fd/{descriptor}")) != path:
            raise OutsideRoots()
        with os.scandir(descriptor) as entries:
            yield entries
    finally:
        os.close(descriptor)
