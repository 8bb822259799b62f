"""How the reading of a seizure is asked for, begins, pauses, goes on and ends."""

from __future__ import annotations

import os
from datetime import datetime

from django.db import connection, transaction
from procrastinate.contrib.django import app

from daymark.casework.access.models import User
from daymark.casework.access.recording import record
from daymark.casework.cases.actions import locked, log_event
from daymark.casework.media.actions.announcing import SEIZURE_READ
from daymark.casework.media.models import Exhibit, Seizure
from daymark.casework.media.queries import is_held, sums_of
from daymark.casework.media.rules import READING_QUEUE, UNDER_WAY, IsRead, NotAsked, NotPaused, State, in_one_sentence

# The job that reads one seizure, and the queue that nothing else waits in (see `tasks`).
READING_JOB = "take_seizure"


@transaction.atomic
def begin_or_resume(*, exhibit: Exhibit, folder: bytes, by: User | None, at: datetime) -> Seizure:
    """The seizure of this folder of the exhibit, about to be listed: a new one, or the one that was begun before.

    One that was read to its end is listed again too: what is new is read, what has changed or vanished is reported.
    Whoever calls this reads it himself: the server does not go on with it.
    """
    seizure = _begun_before(exhibit, folder, by, at) or _begin(exhibit, folder, by, at)
    seizure.on_server = False
    return _listed_anew(seizure)


@transaction.atomic
def ask(*, exhibit: Exhibit, folder: bytes, by: User, at: datetime) -> Seizure:
    """Has the server read this folder of the exhibit as soon as it can: for the first time, or from where it stopped.

    The folder must be one that the operator allows: see `taking.folders`.
    """
    seizure = Seizure.objects.select_for_update(no_key=True).filter(exhibit=exhibit, folder=folder).first()
    if seizure and seizure.state in UNDER_WAY and (seizure.on_server or is_held(seizure)):
        raise IsRead()
    seizure = _begun_before(exhibit, folder, by, at) or _begin(exhibit, folder, by, at)
    seizure.state, seizure.on_server, seizure.starts = State.WAITING, True, 0
    seizure.ended_at, seizure.problem = None, ""
    seizure.save(update_fields=["state", "on_server", "starts", "ended_at", "problem"])
    queue(reference=seizure.reference)
    return seizure


@transaction.atomic
def take_up(*, seizure: Seizure, at: datetime) -> Seizure:
    """The server's process begins to list what was asked for, or what a process left that ended. Raises NotAsked."""
    now = Seizure.objects.select_for_update(no_key=True).select_related("exhibit__case").get(pk=seizure.pk)
    if not now.on_server or now.state not in UNDER_WAY:
        raise NotAsked()
    locked(now.exhibit.case)
    if now.state != State.WAITING:
        words = f"Seizure {now.reference} goes on: the process that read it had ended."
        _told(now, "seizure resumed", words, None, at)
    now.starts += 1
    return _listed_anew(now)


def queue(*, reference: str) -> None:
    """Puts the reading of this seizure into its queue, in the caller's transaction. Twice does no harm."""
    app.configure_task(READING_JOB, queue=READING_QUEUE).defer(reference=reference)


@transaction.atomic
def fail(*, seizure: Seizure, problem: str, at: datetime) -> None:
    """A fault has stopped the reading; it stands on the page until a person has it go on."""
    now = Seizure.objects.select_for_update(no_key=True).get(pk=seizure.pk)
    if now.state not in UNDER_WAY:
        return
    now.state, now.problem = State.FAILED, problem
    now.save(update_fields=["state", "problem"])
    _told(now, "seizure stopped by a fault", f"Seizure {now.reference} was stopped by a fault: {problem}", None, at)


@transaction.atomic
def lay_down(*, seizure: Seizure) -> None:
    """The server's process ends because it was asked to, not because of this seizure: that start does not count."""
    Seizure.objects.filter(pk=seizure.pk).update(starts=0)


@transaction.atomic
def pause(*, seizure: Seizure, by: User | None, at: datetime) -> None:
    """Stops the reading after the batch that is being read; it can go on from there at any time."""
    now = Seizure.objects.select_for_update(no_key=True).get(pk=seizure.pk)
    if now.state not in UNDER_WAY:
        raise NotPaused()
    now.state = State.PAUSED
    now.save(update_fields=["state"])
    _told(now, "seizure paused", f"Seizure {now.reference} paused: {in_one_sentence(sums_of(now))}", by, at)


@transaction.atomic
def finish(*, seizure: Seizure, by: User | None, at: datetime) -> Seizure:
    """Every file has been read or has a reason."""
    now = Seizure.objects.select_for_update(no_key=True).get(pk=seizure.pk)
    now.state, now.ended_at = State.DONE, at
    now.save(update_fields=["state", "ended_at"])
    _told(now, "seizure read", f"Seizure {now.reference} read: {in_one_sentence(sums_of(now))}", by, at)
    SEIZURE_READ.announce(now, at=at)
    return now


def _begun_before(exhibit: Exhibit, folder: bytes, by: User | None, at: datetime) -> Seizure | None:
    locked(exhibit.case)
    seizure = Seizure.objects.select_for_update(no_key=True).filter(exhibit=exhibit, folder=folder).first()
    if seizure:
        _told(seizure, "seizure resumed", f"Seizure {seizure.reference} goes on.", by, at)
    return seizure


def _listed_anew(seizure: Seizure) -> Seizure:
    seizure.state, seizure.ended_at, seizure.problem = State.LISTING, None, ""
    seizure.listing, seizure.listed = seizure.listing + 1, 0
    seizure.save(update_fields=["state", "on_server", "problem", "starts", "ended_at", "listing", "listed"])
    return seizure


def _begin(exhibit: Exhibit, folder: bytes, by: User | None, at: datetime) -> Seizure:
    seizure = Seizure.objects.create(
        reference=_next_reference(at),
        exhibit=exhibit,
        folder=folder,
        folder_name=folder.decode("utf-8", "backslashreplace"),
        begun_at=at,
        begun_by=by,
    )
    words = f"Seizure {seizure.reference} of exhibit {exhibit.name} begun: {seizure.folder_name}."
    _told(seizure, "seizure begun", words, by, at)
    return seizure


def _told(seizure: Seizure, act: str, words: str, by: User | None, at: datetime) -> None:
    log_event(case_id=seizure.exhibit.case_id, text=words, by=by, at=at)
    # Who sat at the command line, which signs nobody in.
    detail = {"files": seizure.files} | ({} if by else {"process_user": os.getuid()})
    record(act=act, by=by, at=at, kind="seizure", reference=seizure.reference, detail=detail)


def _next_reference(at: datetime) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('media_reference')")
        return f"S-{at.year}-{cursor.fetchone()[0]:05d}"
