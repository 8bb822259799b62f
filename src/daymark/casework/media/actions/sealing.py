"""Originals sealed by a job: what a policy wants when a grade is settled, and what is too large for a request."""

from __future__ import annotations

import time
from dataclasses import asdict
from datetime import datetime

import structlog
from django.db import transaction
from django.db.models import QuerySet

from daymark.casework.access.context import acting_as_system
from daymark.casework.access.models import Role, User
from daymark.casework.access.recording import record
from daymark.casework.cases.actions import log_event, needed
from daymark.casework.cases.models import Case, CaseState
from daymark.casework.media.actions.announcing import Graded
from daymark.casework.media.actions.originals import (
    AlreadySealed,
    CannotBeRead,
    FileChanged,
    content_of,
    held_in_case,
    note_sealed,
    read_into_vault,
    refuse_what_is_sealed,
)
from daymark.casework.media.models import Content, Sealing, SealingPolicyVersion, SealingState, SeizedFile, Seizure
from daymark.casework.media.queries.opening import NO_FILE
from daymark.casework.media.queries.originals import files_to_seal
from daymark.casework.media.queries.pictures import CannotShow
from daymark.casework.media.queries.sealing import failed_in, held_by, sealing_policy_at
from daymark.casework.media.rules.sealing import SealingPolicy, checked_sealing_policy
from daymark.casework.welfare.rules.policy import checked_reason
from daymark.problems import NotForYou, Problem
from daymark.vault.destruction import AlreadyDestroyed
from daymark.vault.labels import NotInVault
from daymark.vault.store import VaultFull

log = structlog.get_logger()

MOST_COPIES = 20  # of a file, tried one after the other
CHANGED_GRADE = "The grade was taken back or changed before it was sealed."
CLOSED = "The case was closed before it was sealed. Reopen it and try again."
VAULT_FAILED = "The disk of the vault could not be written"


@transaction.atomic
def change_sealing_policy(*, policy: SealingPolicy, reason: str, by: User, at: datetime) -> SealingPolicyVersion:
    """Puts a policy in force from now on, with the reason; grades settled before are as they were."""
    if not by.has_role(Role.SUPERVISOR):
        raise NotForYou()
    why, checked = checked_reason(reason), checked_sealing_policy(policy)
    before = sealing_policy_at(at)
    said = {**asdict(checked), "grades": list(checked.grades)}
    version = SealingPolicyVersion.objects.create(**said, reason=why, made_at=at, made_by=by)
    changed = [before.policy.in_words() if before else SealingPolicy().in_words(), checked.in_words()]
    detail = {"version": version.pk, "changed": changed, "reason": why}
    record(act="sealing policy changed", by=by, at=at, kind="policy", detail=detail)
    return version


@transaction.atomic
def seal_by_policy(graded: Graded, *, at: datetime) -> int:
    """Has the originals sealed that the policy of now wants of a settled grade; how many were asked for.

    Reads no file: a job does. What waited for a grade that no longer holds is dropped.
    """
    version, case, contents = sealing_policy_at(at), graded.stack.case, graded.contents
    waiting = Sealing.objects.filter(case=case, content__in=contents, state=SealingState.WAITING)
    if version is None or graded.facts is None or not version.policy.wants(graded.facts):
        waiting.exclude(policy=None).update(state=SealingState.DROPPED, why_not=CHANGED_GRADE, ended_at=at)
        return 0
    wanted = set(contents) - held_by(case, contents) - set(waiting.values_list("content", flat=True))
    rows = [Sealing(case=case, content_id=each, policy=version, asked_at=at) for each in sorted(wanted)]
    Sealing.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


@transaction.atomic
def ask_to_seal(*, file: SeizedFile, by: User, at: datetime, reason: str) -> Sealing:
    """Has a job seal a file, because it is large. Raises what can be told at once."""
    why, case, content = needed(reason), file.seizure.exhibit.case, content_of(file)
    refuse_what_is_sealed(case, content)
    waiting = Sealing.objects.filter(case=case, content=content, state=SealingState.WAITING).first()
    if waiting is not None:
        return waiting
    row = Sealing(case=case, content=content, file=file, reason=why, asked_at=at, asked_by=by)
    row.save(force_insert=True)
    detail = {"sha256": bytes(content.sha256).hex(), "size": content.size}
    record(act="original asked to be sealed", by=by, at=at, kind="case", reference=case.reference, detail=detail)
    return row


@transaction.atomic
def ask_again(*, seizure: Seizure, by: User, at: datetime) -> int:
    """Has everything of a seizure tried once more that could not be sealed; how many that are."""
    failed = list(failed_in(seizure))
    for each in failed:
        again = Sealing(case=each.case, content=each.content, file=each.file, reason=each.reason, asked_at=at)
        again.policy, again.asked_by = each.policy, each.asked_by
        again.save(force_insert=True)
    detail = {"files": len(failed)}
    record(act="sealing tried again", by=by, at=at, kind="seizure", reference=seizure.reference, detail=detail)
    return len(failed)


