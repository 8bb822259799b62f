"""The files of a law-enforcement package on their way into the vault: sealed, compared, never opened."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO

from daymark.casework.access.keyring import vault
from daymark.casework.reports.actions.receiving import StoredFile
from daymark.casework.reports.rules.understood import FileSaid, Understood
from daymark.exchange.archive import Member
from daymark.exchange.lepackage import LePackage, Package
from daymark.problems import Problem
from daymark.vault.labels import SealedObject

LARGEST = 8 * 1024**3  # bytes of one file: a long video
NOT_NAMED = "The report does not name this file."
ENCLOSED = "Came with the package."

Sealed = SealedObject | Problem


@dataclass(frozen=True)
class Wanted:
    """One file of a report: what is said of it, and the member of the package that holds it, if any does."""

    said: FileSaid
    member: Member | None
    is_enclosure: bool = False


def wanted_files(package: Package, read: LePackage, said: Understood) -> list[Wanted]:
    """Every file that belongs to the report: those it names, then those it does not, then papers of the package."""
    members = _members_by_name(package)
    wanted = [
        Wanted(file, members.get(named.media or ""))
        for named, file in zip(read.uploaded_files, said.files, strict=True)
    ]
    wanted += [_extra(members[name], NOT_NAMED) for name in read.extra_media]
    wanted += [_extra(members[name], ENCLOSED) for name in (*read.supplements, *read.other_members)]
    return wanted


def seal(wanted: Sequence[Wanted]) -> list[Sealed | None]:
    """Seals every file there is, in one batch; a Problem stands for one that could not be taken."""
    openers = [_opener(each.member) for each in wanted if each.member]
    answers: Iterator[Sealed] = iter(vault().put_many(openers, limit=LARGEST) if openers else [])
    return [next(answers) if each.member else None for each in wanted]


def stored(wanted: Wanted, sealed: Sealed | None) -> StoredFile:
    """The file as the report keeps it; one that could not be sealed says why in its notes."""
    if isinstance(sealed, SealedObject):
        digests = (sealed.sha256, sealed.sha1, sealed.md5, sealed.size)
        return StoredFile(wanted.said, *digests, is_enclosure=wanted.is_enclosure)
    said = wanted.said if sealed is None else replace(wanted.said, notes=(*wanted.said.notes, sealed.message))
    return StoredFile(said, is_enclosure=wanted.is_enclosure)


def with_files(said: Understood, files: Sequence[StoredFile], sealed: Sequence[Sealed | None]) -> Understood:
    """What is understood, with every file that came and a warning for each that could not be taken."""
    refused = tuple(each.message for each in sealed if isinstance(each, Problem))
    return replace(said, files=tuple(file.said for file in files), warnings=(*said.warnings, *refused))


def _members_by_name(package: Package) -> Mapping[str, Member]:
    held = [*package.media, *package.supplements, *package.others]
    held += [member for members in package.shared.values() for member in members]
    return {member.name: member for member in held}


def _extra(member: Member, why: str) -> Wanted:
    name = member.name.rsplit("/", 1)[-1]
    return Wanted(FileSaid(name, size=member.size, notes=(why,)), member, is_enclosure=why == ENCLOSED)


def _opener(member: Member) -> Callable[[], BinaryIO]:
    return lambda: member.open()
