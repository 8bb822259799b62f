"""Where a copy has been: every exhibit and report that held the file, or one that looks like it, in time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count

from daymark.casework.access.context import acting_as_system
from daymark.casework.cases.models import CaseReport
from daymark.casework.matching.queries.alike import Likeness
from daymark.casework.matching.queries.named import InReport, in_reports
from daymark.casework.media.models import Content, SeizedFile
from daymark.casework.reports.models import Report

MOST_NAMES = 5  # names of copies in one seizure that are told
SEIZED = "seized"


@dataclass(frozen=True)
class Held:
    """One place that held the file or a look-alike, or named it: a seizure of an exhibit, or a report."""

    at: datetime
    kind: str  # seizure, report
    reference: str
    where: str  # the exhibit, or what the report is about
    source: str  # the collection: an exhibit of a case, or who sent reports
    role: str  # seized, or what the report says of it
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


def trail_of(content: Content, alike: Sequence[Likeness]) -> Trail:
    """Every place that the reader may see, of the file and its look-alikes, and how many she may not."""
    distances: dict[int, int | None] = {content.pk: None, **{each.content.pk: each.distance for each in alike}}
    digests = {content.pk: str(content), **{each.content.pk: str(each.content) for each in alike}}
    others = [each.content for each in alike]
    named = in_reports(content, others)
    seen = [*_seizures(distances, digests), *_reports(named, distances, digests)]
    here = _places(digests, named)
    with acting_as_system():  # how many there are, and nothing else about them
        everywhere = _places(digests, in_reports(content, others))
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
            source=f"Exhibit {each['seizure__exhibit__name']}, {each['seizure__exhibit__case__reference']}",
            role=SEIZED,
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


def _reports(named: Sequence[InReport], distances: Mapping[int, int | None], digests: Mapping[int, str]) -> list[Held]:
    """The reports that brought or named it, with who sent them."""
    wanted = {each.report for each in named}
    reports = Report.objects.select_related("source_agency").in_bulk(wanted)
    cases = dict(CaseReport.objects.filter(report__in=list(reports)).values_list("report_id", "case__reference"))
    return [
        Held(
            at=report.received_at,
            kind="report",
            reference=report.reference,
            where=report.title,
            source=report.source_agency.name if report.source_agency else report.get_way_display(),
            role=each.role,
            case=cases.get(each.report, ""),
            copies=each.copies,
            names=(),
            content=digests[each.content],
            distance=distances[each.content] if each.bits is None else each.bits,
        )
        for each in named
        if (report := reports.get(each.report)) is not None
    ]


def _places(digests: Mapping[int, str], named: Sequence[InReport]) -> int:
    """How many seizures and reports held or named one of these, as far as can be seen."""
    seizures = SeizedFile.objects.filter(content__in=list(digests)).values("seizure").distinct().count()
    return seizures + len({each.report for each in named})
