"""Reads exhibits, seizures and their files. `get_..._for` are the only ways to fetch one for a person."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import OuterRef, QuerySet, Subquery, Sum
from procrastinate.contrib.django.models import ProcrastinateJob

from daymark.casework.access.models import Role, User
from daymark.casework.access.recording import record
from daymark.casework.cases.models import Case
from daymark.casework.cases.page_parts import Part
from daymark.casework.cases.queries import visible_cases
from daymark.casework.media.models import Content, CustodyEntry, Exhibit, SeizedFile, Seizure, SweepPart
from daymark.casework.media.rules import (
    READING_QUEUE,
    UNDER_WAY,
    Fate,
    State,
    Sums,
    in_one_sentence,
    lock_of,
    pace,
    time_left,
)
from daymark.problems import NotForYou

# Locks of this database by their number, which pg_locks has in two halves.
_HELD = """
SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1 AND granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND (classid::bigint << 32 | objid::bigint) = %s)
"""
# Who may have files of the server taken in: they work on what was seized, and see what the folders are called.
TAKERS = (Role.INVESTIGATOR, Role.VICTIM_IDENTIFICATION_ANALYST, Role.SUPERVISOR)
# Who may take the files' digests and grades out of the centre.
EXPORTERS = (Role.INVESTIGATOR, Role.VICTIM_IDENTIFICATION_ANALYST, Role.SUPERVISOR)


@dataclass(frozen=True)
class KindCount:
    """Different files of one kind in a seizure."""

    kind: str
    number: int
    size: int


def get_exhibit_for(user: User, number: UUID, *, at: datetime) -> Exhibit:
    """One exhibit of a case that the person may see; the reading goes on record."""
    there = Exhibit.objects.select_related("case", "added_by").filter(case__in=visible_cases(user))
    exhibit = there.filter(pk=number).first()
    if exhibit is None:
        raise NotForYou()
    record(act="exhibit read", by=user, at=at, kind="case", reference=exhibit.case.reference)
    return exhibit


def get_seizure_for(user: User, reference: str, *, at: datetime, still_open: bool = False) -> Seizure:
    """One seizure of a case that the person may see; the reading goes on record.

    `still_open`: the page that is on record already refreshes itself, which is no reading of its own.
    """
    there = Seizure.objects.select_related("exhibit__case", "begun_by").filter(exhibit__case__in=visible_cases(user))
    seizure = there.filter(reference=reference).first()
    if seizure is None:
        raise NotForYou()
    if not still_open:
        record(act="seizure read", by=user, at=at, kind="seizure", reference=seizure.reference)
    return seizure


def custody_of(exhibit: Exhibit) -> QuerySet[CustodyEntry]:
    """Who held it, the first first."""
    return CustodyEntry.objects.filter(exhibit=exhibit)


def sums_of(seizure: Seizure) -> Sums:
    """The counts of a seizure as its last batch left them."""
    return Sums(seizure.files, seizure.size, seizure.read, seizure.read_size, seizure.not_read, seizure.different)


def time_left_of(seizure: Seizure, *, at: datetime) -> timedelta | None:
    """How long its reading will still take; None while nobody reads it, or nothing can be told yet."""
    if seizure.state != State.READING or seizure.run_began_at is None:
        return None
    return time_left(sums_of(seizure), read_before=seizure.run_began_size, began_at=seizure.run_began_at, at=at)


def pace_of(seizure: Seizure, *, at: datetime) -> int | None:
    """Bytes a second since its files are being read this time; None while nobody reads, or nothing can be told yet."""
    if seizure.state != State.READING or seizure.run_began_at is None:
        return None
    return pace(sums_of(seizure), read_before=seizure.run_began_size, began_at=seizure.run_began_at, at=at)


def is_held(seizure: Seizure) -> bool:
    """Whether a living process reads it: the database knows who holds the lock, and lets go when that process ends."""
    with connection.cursor() as cursor:
        cursor.execute(_HELD, [lock_of(seizure.exhibit_id, bytes(seizure.folder))])
        return bool(cursor.fetchone()[0])


def left_alone() -> list[Seizure]:
    """Seizures that the server is to read, no process reads and no job will: their process or the server ended."""
    there = Seizure.objects.filter(on_server=True, state__in=UNDER_WAY).order_by("begun_at")
    queued = ProcrastinateJob.objects.filter(status__in=("todo", "doing"), queue_name=READING_QUEUE)
    known = set(queued.values_list("args__reference", flat=True))
    return [each for each in there if each.reference not in known and not is_held(each)]


def kinds_of(seizure: Seizure) -> list[KindCount]:
    """How many different files of each kind, the most first."""
    rows = SweepPart.objects.filter(seizure=seizure).values("kind").annotate(number=Sum("files"), bytes=Sum("size"))
    found = rows.filter(number__gt=0).order_by("-number", "kind")
    return [KindCount(row["kind"], row["number"], row["bytes"]) for row in found]


def troubled_files(seizure: Seizure) -> QuerySet[SeizedFile]:
    """Files that could not be read, or that something happened to since, in the order in which they were listed."""
    return SeizedFile.objects.filter(seizure=seizure).exclude(reason="").order_by("id")


def partly_seen(seizure: Seizure, *, most: int) -> list[SeizedFile]:
    """Different files that were read and could not wholly be looked at: damaged, locked, not supported.

    From the few contents with a problem to their files, never the other way round.
    """
    here = SeizedFile.objects.filter(seizure=seizure, is_first=True, content=OuterRef("pk")).values("pk")[:1]
    troubled = Content.objects.exclude(problem="").alias(here=Subquery(here)).filter(here__isnull=False)
    numbers = list(troubled.order_by("id").values_list(Subquery(here), flat=True)[:most])
    return list(SeizedFile.objects.filter(pk__in=numbers).select_related("content").order_by("id"))


def waiting_files(seizure: Seizure, *, after: int, most: int) -> list[SeizedFile]:
    """The next files to be read, in the order in which they were listed."""
    waiting = SeizedFile.objects.filter(seizure=seizure, fate=Fate.WAITING, id__gt=after)
    return list(waiting.order_by("id")[:most])


def members_read(seizure: Seizure, archive: bytes) -> set[bytes]:
    """The keys of the members of this archive (by its path) that have a fate already."""
    inside = SeizedFile.objects.filter(seizure=seizure, path__gt=archive + b"\0", path__lt=archive + b"\1")
    return {bytes(key) for key in inside.exclude(fate=Fate.WAITING).values_list("path_key", flat=True).iterator()}


def contents_by(digests: Collection[bytes]) -> list[int]:
    """The numbers of the contents with these SHA-256, in the order of their coming."""
    return list(Content.objects.filter(sha256__in=list(digests)).order_by("id").values_list("id", flat=True))


def contents_of(seizure: Seizure) -> dict[bytes, int]:
    """The SHA-256 of every content that was read in this seizure, and its size."""
    first = SeizedFile.objects.filter(seizure=seizure, is_first=True)
    return {bytes(sha256): size for sha256, size in first.values_list("content__sha256", "content__size").iterator()}


def part_of_case(case: Case, user: User, at: datetime) -> Part:
    """The exhibits of a case with their seizures."""
    exhibits = Exhibit.objects.filter(case=case).prefetch_related("seizures")
    rows = [
        (exhibit, [(each, in_one_sentence(sums_of(each))) for each in exhibit.seizures.all()]) for exhibit in exhibits
    ]
    content = {"exhibits": rows, "case": case, "may_export": bool(rows) and user.has_role(*EXPORTERS)}
    content["may_take"] = user.has_role(*TAKERS)
    return Part("exhibits", "Exhibits and seizures", "media/parts/on_case.html", content)