def seal_waiting(*, at: datetime, for_seconds: float) -> None:
    """Seals what waits, one after the other, until all is done or the time is over.

    Killed at any moment it leaves the rest waiting: the row is written when the object is in the vault.
    """
    done: dict[Case, int] = {}
    last, ends = 0, time.monotonic() + for_seconds
    while time.monotonic() < ends:
        with acting_as_system():
            asked = _waiting().filter(place__gt=last).order_by("place").first()
        if asked is None:
            break
        last = asked.place
        try:
            is_sealed = _seal_or_say_why(asked, at)
        except VaultFull:
            log.error("original not sealed: no room in the vault")
            break
        if is_sealed and asked.policy is not None:
            done[asked.case] = done.get(asked.case, 0) + 1
    for case, number in done.items():
        what = "1 original" if number == 1 else f"{number:,} originals"
        log_event(case_id=case.pk, text=f"{what} sealed into the vault by the centre's policy.", by=None, at=at)


def _waiting() -> QuerySet[Sealing]:
    rows = Sealing.objects.filter(state=SealingState.WAITING)
    return rows.select_related("case", "content", "policy", "asked_by", "file__seizure__exhibit__case", "file__content")


def _seal_or_say_why(asked: Sealing, at: datetime) -> bool:
    """One that fails never keeps the next from being sealed."""
    try:
        return _seal(asked, at)
    except VaultFull:
        raise
    except (NotInVault, AlreadyDestroyed):
        return False  # destroyed this moment by somebody else: it waits for the next run
    except (Problem, OSError) as problem:
        why = problem.message if isinstance(problem, Problem) else f"{VAULT_FAILED} ({problem.strerror})."
    with acting_as_system():
        return _fail(asked, why, at)


def _seal(asked: Sealing, at: datetime) -> bool:
    """Reads the file outside of any transaction: none lasts as long as a disk does."""
    with acting_as_system():
        if held_in_case(asked.case, asked.content):
            _end(asked, SealingState.DROPPED, AlreadySealed().message, at)
            return False
        files = [asked.file] if asked.file else files_to_seal(asked.case, asked.content)[:MOST_COPIES]
    read, why = _first_that_reads(files, asked.content)
    with acting_as_system():
        if read is None:
            return _fail(asked, why, at)
        return _note(asked, read, at)


def _first_that_reads(files: list[SeizedFile], content: Content) -> tuple[SeizedFile | None, str]:
    """The file whose bytes are in the vault now; or why the first of them could not be read."""
    why: list[str] = []
    for file in files:
        try:
            read_into_vault(file, content)
        except (CannotShow, FileChanged, CannotBeRead) as problem:
            why.append(problem.message)
        else:
            return file, ""
    return None, why[0] if why else NO_FILE


@transaction.atomic
def _note(asked: Sealing, file: SeizedFile, at: datetime) -> bool:
    """The rows of what lies in the vault now, unless the reason for it has ended meanwhile."""
    # In the order in which sealing by a person and grading hold them, so that nobody waits for the other.
    case = Case.objects.select_for_update(no_key=True).get(pk=asked.case_id)
    Content.objects.select_for_update(no_key=True).get(pk=asked.content_id)
    now = Sealing.objects.select_for_update(no_key=True).get(pk=asked.pk)
    if now.state != SealingState.WAITING:
        return False
    if case.state == CaseState.CLOSED:
        return _fail(asked, CLOSED, at)
    if held_in_case(case, asked.content):
        _end(asked, SealingState.DROPPED, AlreadySealed().message, at)
        return False
    note_sealed(file=file, case=case, by=asked.asked_by, policy=asked.policy, reason=_reason(asked), at=at)
    _end(asked, SealingState.SEALED, "", at)
    return True


def _reason(asked: Sealing) -> str:
    if asked.policy is None:
        return str(asked.reason)
    return f"Policy of {asked.policy.made_at:%d %B %Y}, version {asked.policy.pk}: {asked.policy.policy.in_words()}."


@transaction.atomic
def _fail(asked: Sealing, why: str, at: datetime) -> bool:
    _end(asked, SealingState.FAILED, why, at)
    case, sha256 = asked.case, bytes(asked.content.sha256).hex()
    detail = {"sha256": sha256}
    record(act="original not sealed", by=asked.asked_by, at=at, kind="case", reference=case.reference, detail=detail)
    if asked.policy is None:
        text = f"An original could not be sealed: {why} (SHA-256 {sha256})"
        log_event(case_id=case.pk, text=text, by=asked.asked_by, at=at)
    return False


def _end(asked: Sealing, state: SealingState, why: str, at: datetime) -> None:
    waiting = Sealing.objects.filter(pk=asked.pk, state=SealingState.WAITING)
    waiting.update(state=state, why_not=why, ended_at=at)
