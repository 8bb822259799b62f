"""Originals of seized files: sealed into the vault, opened from it, destroyed with proof."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from datetime import datetime
from typing import BinaryIO

from django.db import transaction

from daymark.casework.access.keyring import vault_of_originals
from daymark.casework.access.models import Role, User
from daymark.casework.access.recording import record
from daymark.casework.cases.actions import CaseClosed, locked, log_event, needed, put_on_record
from daymark.casework.cases.models import Case, CaseState
from daymark.casework.media.models import Content, Original, OriginalAct, OriginalStep, SealingPolicyVersion, SeizedFile
from daymark.casework.media.queries.originals import address_of, holders_of, open_checked, original_of
from daymark.casework.media.queries.pictures import opened_file
from daymark.problems import Problem
from daymark.vault.destruction import AlreadyDestroyed, Destroyed
from daymark.vault.labels import NotInVault, ObjectDamaged
from daymark.vault.store import NotThatContent

NAMED = 200  # characters of a path in the log of the case


class FileChanged(Problem):
    """The file is not what was read when it was seized, so it was not sealed. Check the disk, or choose a copy."""


class AlreadySealed(Problem):
    """This case has had it sealed already. Nothing was done again."""


class NotSealed(Problem):
    """This case has no sealed original of it. Open the page again: somebody may have destroyed it."""


class OnlySupervisor(Problem):
    """A supervisor destroys originals, because nobody can undo it. Ask one."""


class CannotBeRead(Problem):
    """The disk could not give all of the file, so nothing was sealed. Check the disk, or choose a copy."""


@transaction.atomic
def seal_original(*, file: SeizedFile, by: User, at: datetime, reason: str) -> Original:
    """Reads a file where it lies, compares it with what was read before, and keeps it in the vault, once for all cases.

    Raises CannotShow when it is not there any more, FileChanged, CannotBeRead, AlreadySealed; nothing is kept then.
    """
    why, case = needed(reason), file.seizure.exhibit.case
    content = content_of(file)
    refuse_what_is_sealed(case, content)
    read_into_vault(file, content)
    locked(case)
    refuse_what_is_sealed(case, content)  # somebody may have done it while the file was read
    return note_sealed(file=file, case=case, by=by, reason=why, at=at)


@transaction.atomic
def note_sealed(
    *,
    file: SeizedFile,
    case: Case,
    by: User | None,
    reason: str,
    at: datetime,
    policy: SealingPolicyVersion | None = None,
) -> Original:
    """The rows and the record of a file whose bytes lie in the vault now; the case is held meanwhile."""
    content = content_of(file)
    original = _noted(content, at)
    step = OriginalStep.SEALED
    OriginalAct.objects.create(original=original, case=case, step=step, reason=reason, at=at, by=by, policy=policy)
    detail = {**_digests(content), "file": file.pk, **({"policy": policy.pk} if policy else {})}
    record(act="original sealed", by=by, at=at, kind="case", reference=case.reference, detail=detail)
    if policy is None:  # what a policy sealed stands in the log once for each run
        text = f"Original sealed into the vault: {file.name[:NAMED]} ({file.seizure.reference})."
        log_event(case_id=case.pk, text=text, reason=reason, by=by, at=at)
    return original


@transaction.atomic
def open_original(*, original: Original, case: Case, by: User, at: datetime) -> BinaryIO:
    """A stream of the original, to be used in a `with`; bytes that are not authentic never come out of it."""
    stream = open_checked(original)
    detail = _digests(original.content)
    record(act="original opened", by=by, at=at, kind="case", reference=case.reference, detail=detail)
    return stream


def note_shown_from_vault(*, content: Content, case: Case, by: User, at: datetime) -> None:
    """Puts on record that somebody looks at the sealed original, because the file lies no more where it was."""
    detail = _digests(content)
    record(act="original shown", by=by, at=at, kind="case", reference=case.reference, detail=detail)


@transaction.atomic
def destroy_original(*, original: Original, case: Case, by: User, at: datetime, reason: str) -> Destroyed | None:
    """Destroys an original for good; the signed proof stays in the row and in the vault.

    None when another case holds it too: then this case gives it up, and it goes with the last one.
    """
    if not by.has_role(Role.SUPERVISOR):
        raise OnlySupervisor()
    why = needed(reason)
    locked(case, even_closed=True)
    now = _held(original)
    holders = holders_of(now)
    if case.pk not in holders:
        raise NotSealed()
    others = bool(holders - {case.pk})
    destroyed = None if others else _destroy(now, case, by, at)
    step = OriginalStep.GIVEN_UP if others else OriginalStep.DESTROYED
    OriginalAct.objects.create(original=now, case=case, step=step, reason=why, at=at, by=by)
    told = "given up by this case; another one still holds it" if others else "destroyed, with proof"
    put_on_record(
        case=case,
        act="original given up" if others else "original destroyed",
        text=f"Sealed original {told}: SHA-256 {bytes(now.content.sha256).hex()}.",
        reason=why,
        by=by,
        at=at,
        detail=_digests(now.content) | _stub(destroyed),
    )
    return destroyed


def refuse_what_is_sealed(case: Case, content: Content) -> None:
    """Raises CaseClosed, or AlreadySealed when this case has had it sealed."""
    if case.state == CaseState.CLOSED:
        raise CaseClosed()
    if held_in_case(case, content):
        raise AlreadySealed()


def held_in_case(case: Case, content: Content) -> bool:
    """Whether this case has had it sealed and has not given it up."""
    there = original_of(content)
    return there is not None and case.pk in holders_of(there)


def content_of(file: SeizedFile) -> Content:
    """What was read of it. Raises FileChanged when nobody ever read it."""
    if file.content is None:
        raise FileChanged("The file was never read, so nobody knows what it was. Take the seizure again.")
    return file.content


def read_into_vault(file: SeizedFile, content: Content) -> None:
    """The file's bytes as they are now; what differs from what was read before never becomes an object."""
    with opened_file(file) as descriptor, open(descriptor, "rb", closefd=False) as plain:
        source = _Source(plain)
        try:
            vault_of_originals().put(source, limit=content.size, expected=bytes(content.sha256).hex())
        except NotThatContent as problem:
            raise FileChanged() from problem


