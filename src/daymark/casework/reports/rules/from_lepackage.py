"""What a law-enforcement package says, in the neutral form. What has no place of its own becomes a note."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from daymark.casework.reports.rules.from_cybertip import HARM_OF_TYPE
from daymark.casework.reports.rules.le_words import About, meanings_in
from daymark.casework.reports.rules.lepackage_facts import facts_of
from daymark.casework.reports.rules.lepackage_people import (
    captured,
    company_party,
    person_party,
    recipient_party,
    without_value,
)
from daymark.casework.reports.rules.understood import (
    HARM_WORDS,
    AgeBand,
    Environment,
    FileSaid,
    Harm,
    IdentifierSaid,
    PartyRole,
    PartySaid,
    SourceKind,
    Understood,
)
from daymark.exchange.lepackage import LePackage
from daymark.exchange.lepackage.report import UploadedFile

_LONGEST_NOTE = 2_000  # characters of a part that no field knows; the document that was received keeps all of it


def understand_lepackage(package: LePackage, *, sender: str) -> Understood:
    """The report as understood. `sender` is the agency that sent the package, not the company that told it."""
    harm = _harm(package)
    platform = _platform(package)
    parties = tuple(_parties(package))
    return Understood(
        harm=harm,
        environment=_environment(package),
        source_kind=SourceKind.AGENCY,
        summary=f"{sender} passes on: {HARM_WORDS[harm].lower()}{f', on {platform[:80]}' if platform else ''}.",
        narrative="\n\n".join(_texts(package)),
        platform=platform,
        sender=sender,
        sender_kind_words="Law-enforcement package",
        external_reference=package.report_id,
        happened=package.incident_date_time,
        facts=facts_of(package),
        parties=parties,
        identifiers=tuple(
            IdentifierSaid("WEB_ADDRESS", url) for incident in package.webpage_incidents for url in incident.urls
        ),
        files=tuple(_file(file) for file in package.uploaded_files),
        notes=tuple(_notes(package)),
        warnings=(*package.warnings, *_warnings(package, harm, parties)),
    )


def _harm(package: LePackage) -> Harm:
    said = (package.incident_type or "").strip()
    if said in HARM_OF_TYPE:
        return HARM_OF_TYPE[said]
    return next((Harm(phrase.meaning) for phrase in meanings_in(About.INCIDENT, said)), Harm.OTHER)


def _environment(package: LePackage) -> Environment:
    if package.email_incidents:
        return Environment.EMAIL
    if package.webpage_incidents:
        return Environment.WEB_PAGE
    return Environment.SOCIAL_SITE if _platform(package) else Environment.UNKNOWN


def _platform(package: LePackage) -> str:
    named = next((person.esp_service for person in package.reported_persons if person.esp_service), "")
    return named or (package.reporting_esp.esp_name if package.reporting_esp else "") or ""


def _parties(package: LePackage) -> Iterator[PartySaid]:
    on = _day(package)
    for person in package.reported_persons:
        yield person_party(person, PartyRole.PERSON_COMPLAINED_OF, on)
    for person in package.intended_recipients:
        yield recipient_party(person, on)
    if package.reporting_esp:
        yield company_party(package.reporting_esp)


def _day(package: LePackage) -> date | None:
    moment = package.date_received
    return moment.instant.date() if moment and moment.instant else None


def _file(file: UploadedFile) -> FileSaid:
    digest = (file.verification_hash or "").strip().lower()
    return FileSaid(
        file.filename or file.original_filename or "file without a name",
        sha256=digest if len(digest) == 64 else "",
        md5=digest if len(digest) == 32 else "",
        classification=file.industry_classification or "",
        annotations=tuple(f"{tag.group}: {tag.value}" if tag.group else tag.value for tag in file.ncmec_tags),
        viewed_by_sender=file.viewed_by_esp,
        publicly_available=file.publicly_available,
        identifiers=(*captured(file.source_captures), *_sha1(digest)),
        metadata=tuple(_metadata(file)),
        notes=(*file.additional_informations, *without_value(file.source_captures), *_state(file)),
    )


def _sha1(digest: str) -> Iterator[IdentifierSaid]:
    """A SHA-1, which the columns of a named file have no place for."""
    if len(digest) == 40:
        yield IdentifierSaid("FILE_DIGEST", digest, event="digest as reported")


def _metadata(file: UploadedFile) -> Iterator[tuple[str, str]]:
    if file.original_filename:
        yield "original name", file.original_filename
    if file.submittal_id:
        yield "submittal", file.submittal_id
    if file.verification_hash:
        yield "digest as reported", file.verification_hash
    yield from ((fact.name or "", fact.value or "") for fact in file.esp_metadata)


def _state(file: UploadedFile) -> Iterator[str]:
    if file.media is None:
        yield "The file itself was not in the package."
    elif file.media_intact is False:
        yield "The file in the package is not the one that was reported: its digest differs."


def _texts(package: LePackage) -> Iterator[str]:
    if package.incident_date_time_description:
        yield package.incident_date_time_description
    for page in package.webpage_incidents:
        yield from (text for text in (page.text, *page.additional_informations) if text)
    for email in package.email_incidents:
        yield from email.contents
    yield from package.additional_informations


def _notes(package: LePackage) -> Iterator[str]:
    if package.incident_type:
        yield f"Kind of incident, as given: {package.incident_type}"
    if package.date_received:
        yield f"Received by the sender: {package.date_received.as_received}"
    yield from (f"Kind of page, as given: {page.type}" for page in package.webpage_incidents if page.type)
    for kept in package.unknown:
        text = kept.text if len(kept.text) <= _LONGEST_NOTE else f"{kept.text[:_LONGEST_NOTE]}…"
        yield f"{kept.path}: {text}"


def _warnings(package: LePackage, harm: Harm, parties: tuple[PartySaid, ...]) -> Iterator[str]:
    if package.incident_type and package.incident_type.strip() not in HARM_OF_TYPE:
        read = "read by its words as" if harm is not Harm.OTHER else "not known here, so it stands as"
        yield f"The kind of incident “{package.incident_type[:120]}” was {read}: {HARM_WORDS[harm].lower()}."
    for party in parties:
        if party.age_as_received and party.age is None:
            yield f"“{party.age_as_received[:60]}” is no person's age; the age is taken as not known."
        if party.role is PartyRole.PERSON_COMPLAINED_OF and party.age_band not in (AgeBand.UNKNOWN, AgeBand.ADULT):
            yield "The person complained of is said to be under 18: a child as well."
