"""Reads one law-enforcement package: whatever its containers are, the answer is a report or a sentence why not."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from typing import Any

from daymark.exchange.archive import RefusedMember
from daymark.exchange.lepackage.documents import open_json, open_le_xml
from daymark.exchange.lepackage.facts import read_email, read_esp, read_file, read_person, read_webpage
from daymark.exchange.lepackage.finding import Package, shared_names
from daymark.exchange.lepackage.media import MediaShelf
from daymark.exchange.lepackage.problems import UnreadablePackage
from daymark.exchange.lepackage.report import LePackage, ReportedPerson, SourceDocument
from daymark.exchange.lepackage.source import Source
from daymark.exchange.remarks import Remarks, shortened

MAX_DOCUMENT_BYTES = 32 * 1024 * 1024
_LONGEST_ID = 64  # characters; the numbers of the service have nine
_KNOWN_AT_TOP = frozenset({"reportId", "dateReceived", "reportedInformation"})

# What any report that is worth sending says. When half of it is missing the format has probably changed, and a reader
# that went on quietly would lose children.
_EXPECTED: dict[str, Callable[[LePackage], object]] = {
    "the date of receipt": lambda report: report.date_received,
    "the company": lambda report: report.reporting_esp and report.reporting_esp.esp_name,
    "the type of incident": lambda report: report.incident_type,
    "the time of the incident": lambda report: report.incident_date_time,
    "a person": lambda report: report.reported_persons or report.intended_recipients,
    "an account or address of a person": lambda report: any(map(_identified, report.reported_persons)),
    "files or places of the incident": lambda report: (
        report.uploaded_files or report.webpage_incidents or report.email_incidents
    ),
}


def read_package(package: Package, *, verify_media: bool = True) -> LePackage:
    """Read a package. Raises UnreadablePackage when none of its documents is a report.

    `verify_media` digests the media to compare them with the reported digests; without it only documents are read.
    """
    remarks = Remarks()
    documents = _documents(package, remarks)
    form, data = _opened(documents, remarks)
    report = _report(form, data, package, remarks)
    if form == "json" and "xml" in documents:
        _compare_numbers(report.report_id, documents["xml"], remarks)
    shelf = MediaShelf(package, remarks, verify=verify_media)
    files = tuple(shelf.matched(file) for file in report.uploaded_files)
    for name in shelf.left():
        remarks.warn(name, "is in the package but the report does not name it")
    missing = [what for what, found in _EXPECTED.items() if not found(report)]
    empty = len(missing) * 2 >= len(_EXPECTED)
    if empty:
        remarks.warn("report", f"not found: {', '.join(missing)}. So much is missing that a person must compare it")
    return dataclasses.replace(
        report,
        uploaded_files=files,
        documents=tuple(documents.values()),
        extra_media=shelf.left(),
        supplements=tuple(member.name for member in package.supplements),
        other_members=tuple(member.name for member in package.others),
        unknown=remarks.unknown,
        warnings=remarks.warnings,
        suspiciously_empty=empty,
    )


def unclaimed_media(packages: Iterable[Package], reports: Iterable[LePackage]) -> list[str]:
    """The names of shared media that no report of the batch took: somebody must look whose they are."""
    claimed = {file.media for report in reports for file in report.uploaded_files}
    return sorted(shared_names(packages) - claimed)


def _documents(package: Package, remarks: Remarks) -> dict[str, SourceDocument]:
    found = {}
    for form, member in sorted(package.documents.items()):
        try:
            found[form] = SourceDocument(name=member.name, data=member.read(at_most=MAX_DOCUMENT_BYTES))
        except RefusedMember as refusal:
            remarks.warn(member.name, refusal.message.rstrip("."))
    return found


def _opened(documents: dict[str, SourceDocument], remarks: Remarks) -> tuple[str, dict[str, Any]]:
    """The first document that can be read, JSON before XML, which says less."""
    faults = list(remarks.warnings)
    for form, document in documents.items():
        try:
            opened = (
                ("json", open_json(document.data, remarks)) if form == "json" else open_le_xml(document.data, remarks)
            )
        except UnreadablePackage as fault:
            faults.append(f"{document.name}: {fault.message}")
            remarks.warn(document.name, fault.message.rstrip("."))
            continue
        if opened[0] == "hubstream" or not _KNOWN_AT_TOP.isdisjoint(opened[1]):
            return opened
        faults.append(f"{document.name}: none of the parts of a report is in it.")
    raise UnreadablePackage(" ".join(faults) or None)


def _compare_numbers(report_id: str, document: SourceDocument, remarks: Remarks) -> None:
    """The XML is kept unread beside the JSON; only whether both are the same report is looked at."""
    try:
        _, data = open_le_xml(document.data, Remarks())
    except UnreadablePackage as fault:
        remarks.warn(document.name, fault.message.rstrip("."))
        return
    other = Source(data, "", Remarks()).text("reportId")
    if other and other.strip() != report_id:
        remarks.warn(document.name, f"is report {shortened(other)}; the JSON beside it, {report_id}, was read")


def _report(form: str, data: dict[str, Any], package: Package, remarks: Remarks) -> LePackage:
    top = Source(data, "", remarks)
    told = top.inner("reportedInformation") if top.has("reportedInformation") else top
    summary, details = told.inner("incidentSummary"), told.inner("incidentDetails")
    report = LePackage(
        report_id=_report_id(top.text("reportId"), package, remarks),
        form=form,
        date_received=top.moment("dateReceived"),
        reporting_esp=read_esp(told.inner("reportingEsp")) if told.has("reportingEsp") else None,
        incident_type=summary.text("incidentType"),
        incident_date_time=summary.moment("incidentDateTime"),
        incident_date_time_description=summary.text("incidentDateTimeDescription"),
        webpage_incidents=tuple(read_webpage(incident) for incident in details.objects("webpageIncident")),
        email_incidents=tuple(read_email(incident) for incident in details.objects("emailIncident")),
        reported_persons=_persons(told.objects("reportedPeople", "reportedPersons")),
        intended_recipients=_persons(told.objects("intendedRecipients")),
        uploaded_files=tuple(read_file(file) for file in told.objects("uploadedFiles")),
        additional_informations=told.texts("additionalInformations"),
    )
    for source in (summary, details, told, top):
        source.finish()
    return report


def _persons(sources: list[Source]) -> tuple[ReportedPerson, ...]:
    return tuple(read_person(source) for source in sources)


def _identified(person: ReportedPerson) -> bool:
    return bool(person.screen_name or person.esp_user_id or person.emails or person.phones or person.source_captures)


def _report_id(said: str | None, package: Package, remarks: Remarks) -> str:
    if said and len(said) <= _LONGEST_ID:
        if said != package.stem:
            remarks.warn("reportId", f"{said} lies in a file that is called {package.stem}")
        return said.strip()
    if said:
        remarks.keep("reportId", said)
    remarks.warn("reportId", f"the report does not say its number; the name of its file, {package.stem}, was taken")
    return package.stem
