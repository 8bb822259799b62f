"""Every way in ends here: bytes kept, report filed, identifiers noted, and the arrival announced."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from daymark.casework.access.actions import Act, record_many
from daymark.casework.access.keyring import keyring
from daymark.casework.access.models import User
from daymark.casework.access.rows import insert_rows
from daymark.casework.partners.models import Agency
from daymark.casework.reports.models import Attachment, IndustryAccount, Received, Report, Way
from daymark.casework.reports.rules.fingerprints import fingerprint_text
from daymark.casework.reports.rules.mentions import identifiers_of
from daymark.casework.reports.rules.titles import child_of, title
from daymark.casework.reports.rules.understood import FileSaid, Understood
from daymark.casework.steps import Announcement
from daymark.casework.subjects.actions import Mention, note_sightings

REPORTS_RECEIVED: Announcement[Sequence[Report]] = Announcement("reports have been received")
REPORT_WITHDRAWN: Announcement[Report] = Announcement("the sender has withdrawn a report")
REPORTER_ANSWERED: Announcement[Report] = Announcement("a reporter has answered or added something")


@dataclass(frozen=True)
class StoredFile:
    """A file that came along: what the sender says of it, and where its content lies in the vault, if it was sent."""

    said: FileSaid
    sha256: str = ""
    sha1: str = ""
    md5: str = ""
    size: int | None = None
    media_type: str = ""
    is_enclosure: bool = False  # a paper of the package itself (a PDF): it does not make a report different from a copy

    @property
    def is_stored(self) -> bool:
        return bool(self.sha256)


@dataclass(frozen=True)
class Document:
    """A document as it arrived."""

    body: bytes
    media_type: str = ""
    name: str = ""


@dataclass(frozen=True)
class Arrival:
    """One report, ready to be filed: the bytes it came in (or the row that already keeps them) and what they say."""

    understood: Understood
    way: Way
    body: bytes = b""
    received: Received | None = None
    media_type: str = ""
    name: str = ""
    agency: Agency | None = None
    files: tuple[StoredFile, ...] = ()
    beside: tuple[Document, ...] = ()  # other documents of the same package, kept and not read


@dataclass(frozen=True)
class Filed:
    """What became of one arrival."""

    report: Report
    is_new: bool


def keep(
    *,
    way: Way,
    body: bytes,
    at: datetime,
    media_type: str = "",
    name: str = "",
    account: IndustryAccount | None = None,
    refusal: str = "",
) -> Received:
    """Keeps bytes exactly as they arrived, with their SHA-256. `refusal` says why they became no report."""
    received = _received(way, body, at, media_type, name)
    received.account, received.refusal = account, refusal
    received.save(force_insert=True)
    return received


@transaction.atomic
def file_reports(*, arrivals: Sequence[Arrival], by: User | None, at: datetime) -> list[Filed]:
    """Stores reports with all that belongs to them, and announces them; one transaction for all.

    A report that its sender has sent before (same agency, same reference) is not stored again: the earlier one is
    returned. Two connections that send the same report at once store it once.
    """
    references = _next_references(len(arrivals), at)
    reports = [_report(arrival, reference, at) for arrival, reference in zip(arrivals, references, strict=True)]
    new_ids = _insert_reports(reports)
    fresh = [(report, arrival) for report, arrival in zip(reports, arrivals, strict=True) if report.pk in new_ids]
    _insert_parts(fresh)
    note_sightings(mentions=(mention for report, arrival in fresh for mention in _mentions(report, arrival.understood)))
    record_many(acts=[_act(report, arrival) for report, arrival in fresh], by=by, at=at)
    if fresh:
        REPORTS_RECEIVED.announce([report for report, _ in fresh], at=at)
    return [Filed(report, True) if report.pk in new_ids else Filed(_earlier(report), False) for report in reports]


def _received(way: Way, body: bytes, at: datetime, media_type: str, name: str) -> Received:
    return Received(
        way=way,
        received_at=at,
        body=body,
        sha256=hashlib.sha256(body).hexdigest(),
        size=len(body),
        media_type=media_type[:120],
        name=name[:255],
    )


def _next_references(count: int, at: datetime) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('reports_reference') FROM generate_series(1, %s)", [count])
        return [f"R-{at.year}-{number:06d}" for (number,) in cursor.fetchall()]


def _report(arrival: Arrival, reference: str, at: datetime) -> Report:
    said = arrival.understood
    child = child_of(said)
    text = fingerprint_text(said, [_digest(file) for file in arrival.files if not file.is_enclosure])
    return Report(
        reference=reference,
        received=arrival.received or _received(arrival.way, arrival.body, at, arrival.media_type, arrival.name),
        received_at=arrival.received.received_at if arrival.received else at,
        way=arrival.received.way if arrival.received else arrival.way,
        source_kind=said.source_kind.value,
        source_agency=arrival.agency,
        external_reference=said.external_reference[:80] if arrival.agency else "",
        harm=said.harm.value,
        environment=said.environment.value,
        platform=said.platform[:120],
        title=title(said)[:200],
        child_age_band=child.age_band.value,
        child_sex=child.sex.value,
        child_count=child.count,
        child_area=child.area[:80],
        child_country=child.country,
        happened_at=said.happened.instant if said.happened else None,
        understood=said.to_document(),
        fingerprint=keyring().blind(text.encode(), "copies of a report").hex() if text else "",
        file_count=len(arrival.files),
        warning_count=len(said.warnings),
    )


def _insert_reports(reports: Sequence[Report]) -> set[object]:
    """Inserts what is new and tells which rows those are.

    `received` is inserted after: its foreign key is checked when the transaction commits.
    """
    return insert_rows(reports, on_conflict="DO NOTHING")


def _insert_parts(fresh: Sequence[tuple[Report, Arrival]]) -> None:
    new = [report.received for report, arrival in fresh if arrival.received is None]
    beside = [_beside(report, arrival, each) for report, arrival in fresh for each in arrival.beside]
    insert_rows([*new, *beside])
    insert_rows([_attachment(report, file) for report, arrival in fresh for file in arrival.files])


def _beside(report: Report, arrival: Arrival, document: Document) -> Received:
    received = _received(arrival.way, document.body, report.received_at, document.media_type, document.name)
    received.beside = report.received
    return received


def _digest(file: StoredFile) -> str:
    return file.sha256 or file.said.sha256 or file.said.md5


def _attachment(report: Report, file: StoredFile) -> Attachment:
    return Attachment(
        report=report,
        name=file.said.name,
        sha256=file.sha256 or file.said.sha256,
        sha1=file.sha1,
        md5=file.md5 or file.said.md5,
        size=file.size if file.size is not None else file.said.size,
        media_type=file.media_type[:120],
        classification=file.said.classification[:10],
        viewed_by_sender=file.said.viewed_by_sender,
        publicly_available=file.said.publicly_available,
        is_stored=file.is_stored,
    )


def _mentions(report: Report, said: Understood) -> Iterator[Mention]:
    report_id = report.pk
    for role, identifier in identifiers_of(said):
        moment = identifier.moment
        yield Mention(
            report_id=report_id,
            role=role.value,
            kind=identifier.kind,
            received=identifier.received,
            platform=identifier.platform,
            event=identifier.event,
            seen_at=moment.instant if moment else None,
            seen_as_received=moment.as_received if moment else "",
            port=identifier.port,
            possible_proxy=identifier.possible_proxy,
        )


def _act(report: Report, arrival: Arrival) -> Act:
    detail = {"way": arrival.way.value, "sha256": report.received.sha256, "files": len(arrival.files)}
    return Act("report received", "report", report.reference, detail)


def _earlier(report: Report) -> Report:
    return Report.objects.get(source_agency=report.source_agency, external_reference=report.external_reference)
