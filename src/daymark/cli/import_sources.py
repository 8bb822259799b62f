"""What `daymark import` was given: folders, zip files and single documents, recognised by their content."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from daymark.exchange.archive import Archive, Member, open_archive
from daymark.exchange.lepackage import Package, find_packages, shared_names, strays
from daymark.problems import Problem

_HEAD = 512  # bytes that tell what a file is
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_BEFORE_TEXT = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"  # byte order marks, and the zero bytes of UTF-16
_FORMS = {b"{": "json", b"<": "xml"}


class NotRecognised(Problem):
    """This is neither a folder, a zip file, JSON nor XML."""


@dataclass(frozen=True)
class Refusal:
    """Something that was not taken: where it lies, and why with what to do."""

    source: str
    name: str
    why: str


@dataclass(frozen=True)
class Source:
    """A folder, zip file or document: the packages in it by name, with the size of their documents in bytes."""

    path: Path
    packages: tuple[tuple[str, int], ...]
    refused: tuple[Refusal, ...]
    shared: frozenset[str]


def look_into(path: Path) -> Source:
    """What lies in one of the given files. What cannot be opened is a source with nothing but its refusal."""
    try:
        with opened_source(path) as (archive, packages):
            refused = [Refusal(str(path), fault.name, fault.message) for fault in archive.refused]
            stray = strays(_unshared(archive, packages), packages)
            refused += [Refusal(str(path), member.name, _STRAY) for member in stray]
            sizes = tuple((package.name, _size(package)) for package in packages)
            if not packages:
                refused.append(Refusal(str(path), "", _EMPTY))
            return Source(path, sizes, tuple(refused), frozenset(shared_names(packages)))
    except Problem as problem:
        return Source(path, (), (Refusal(str(path), "", problem.message),), frozenset())


@contextmanager
def opened_source(path: Path) -> Iterator[tuple[Archive, list[Package]]]:
    """The archive and its packages, readable while the context lasts; each package's name leads a person to it."""
    if path.is_dir() or _head(path).startswith(_ZIP):
        with open_archive(path) as archive:
            yield archive, _named(path, find_packages(archive.members))
    else:
        archive = Archive((_document(path),), ())
        yield archive, _named(path.parent, find_packages(archive.members))


_STRAY = "It belongs to no report of this archive. See whose it is, and import it together with that report."
_EMPTY = "There is no report in it: no JSON or XML document of a law-enforcement package. Check what was sent."


def _named(path: Path, packages: Iterator[Package]) -> list[Package]:
    found = list(packages)
    for package in found:
        package.folder = f"{path}/{package.folder}".rstrip("/")
    return found


def _document(path: Path) -> Member:
    start = _head(path).lstrip(_BEFORE_TEXT)[:1]
    if start not in _FORMS:
        raise NotRecognised(
            f"{path} is neither a folder, a zip file, JSON nor XML. Law-enforcement packages are read; check the file."
        )
    size = path.stat().st_size

    def opener() -> IO[bytes]:
        return path.open("rb")

    return Member(f"{path.stem}.{_FORMS[start]}", size, opener)


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_HEAD)
    except OSError as error:
        raise NotRecognised(f"{path} cannot be read: {error.strerror}. Check the name and your rights.") from None


def _unshared(archive: Archive, packages: list[Package]) -> list[Member]:
    shared = shared_names(packages)
    return [member for member in archive.members if member.name not in shared]


def _size(package: Package) -> int:
    return sum(member.size for member in package.documents.values())