class _Source:
    """A file on a disk that may be failing: its faults are told apart from those of the vault's own disk."""

    def __init__(self, plain: BinaryIO) -> None:
        self._plain = plain

    def read(self, size: int, /) -> bytes:
        try:
            return self._plain.read(size)
        except OSError as error:
            raise CannotBeRead() from error


def _noted(content: Content, at: datetime) -> Original:
    """The row of what lies in the vault now, new or as it was; nobody destroys it until the transaction ends."""
    Content.objects.select_for_update(no_key=True).get(pk=content.pk)
    sha256 = bytes(content.sha256).hex()
    reference = f"{sha256} {vault_of_originals().object_id(sha256)}"
    there = original_of(content)
    if there is None:
        return Original.objects.create(content=content, reference=reference, sealed_at=at)
    if there.reference != reference:  # what lay there was damaged, and this copy took its place
        there.reference = reference
        there.save(update_fields=["reference"])
    return there


def _held(original: Original) -> Original:
    """The original as it stands now, while nobody else seals or destroys it. Raises NotSealed."""
    Content.objects.select_for_update(no_key=True).get(pk=original.content_id)
    now = Original.objects.filter(pk=original.pk, destroyed_at=None).select_related("content").first()
    if now is None:
        raise NotSealed()
    return now


def _destroy(original: Original, case: Case, by: User, at: datetime) -> Destroyed:
    """Run again after an interruption the vault gives the proof that it gave before."""
    sha256, object_id = original.reference.split()
    with suppress(AlreadyDestroyed, ObjectDamaged):  # destroyed and not noted; or its key is lost, and it can go
        address_of(original)
    destroyed = vault_of_originals().destroy(sha256, at=at, by=str(by.pk), why=f"Decided in {case.reference}.")
    if destroyed.object_id not in (object_id, "unknown"):
        raise NotInVault("It is gone from the vault, and no proof says that it was destroyed. Restore it from back-up.")
    original.destroyed_at, original.proof = destroyed.at, destroyed.proof
    original.save(update_fields=["destroyed_at", "proof"])
    return destroyed


def _digests(content: Content) -> dict[str, str | int]:
    named = {name: bytes(getattr(content, name)).hex() for name in ("sha256", "sha1", "md5")}
    return {**named, "size": content.size}


def _stub(destroyed: Destroyed | None) -> dict[str, str]:
    return {"proof": hashlib.sha256(destroyed.proof).hexdigest()} if destroyed else {}
