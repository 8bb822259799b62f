"""How the reading of a seizure begins, pauses, goes on and ends."""

from __future__ import annotations

import os
from datetime import datetime

from django.db import connection, transaction

from daymark.casework.access.models import User
from daymark.casework.access.recording import record
from daymark.casework.cases.actions import locked, log_event
from daymark.casework.media.models import Exhibit, Seizure
from daymark.casework.media.queries import sums_of
from daymark.casework.media.rules import NotPaused, State, in_one_sentence


@transaction.atomic
def begin_or_resume(*, exhibit: Exhibit, folder: bytes, by: User | None, at: datetime) -> Seizure:
    """The seizure of this folder of the exhibit, about to be listed: a new one, or the one that was begun before.

    One that was read to its end is listed again too: what is new is read, what has changed or vanished is reported.
    """
    locked(exhibit.case)
    seizure = Seizure.objects.select_for_update().filter(exhibit=exhibit, folder=folder).first()
    if seizure is None:
        seizure = _begin(exhibit, folder, by, at)
    else:
        _told(seizure, "seizure resumed", f"Seizure {seizure.reference} goes on.", by, at)
    seizure.state, seizure.ended_at, seizure.listing = State.READING, None, seizure.listing + 1
    seizure.save(update_fields=["state", "ended_at", "listing"])
    return seizure


@transaction.atomic
def pause(*, seizure: Seizure, by: User | None, at: datetime) -> None:
    """Stops the reading after the batch that is being read; the same command goes on from there."""
    now = Seizure.objects.select_for_update().get(pk=seizure.pk)
    if now.state != State.READING:
        raise NotPaused()
    now.state = State.PAUSED
    now.save(update_fields=["state"])
    _told(now, "seizure paused", f"Seizure {now.reference} paused: {in_one_sentence(sums_of(now))}", by, at)


@transaction.atomic
def finish(*, seizure: Seizure, by: User | None, at: datetime) -> Seizure:
    """Every file has been read or has a reason."""
    now = Seizure.objects.select_for_update().get(pk=seizure.pk)
    now.state, now.ended_at = State.DONE, at
    now.save(update_fields=["state", "ended_at"])
    _told(now, "seizure read", f"Seizure {now.reference} read: {in_one_sentence(sums_of(now))}", by, at)
    return now


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
