"""The files of a seizure: listed, then read batch by batch. Whatever is done twice counts once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Q, Sum

from daymark.casework.access.rows import as_json, insert_values
from daymark.casework.media.models import Content, ContentFrames, SeizedFile, Seizure
from daymark.casework.media.rules import Fate, Standing, State, shown_name
from daymark.casework.steps import Announcement
from daymark.engine.digests import Digests
from daymark.engine.hashing import Hashed
from daymark.engine.kinds import Group, Kind
from daymark.engine.sandbox.seen import Seen
from daymark.engine.video.packed import pack

CHANGED = "It has changed since it was read: what stands here is what was read."
VANISHED = "It is no longer there: what stands here is what was read."
GONE = "It was no longer there when its turn came."


@dataclass(frozen=True)
class Arrived:
    """Contents that were stored for the first time, with the seven turned hashes of stills."""

    contents: frozenset[int]
    turned: Mapping[int, tuple[bytes, ...]]


CONTENTS_ARRIVED: Announcement[Arrived] = Announcement("contents have been stored that were not there before")

_SEEN_AGAIN = """
UPDATE media_seized_file AS file SET
    listing = %(listing)s,
    size = CASE WHEN file.fate = 'READ' THEN file.size ELSE given.size END,
    changed_ns = CASE WHEN file.fate = 'READ' THEN file.changed_ns ELSE given.changed_ns END,
    fate = CASE WHEN file.fate = 'NOT_READ' AND given.reason = '' THEN 'WAITING' ELSE file.fate END,
    reason = CASE WHEN file.fate <> 'READ' THEN given.reason
        WHEN (file.size, file.changed_ns) <> (given.size, given.changed_ns) THEN %(changed)s
        WHEN file.reason = %(vanished)s THEN '' ELSE file.reason END
FROM json_to_recordset(%(rows)s::json) AS given(path_key bytea, size bigint, changed_ns bigint, reason text)
WHERE file.seizure_id = %(seizure)s AND file.path_key = given.path_key AND file.listing < %(listing)s
"""
# What lies in an archive is there as long as the archive is: bytes up to the first zero byte are the archive's path.
# Members first and once, for themselves: a table without statistics makes the planner compare all with all.
_WITH_ITS_ARCHIVE = """
WITH member AS MATERIALIZED (
    SELECT id, sha256(substring(path FROM 1 FOR position('\\x00'::bytea IN path) - 1)) AS archive_key
    FROM media_seized_file
    WHERE seizure_id = %(seizure)s AND listing < %(listing)s AND position('\\x00'::bytea IN path) > 0
)
UPDATE media_seized_file AS file SET
    listing = archive.listing, reason = CASE WHEN file.reason = %(vanished)s THEN '' ELSE file.reason END
FROM member, media_seized_file AS archive
WHERE file.id = member.id
  AND archive.seizure_id = %(seizure)s AND archive.listing = %(listing)s AND archive.path_key = member.archive_key
"""
_READ_NOW = """
UPDATE media_seized_file AS file
SET fate = given.fate, reason = given.reason, content_id = given.content_id, is_first = given.is_first
FROM json_to_recordset(%(rows)s::json)
    AS given(id bigint, fate text, reason text, content_id bigint, is_first boolean)
