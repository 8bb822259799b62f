"""Opens a folder or zip file: every member checked by name and size before anybody reads it.

What could lead out of the archive, hide another member or swell without end is refused by name; the rest goes on.
Nothing is written to a disk, and an archive inside the archive stays one file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from daymark.exchange.archive.folders import folder_entries
from daymark.exchange.archive.limits import Limits
from daymark.exchange.archive.members import Entry, Member, RefusedMember, UnreadableArchive
from daymark.exchange.archive.names import UnsafeName, comparable, safe_name
from daymark.exchange.archive.zips import opened_zip


@dataclass(frozen=True, slots=True)
class Archive:
    """What was found: the members in order of name, and a RefusedMember for each file that was not taken."""

    members: tuple[Member, ...]
    refused: tuple[RefusedMember, ...]


@contextmanager
def open_archive(source: Path | IO[bytes], limits: Limits | None = None) -> Iterator[Archive]:
    """A folder, a zip file or a seekable stream of one. Raises UnreadableArchive when it is neither.

    The members can be read while the context lasts.
    """
    limits = limits or Limits()
    if not isinstance(source, Path):
        with opened_zip(source, limits) as entries:
            yield _sorted_out(entries, limits)
    elif source.is_dir():
        yield _sorted_out(folder_entries(source, limits), limits)
    elif source.is_file():
        with source.open("rb") as stream, opened_zip(stream, limits) as entries:
            yield _sorted_out(entries, limits)
    else:
        raise UnreadableArchive(f"There is no folder or zip file {source}. Check the name.")


def _sorted_out(entries: Iterable[Entry], limits: Limits) -> Archive:
    members: list[Member] = []
    refused: list[RefusedMember] = []
    taken: set[str] = set()
    total = 0
    for entry in sorted(entries, key=lambda entry: entry.name):
        try:
            name = _checked_name(entry, taken)
            _check_size(entry, total, limits)
        except RefusedMember as refusal:
            refused.append(refusal)
            continue
        total += entry.size
        taken.add(comparable(name))
        members.append(Member(name, entry.size, entry.opener))
    return Archive(tuple(members), tuple(refused))


def _checked_name(entry: Entry, taken: set[str]) -> str:
    if entry.fault:
        raise RefusedMember(entry.name, entry.fault)
    try:
        name = safe_name(entry.name)
    except UnsafeName as error:
        raise RefusedMember(entry.name, error.message) from None
    if comparable(name) in taken:
        raise RefusedMember(entry.name, "there is another file of the same name; which one is meant is unclear.")
    return name


def _check_size(entry: Entry, total: int, limits: Limits) -> None:
    if entry.size > limits.member_bytes:
        raise RefusedMember(entry.name, f"it has {entry.size:,} bytes; at most {limits.member_bytes:,} are taken.")
    if total + entry.size > limits.total_bytes:
        raise RefusedMember(entry.name, f"the archive would expand to over {limits.total_bytes:,} bytes. Split it.")
