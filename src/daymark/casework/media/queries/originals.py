"""Reads what is known of sealed originals, and holds each row against what lies in the vault."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from django.db.models import QuerySet

from daymark.casework.access.context import acting_as_system
from daymark.casework.access.keyring import keyring, vault_of_originals
from daymark.casework.access.models import AuditRecord
from daymark.casework.cases.models import Case
from daymark.casework.media.models import Content, Original, OriginalAct, OriginalStep, SeizedFile
from daymark.problems import Problem
from daymark.vault.destruction import read_proof
from daymark.vault.inspection import Finding, Kind, Row, inspect

PORTION = 500  # rows held against the vault at once
MOST_FILES = 200  # offered to be read from


class OriginalSwapped(Problem):
    """What lies in the vault is not what this row was written for. Nothing of it was used; restore it from back-up."""

    http_status = 500


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
    return acts.select_related("by", "original", "policy").order_by("place")


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


def faults_in_originals(*, at: datetime, read_whole: Collection[UUID] = ()) -> Iterator[Finding]:
    """Holds every row against its object and every object against its row; reads those whole that are named."""
    rows = Original.objects.filter(pk__in=list(read_whole)).values_list("content__sha256", flat=True)
    only = {bytes(sha256).hex() for sha256 in rows}
    return inspect(vault_of_originals(), OriginalRows(), at=at, step=lambda _: None, only=only)


class OriginalRows:
    """The rows of sealed originals, for the check of their vault."""

    def of(self, addresses: Collection[str]) -> list[Row]:
        """Those whose content has one of these SHA-256."""
        named = [bytes.fromhex(address) for address in addresses]
        with acting_as_system():
            return [_row_of(row) for row in _lying().filter(content__sha256__in=named)]

    def portions(self) -> Iterator[list[Row]]:
        """Every row, in short transactions."""
        for rows in _portions(_lying()):
            yield [_row_of(row) for row in rows]

    def promised(self, sha256: str) -> str:
        """Whether the last act on record for this content is that it was sealed."""
        acts = AuditRecord.objects.filter(act__in=("original sealed", "original destroyed"), detail__contains=sha256)
        with acting_as_system():
            last = acts.order_by("-at", "-id").first()
        if last is None or last.act != "original sealed":
            return ""
        return f"It was sealed for {last.object_reference} on {last.at:%d %B %Y}, and its row is gone."


def proofs_that_fail() -> Iterator[Finding]:
    """Rows of destroyed originals whose proof does not hold, or proves something else."""
    for rows in _portions(Original.objects.exclude(destroyed_at=None).select_related("content")):
        for row in rows:
            sha256 = bytes(row.content.sha256).hex()
            try:
                said = read_proof(bytes(row.proof or b""), keyring().public_keys).sealed.sha256
            except Problem as problem:
                yield Finding(sha256, Kind.PROOF, problem.message)
            else:
                if said != sha256:
                    yield Finding(sha256, Kind.PROOF, "The proof in its row is that of another object.")


def _lying() -> QuerySet[Original]:
    return Original.objects.filter(destroyed_at=None).select_related("content")


def _portions(rows: QuerySet[Original]) -> Iterator[list[Original]]:
    last = UUID(int=0)
    while True:
        with acting_as_system():
            portion = list(rows.filter(pk__gt=last).order_by("pk")[:PORTION])
        if not portion:
            return
        yield portion
        last = portion[-1].pk


def _row_of(original: Original) -> Row:
    content = original.content
    sha256, whose = bytes(content.sha256).hex(), f"The original that was sealed on {original.sealed_at:%d %B %Y}"
    try:
        named, _, object_id = original.reference.partition(" ")
    except Problem as problem:
        return Row(sha256, whose, fault=problem.message)
    if named != sha256:
        return Row(sha256, whose, fault="its row was written for another content.")
    return Row(sha256, whose, content.size, bytes(content.md5).hex(), bytes(content.sha1).hex(), object_id)