WHERE file.id = given.id AND file.seizure_id = %(seizure)s AND file.fate = 'WAITING'
RETURNING file.fate, file.size, file.is_first
"""


@dataclass(frozen=True, slots=True)
class Listed:
    """A name in the folder: its path below it as the disk has it, or why there is nothing to read."""

    path: bytes
    size: int = 0
    changed_ns: int = 0
    why_not: str = ""


@transaction.atomic
def list_files(*, seizure: Seizure, listed: Iterable[Listed]) -> Seizure:
    """Notes names of the folder. One that is there already stays what it is, unless it has changed since.

    The seizure as it stands now: somebody may have paused it.
    """
    rows = [_row(seizure, each) for each in listed]
    insert_values(SeizedFile, rows, on_conflict="(seizure_id, path_key) DO NOTHING")
    given = [{name: row[name] for name in ("path_key", "size", "changed_ns", "reason")} for row in rows]
    _run(_SEEN_AGAIN, seizure, given, listing=seizure.listing, changed=CHANGED, vanished=VANISHED)
    now = Seizure.objects.select_for_update(no_key=True).get(pk=seizure.pk)
    now.listed += len(rows)
    now.save(update_fields=["listed"])
    return now


@transaction.atomic
def end_listing(*, seizure: Seizure, at: datetime) -> Seizure:
    """The whole folder has been listed: what was there before and is no longer is marked, and everything counted.

    Its files are read from now on, unless somebody has paused it meanwhile.
    """
    now = Seizure.objects.select_for_update(no_key=True).get(pk=seizure.pk)
    _run(_WITH_ITS_ARCHIVE, now, [], listing=now.listing, vanished=VANISHED)
    gone = SeizedFile.objects.filter(seizure=now, listing__lt=now.listing)
    gone.filter(fate=Fate.READ).update(reason=VANISHED)
    gone.exclude(fate=Fate.READ).update(fate=Fate.NOT_READ, reason=GONE)
    counted = SeizedFile.objects.filter(seizure=now).aggregate(
        of_files=Count("id"),
        of_size=Sum("size", default=0),
        of_read=Count("id", filter=Q(fate=Fate.READ)),
        of_read_size=Sum("size", filter=Q(fate=Fate.READ), default=0),
        of_not_read=Count("id", filter=Q(fate=Fate.NOT_READ)),
        of_different=Count("id", filter=Q(is_first=True)),
    )
    sums = {name.removeprefix("of_"): value for name, value in counted.items()}
    for name, value in sums.items():
        setattr(now, name, value)
    now.run_began_at, now.run_began_size = at, now.read_size
    now.state = State.READING if now.state == State.LISTING else now.state
    now.save(update_fields=[*sums, "state", "run_began_at", "run_began_size"])
    return now


@transaction.atomic
def take_readings(
    *, seizure: Seizure, readings: Mapping[int, Hashed], at: datetime, members: Mapping[Listed, Hashed] | None = None
) -> Seizure:
    """Notes what was read of these files (by the number of their rows); the seizure as it stands now.

    `members`: files inside archives, which were not listed before; they are counted from now on. All of a batch is
    taken or nothing. A file that has a fate already keeps it and is not counted again.
    """
    now = Seizure.objects.select_for_update(no_key=True).get(pk=seizure.pk)
    if members:
        readings = {**readings, **_members_listed(now, members)}
    numbers, new = _contents(readings.values(), at)
    _keep_frames(readings.values(), numbers)
    if new:
        CONTENTS_ARRIVED.announce(Arrived(new, _turned(readings.values(), numbers, new)), at=at)
    had = SeizedFile.objects.filter(seizure=now, is_first=True, content_id__in=numbers.values())
    known = set(had.values_list("content_id", flat=True))
    rows = [_fate(number, hashed, numbers, known) for number, hashed in sorted(readings.items())]
    taken = _run(_READ_NOW, now, rows)
    read = [(size, is_first) for fate, size, is_first in taken if fate == Fate.READ]
    now.read += len(read)
    now.read_size += sum(size for size, _ in read)
    now.different += sum(is_first for _, is_first in read)
    now.not_read += len(taken) - len(read)
    now.starts = 0 if taken else now.starts
    now.save(update_fields=["files", "size", "read", "read_size", "different", "not_read", "starts"])
    return now


def _members_listed(seizure: Seizure, members: Mapping[Listed, Hashed]) -> dict[int, Hashed]:
    """Gives each member a row and adds it to the sums; the readings by the numbers of the rows that wait for them."""
    rows = {row["path_key"]: (row, hashed) for row, hashed in ((_row(seizure, m), h) for m, h in members.items())}
    new = insert_values(SeizedFile, [row for row, _ in rows.values()], on_conflict="(seizure_id, path_key) DO NOTHING")
    there = SeizedFile.objects.filter(seizure=seizure, path_key__in=list(rows), fate=Fate.WAITING)
    numbers = {bytes(key): (number, size) for key, number, size in there.values_list("path_key", "id", "size")}
    sizes = [size for number, size in numbers.values() if number in new]
    seizure.files += len(sizes)
    seizure.size += sum(sizes)
    return {number: rows[key][1] for key, (number, _) in numbers.items()}


def _row(seizure: Seizure, listed: Listed) -> dict[str, Any]:
    return {
        "seizure_id": seizure.pk,
        "path": listed.path,
        "path_key": hashlib.sha256(listed.path).digest(),
        "name": shown_name(listed.path),
        "size": listed.size,
        "changed_ns": listed.changed_ns,
        "listing": seizure.listing,
        "fate": Fate.NOT_READ if listed.why_not else Fate.WAITING,
        "reason": listed.why_not,
        "content_id": None,
        "is_first": False,
    }


def _digests(hashed: Hashed) -> Digests | None:
    """The digests of a file that was read to its end and stood still meanwhile."""
    return hashed.digests if hashed.problem is None else None


def _contents(readings: Iterable[Hashed], at: datetime) -> tuple[dict[bytes, int], frozenset[int]]:
    """The number of each content by its SHA-256, and the numbers of those that are new and have been stored."""
    rows: dict[bytes, dict[str, Any]] = {}
    for hashed in readings:
        digests = _digests(hashed)
        if digests and hashed.kind:
            row = _digested(digests) | _looked_at(hashed.kind, hashed.seen) | {"first_seen_at": at}
            if hashed.seen or row["sha256"] not in rows:  # a copy is not opened: the look stands with the first
                rows[row["sha256"]] = row
    new = insert_values(Content, [rows[key] for key in sorted(rows)], on_conflict="(sha256) DO NOTHING")
    found = Content.objects.filter(sha256__in=list(rows)).values_list("sha256", "id")
    return {bytes(sha256): number for sha256, number in found}, frozenset(new)


def _turned(
    readings: Iterable[Hashed], numbers: Mapping[bytes, int], new: frozenset[int]
) -> dict[int, tuple[bytes, ...]]:
    """The hashes of the turned and mirrored picture, for each new still that has them."""
    turned = {}
    for hashed in readings:
        digests = _digests(hashed)
        if digests and hashed.seen and hashed.seen.frames and hashed.kind and hashed.kind.group is Group.STILL:
            number, hashes = numbers[bytes.fromhex(digests.sha256)], hashed.seen.frames[0].hashes[1:]
            if number in new and hashes:
                turned[number] = hashes
    return turned


def _keep_frames(readings: Iterable[Hashed], numbers: Mapping[bytes, int]) -> None:
    """The hashed frames of the films among them, once for each content."""
    rows = {}
    for hashed in readings:
        digests = _digests(hashed)
        if digests and hashed.seen and hashed.seen.frames and hashed.kind and hashed.kind.group is Group.FILM:
            number = numbers[bytes.fromhex(digests.sha256)]
            rows[number] = {"content_id": number, "packed": pack(hashed.seen.frames)}
    insert_values(ContentFrames, list(rows.values()), on_conflict="(content_id) DO NOTHING")


def _digested(digests: Digests) -> dict[str, Any]:
    named = {name: bytes.fromhex(getattr(digests, name)) for name in ("sha256", "sha1", "md5")}
    return named | {"size": digests.size}


def _looked_at(kind: Kind, seen: Seen | None) -> dict[str, Any]:
    seen = seen or Seen()
    look = seen.frames[0] if seen.frames and kind.group is Group.STILL else None
    return {
        "kind": kind.mime,
        "group": kind.group.value,
        "width": seen.width or None,
        "height": seen.height or None,
        "duration_ms": seen.duration_ms or None,
        "pdq": look.hashes[0] if look else None,
        "quality": look.quality if look else None,
        "problem": seen.error or "",
        "standing": Standing.NEW,
    }


def _fate(number: int, hashed: Hashed, numbers: Mapping[bytes, int], known: set[int]) -> dict[str, Any]:
    """What becomes of one file; the first of a content joins `known`."""
    digests = _digests(hashed)
    content = numbers.get(bytes.fromhex(digests.sha256)) if digests else None
    if content is None:
        reason = hashed.problem or "It could not be read."
        return {"id": number, "fate": Fate.NOT_READ, "reason": reason, "is_first": False}
    is_first = content not in known
    known.add(content)
    return {"id": number, "fate": Fate.READ, "reason": hashed.remark, "content_id": content, "is_first": is_first}


def _run(statement: str, seizure: Seizure, rows: Sequence[Mapping[str, Any]], **given: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"rows": as_json(rows), "seizure": seizure.pk, **given})
        return cursor.fetchall() if cursor.description else []
