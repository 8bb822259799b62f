"""Finds the packages among the members of an archive: which documents belong together, and which media to them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from daymark.exchange.archive import Member

_MEDIA = re.compile(r"media", re.IGNORECASE)
_SUPPLEMENT = re.compile(r"supplement.*", re.IGNORECASE)
_DOCUMENT = re.compile(r"(.+)\.(json|xml)", re.IGNORECASE)
_FORMS = ["json", "xml"]
_MARK = re.compile(r"[^A-Za-z0-9]")
_MOST_MARKS = 16  # in one name; a report's number is followed by one or two


@dataclass(slots=True)
class Package:
    """One report as found: its documents by form, and its media.

    `shared` are the media of the folder that no name assigns to a report, by file name; its packages share the mapping.
    """

    folder: str
    stem: str
    documents: dict[str, Member] = field(default_factory=dict)
    media: list[Member] = field(default_factory=list)
    shared: dict[str, list[Member]] = field(default_factory=dict)
    supplements: list[Member] = field(default_factory=list)
    others: list[Member] = field(default_factory=list)

    @property
    def name(self) -> str:
        """How a person finds the package again in its archive."""
        return f"{self.folder}/{self.stem}" if self.folder else self.stem


@dataclass(slots=True)
class _Folder:
    packages: dict[str, Package] = field(default_factory=dict)
    media: list[Member] = field(default_factory=list)
    supplements: list[Member] = field(default_factory=list)
    others: list[Member] = field(default_factory=list)


def find_packages(members: Iterable[Member]) -> Iterator[Package]:
    """Every package, in order of folder and name. A member that belongs to none is in no package: see `strays`."""
    folders: dict[str, _Folder] = defaultdict(_Folder)
    for member in members:
        _put(member, folders)
    for _, folder in sorted(folders.items()):
        packages = _joined(folder)
        owner_of = _Owners(packages)
        shared: dict[str, list[Member]] = defaultdict(list)
        for package in packages:
            package.shared = shared
        for member in folder.media:
            owner = owner_of(member)
            (owner.media if owner else shared[file_name(member.name)]).append(member)
        for member in folder.supplements:
            if owner := owner_of(member):
                owner.supplements.append(member)
        for member in folder.others:
            if owner := owner_of(member):
                owner.others.append(member)
        yield from packages


def strays(members: Iterable[Member], packages: Iterable[Package]) -> list[Member]:
    """The members that are in no package: somebody must look why."""
    known = {id(member) for package in packages for member in _members_of(package)}
    return [member for member in members if id(member) not in known]


def shared_names(packages: Iterable[Package]) -> set[str]:
    """The names of the media that no name assigns to a report. Packages of a folder share a mapping: each is read once,
    because a folder may hold thousands of both."""
    mappings = {id(package.shared): package.shared for package in packages}
    return {member.name for shared in mappings.values() for members in shared.values() for member in members}


def file_name(name: str) -> str:
    """The last part of a name, whatever its slashes and its case."""
    return name.replace("\\", "/").rsplit("/", 1)[-1].casefold()


def _members_of(package: Package) -> Iterator[Member]:
    yield from package.documents.values()
    for held in (package.media, package.supplements, package.others):
        yield from held


def _put(member: Member, folders: dict[str, _Folder]) -> None:
    *above, name = member.name.split("/")
    for depth, part in enumerate(above):
        if _MEDIA.fullmatch(part):
            folders["/".join(above[:depth])].media.append(member)
            return
        if _SUPPLEMENT.fullmatch(part):
            folders["/".join(above[:depth])].supplements.append(member)
            return
    path = "/".join(above)
    found = _DOCUMENT.fullmatch(name)
    if found is None:
        folders[path].others.append(member)
        return
    package = folders[path].packages.setdefault(found[1], Package(path, found[1]))
    package.documents[found[2].lower()] = member


def _joined(folder: _Folder) -> list[Package]:
    """The folder's packages; one JSON and one XML under two names are one report, unless both names are numbers."""
    packages = [package for _, package in sorted(folder.packages.items())]
    forms = sorted(form for package in packages for form in package.documents)
    if len(packages) == 2 and forms == _FORMS and not all(p.stem.isdigit() for p in packages):
        first, second = sorted(packages, key=lambda package: not package.stem.isdigit())
        first.documents |= second.documents
        return [first]
    return packages


class _Owners:
    """Says whose a file is: the only package's, or the package's after which it or a folder above it is named."""

    def __init__(self, packages: list[Package]) -> None:
        self._only = packages[0] if len(packages) == 1 else None
        self._by_stem = {package.stem: package for package in packages}

    def __call__(self, member: Member) -> Package | None:
        if self._only:
            return self._only
        parts = member.name.split("/")
        found = (self._by_stem.get(start) for part in parts for start in _starts(part))
        return next((package for package in found if package), None)


def _starts(part: str) -> Iterator[str]:
    """The beginnings of a name that end at a mark, the longest first: a-1.jpg, a-1, a."""
    ends = [found.start() for found in _MARK.finditer(part)][:_MOST_MARKS]
    yield part
    for end in reversed(ends):
        yield part[:end]
