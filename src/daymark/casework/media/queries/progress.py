"""How far the reading of one seizure is, for its page."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob

from daymark.casework.media.models import Seizure
from daymark.casework.media.queries.seizures import is_held, pace_of, sums_of, time_left_of
from daymark.casework.media.rules import READING_QUEUE, UNDER_WAY, State, Sums


@dataclass(frozen=True)
class Progress:
    """What stands on the page while a seizure is read. `pace` in bytes a second."""

    seizure: Seizure
    sums: Sums
    at: datetime
    is_under_way: bool
    is_left_alone: bool  # said to be read, and no process does
    waits_for_another: bool
    pace: int | None
    left: timedelta | None

    @property
    def done(self) -> int:
        """Files that were tried, whether they could be read or not."""
        return self.sums.read + self.sums.not_read

    @property
    def tone(self) -> str:
        """The colour of its state."""
        return {State.DONE.value: "good", State.FAILED.value: "plum"}.get(self.seizure.state, "grey")


def progress_of(seizure: Seizure, *, at: datetime) -> Progress:
    """How far it is, and whether anybody reads it."""
    begun = seizure.state in (State.LISTING, State.READING)
    alone = begun and not is_held(seizure)
    waiting = seizure.state == State.WAITING
    return Progress(
        seizure=seizure,
        sums=sums_of(seizure),
        at=at,
        is_under_way=seizure.state in UNDER_WAY,
        is_left_alone=alone,
        waits_for_another=waiting
        and ProcrastinateJob.objects.filter(queue_name=READING_QUEUE, status="doing").exists(),
        pace=None if alone else pace_of(seizure, at=at),
        left=None if alone else time_left_of(seizure, at=at),
    )


def command_of(seizure: Seizure) -> str:
    """What goes on with it on the command line of the server, to be typed as it stands."""
    said = (bytes(seizure.folder), seizure.exhibit.case.reference.encode(), seizure.exhibit.name.encode())
    folder, case, exhibit = map(_quoted, said)
    return f"daymark seize {folder} --case {case} --exhibit {exhibit}"


def _quoted(word: bytes) -> str:
    """A word for a shell, also one whose bytes are no text."""
    text = word.decode("utf-8", "replace")
    if "\ufffd" not in text and text.isprintable():
        return shlex.quote(text)
    return "$'" + "".join(chr(each) if chr(each).isalnum() and each < 128 else f"\\x{each:02x}" for each in word) + "'"


def stopped_by_faults() -> list[Seizure]:
    """Seizures that a fault has stopped and nobody had go on since, the oldest first."""
    return list(Seizure.objects.filter(state=State.FAILED).order_by("begun_at"))


def kept_waiting(since: datetime) -> int:
    """How many readings have waited since then while none is under way: the worker of the seizures does not run."""
    jobs = ProcrastinateJob.objects.filter(queue_name=READING_QUEUE)
    if jobs.filter(status="doing").exists():
        return 0
    waiting = jobs.filter(status="todo").values_list("pk", flat=True)
    news = ProcrastinateEvent.objects.filter(job_id__in=list(waiting))
    return sum(last < since for last in news.values("job_id").annotate(last=Max("at")).values_list("last", flat=True))
