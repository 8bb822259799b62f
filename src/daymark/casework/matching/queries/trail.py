"""Where a copy has been: every exhibit and report that held the file, or one that looks like it, in time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import numpy as np
from django.db import connection
from django.db.models import Count
from numpy.typing import NDArray

from daymark.casework.access.context import acting_as_system
from daymark.casework.cases.models import CaseReport
from daymark.casework.media.models import Content, SeizedFile
from daymark.casework.reports.models import Attachment, Report
from daymark.engine.hamming import RADIUS
from daymark.engine.known.unmatchable import why_never_by_look
from daymark.engine.pdq import BYTES, FEATURELESS_BELOW

MOST_ALIKE = 200  # look-alikes that are followed
MOST_NAMES = 5  # names of copies in one seizure that are told
_AT_ONCE = 50_000  # looks compared at once
# Joined by the server into two long values: row by row, reading them would take ten times as long as comparing them.
_LOOKS = """
SELECT max(id), string_agg(int8send(id), ''::bytea ORDER BY id), string_agg(pdq, ''::bytea ORDER BY id) FROM (
    SELECT id, pdq FROM media_content
    WHERE id > %s AND quality >= %s AND octet_length(pdq) = %s ORDER BY id LIMIT %s
) AS portion
"""


@dataclass(frozen=True)
class Likeness:
    """A content of ours that looks like the file, with the bits in which they differ."""

    content: Content
    distance: int


@dataclass(frozen=True)
class Held:
    """One place that held the file or a look-alike: a seizure of an exhibit, or a report."""

    at: datetime
    kind: str  # seizure, report
    reference: str
    where: str  # the exhibit, or what the report is about
    case: str  # its reference, when the place belongs to a case
    copies: int
    names: tuple[str, ...]
    content: str  # SHA-256 of what it held
    distance: int | None  # None for the file itself


@dataclass(frozen=True)
class Trail:
    """The places that the reader may see, the first first, and how many others there are."""

    held: tuple[Held, ...]
    elsewhere: int


def look_alikes_of(content: Content) -> list[Likeness]:
    """The contents here that look like this one, the nearest first."""
    if not content.pdq or (content.quality or 0) < FEATURELESS_BELOW or why_never_by_look(bytes(content.pdq)):
        return []
    near: dict[int, int] = {}
    asked = np.frombuffer(bytes(content.pdq), np.uint8).reshape(1, -1)
    for numbers, hashes in _looks():
        distances = np.bitwise_count(hashes ^ asked).sum(axis=1, dtype=np.int64)
        near |= {int(numbers[place]): int(distances[place]) for place in np.flatnonzero(distances <= RADIUS)}
    near.pop(content.pk, None)
    chosen = sorted(near, key=lambda number: (near[number], number))[:MOST_ALIKE]
    there = Content.objects.in_bulk(chosen)
    return [Likeness(there[number], near[number]) for number in chosen]


def trail_of(content: Content, alike: Sequence[Likeness]) -> Trail:
    """Every place that the reader may see, of the file and its look-alikes, and how many she may not."""
    distances: dict[int, int | None] = {content.pk: None, **{each.content.pk: each.distance for each in alike}}
    digests = {content.pk: str(content), **{each.content.pk: str(each.content) for each in alike}}
    seen = [*_seizures(distances, digests), *_reports(distances, digests)]
    here = _places(digests)
    with acting_as_system():  # how many there are, and nothing else about them
        everywhere = _places(digests)
    return Trail(tuple(sorted(seen, key=lambda held: (held.at, held.reference))), everywhere - here)


def _seizures(distances: Mapping[int, int | None], digests: Mapping[int, str]) -> list[Held]:
    files = SeizedFile.objects.filter(content__in=list(distances))
    places = files.values(
        "content_id", "seizure_id", "seizure__reference", "seizure__begun_at", "seizure__exhibit__name",
        "seizure__exhibit__case__reference",
    ).annotate(copies=Count("id"))  # fmt: skip
    return [
        Held(
            at=each["seizure__begun_at"],
            kind="seizure",
            reference=each["seizure__reference"],
            where=f"Exhibit {each['seizure__exhibit__name']}",
            case=each["seizure__exhibit__case__reference"],
            copies=each["copies"],
            names=_names(each["seizure_id"], each["content_id"]),
            content=digests[each["content_id"]],
            distance=distances[each["content_id"]],
        )
        for each in places
    ]


def _names(seizure: UUID, content: int) -> tuple[str, ...]:
    files = SeizedFile.objects.filter(seizure=seizure, content=content).order_by("id")
    return tuple(files.values_list("name", flat=True)[:MOST_NAMES])


def _reports(distances: Mapping[int, int | None], digests: Mapping[int, str]) -> list[Held]:
    """The files that came with reports."""
    numbers = {sha256: number for number, sha256 in digests.items()}
    came = (
        Attachment.objects.filter(sha256__in=list(numbers)).values("sha256", "report_id").annotate(copies=Count("id"))
    )
    by_report = list(came)
    reports = Report.objects.in_bulk([each["report_id"] for each in by_report])
    cases = dict(CaseReport.objects.filter(report__in=list(reports)).values_list("report_id", "case__reference"))
    return [
        Held(
            at=reports[each["report_id"]].received_at,
            kind="report",
            reference=reports[each["report_id"]].reference,
            where=reports[each["report_id"]].title,
            case=cases.get(each["report_id"], ""),
            copies=each["copies"],
            names=(),
            content=each["sha256"],
            distance=distances[numbers[each["sha256"]]],
        )
        for each in by_report
        if each["report_id"] in reports
    ]


def _places(digests: Mapping[int, str]) -> int:
    """How many seizures and reports held one of these, as far as can be seen."""
    seizures = SeizedFile.objects.filter(content__in=list(digests)).values("seizure").distinct().count()
    return seizures + Attachment.objects.filter(sha256__in=list(digests.values())).values("report").distinct().count()


def _looks() -> Iterator[tuple[NDArray[np.int64], NDArray[np.uint8]]]:
    """The looks of all contents with features: numbers (n,) and hashes (n, 32), in portions."""
    last = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_LOOKS, [last, FEATURELESS_BELOW, BYTES, _AT_ONCE])
            last, numbers, hashes = cursor.fetchone()
        if last is None:
            return
        yield np.frombuffer(bytes(numbers), ">i8"), np.frombuffer(bytes(hashes), np.uint8).reshape(-1, BYTES)
