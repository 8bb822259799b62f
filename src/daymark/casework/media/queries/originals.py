"""Reads what is known of sealed originals, and holds each row against what lies in the vault."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import BinaryIO
from uuid import UUID

from django.db.models import QuerySet

from daymark.casework.access.context import acting_as_system
from daymark.casework.access.keyring import vault_of_originals
from daymark.casework.cases.models import Case
from daymark.casework.media.models import Content, Original, OriginalAct, OriginalStep, SeizedFile
from daymark.problems import Problem

MOST_FILES = 200  # offered to be read from


class OriginalSwapped(Problem):
    """What lies in the vault is not what this row was written for. Nothing of it was used; restore it from back-up."""

    http_status = 500


@dataclass(frozen=True)
class Fault:
    """A row without its object, an object without its row, or two that do not belong together."""

    sha256: str
    why: str


def original_of(content: Content) -> Original | None:
    """The original as it lies in the vault now."""
    return Original.objects.filter(content=content, destroyed_at=None).select_related("content").first()


def originals_of(contents: Collection[int]) -> dict[int, Original]:
    """Those of these contents (by number) whose original lies in the vault."""
    return {row.content_id: row for row in Original.objects.filter(content_id__in=contents, destroyed_at=None)}


def with_originals(files: Collection[SeizedFile]) -> list[tuple[SeizedFile, Original | None]]:
    """Each file with its sealed original, if there is one."""
    sealed = originals_of({file.content_id for file in files if file.content_id is not None})
    return [(file, sealed.get(file.content_id or 0)) for file in files]


def acts_of(case: Case, content: Content) -> QuerySet[OriginalAct]:
    """What this case had done with the originals of a content, the oldest first."""
    acts = OriginalAct.objects.filter(case=case, original__content=content)
    return acts.select_related("by", "original").order_by("place")


def files_to_seal(case: Case, content: Content) -> list[SeizedFile]:
    """Files of the case that hold the content: any of them can be read into the vault."""
    files = SeizedFile.objects.filter(seizure__exhibit__case=case, content=content)
    return list(files.select_related("seizure__exhibit__case", "content").order_by("-is_first", "id")[:MOST_FILES])


def holders_of(original: Original) -> set[UUID]:
    """The cases that had it sealed and have not given it up, also those that the person does not see."""
    with acting_as_system():
        last = dict(OriginalAct.objects.filter(original=original).order_by("place").values_list("case", "step"))
    return {case for case, step in last.items() if step == OriginalStep.SEALED}


def address_of(original: Original) -> str:
    """Where it lies in the vault. Raises OriginalSwapped when row, content and object do not belong together."""
    sha256, object_id = original.reference.split()
    if sha256 != bytes(original.content.sha256).hex() or object_id != vault_of_originals().object_id(sha256):
        raise OriginalSwapped()
    return sha256


def open_checked(original: Original) -> BinaryIO:
    """A stream of the original, to be used in a `with`; what it gives is authentic, and verified at its end."""
    return vault_of_originals().open(address_of(original))


def verify_original(original: Original) -> None:
    """Reads it whole. Raises a Problem that says what is wrong."""
    vault_of_originals().verify(address_of(original))


def faults_in_originals(*, read_whole: Collection[UUID] = ()) -> Iterator[Fault]:
    """Holds every row against its object and every object against its row; reads those whole that are named."""
    known = set()
    for row in Original.objects.filter(destroyed_at=None).select_related("content").order_by("sealed_at").iterator():
        sha256 = bytes(row.content.sha256).hex()
        known.add(sha256)
        try:
            verify_original(row) if row.pk in read_whole else _stands(row)
        except Problem as problem:
            yield Fault(sha256, problem.message)
    for address in vault_of_originals().addresses():
        if address not in known:
            yield Fault(address, "It lies in the vault of originals, and no row says who had it sealed, or why.")


def _stands(original: Original) -> None:
    """Without reading its content. Raises a Problem."""
    if not vault_of_originals().exists(address_of(original)):
        raise OriginalSwapped("Its content is gone from the vault, or was cut off. Restore it from back-up.")
