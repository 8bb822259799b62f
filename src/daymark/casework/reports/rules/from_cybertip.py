"""What a company's CyberTipline report says, in the neutral form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from daymark.casework.reports.rules.cybertip_accounts import person_party, reported_party
from daymark.casework.reports.rules.cybertip_places import incident_identifiers, incident_texts, where_it_happened
from daymark.casework.reports.rules.understood import (
    HARM_WORDS,
    Answer,
    Fact,
    FactSaid,
    FileSaid,
    Harm,
    IdentifierSaid,
    PartyRole,
    PartySaid,
    SourceKind,
    Understood,
)
from daymark.casework.subjects.rules import IdentifierKind, normalise
from daymark.exchange.cybertip import CyberTipReport, FileDetails
from daymark.exchange.cybertip.report import FileAnnotations

SENDER = "the sender"

# The schema's incident types and the kinds of harm in CEOP's figures. Broader or narrower, never exact: the word of the
# schema is kept in the received document.
HARM_OF_TYPE = {
    "Child Pornography (possession, manufacture, and distribution)": Harm.IMAGES,
    "Child Sex Trafficking": Harm.TRAFFICKING,
    "Child Sex Tourism": Harm.CONTACT_ABUSE,
    "Child Sexual Molestation": Harm.CONTACT_ABUSE,
    "Misleading Domain Name": Harm.WEBSITE,
    "Misleading Words or Digital Images on the Internet": Harm.WEBSITE,
    "Online Enticement of Children for Sexual Acts": Harm.GROOMING,
    "Unsolicited Obscene Material Sent to a Child": Harm.GROOMING,
}
# A mark on a file, and the fact of the report that it speaks for.
FACT_OF_MARK = {
    "infant": (Fact.INFANT, "The sender marks a file as showing an infant."),
    "live_streaming": (Fact.LIVE_ABUSE, "The sender marks a file as streamed live."),
    "viral": (Fact.VIRAL, "The sender marks a file as widely shared."),
    "potential_meme": (Fact.VIRAL, "The sender marks a file as a possible meme."),
}


@dataclass(frozen=True)
class UploadedFile:
    """One file that came with the report: its digests as we computed them, and what the sender says of it."""

    token: str
    name: str
    sha256: str
    md5: str
    size: int
    details: FileDetails | None = None
    sha1: str = ""
    media_type: str = ""


def understand_cybertip(
    report: CyberTipReport, *, sender: str, external_reference: str, files: Sequence[UploadedFile]
) -> Understood:
    """The report as understood. Nothing is dropped: what has no place of its own stands in notes and warnings."""
    summary = report.incident_summary
    harm = _harm(report)
    platform = summary.platform or next((each.esp_service or "" for each in report.person_or_user_reported), "")
    return Understood(
        harm=harm,
        environment=where_it_happened(report),
        source_kind=SourceKind.INDUSTRY,
        summary=f"{sender} reports: {HARM_WORDS[harm].lower()}{f', on {platform}' if platform else ''}.",
        narrative="\n\n".join(_texts(report)),
        platform=platform,
        sender=sender,
        external_reference=external_reference,
        happened=summary.incident_date_time,
        facts=dict(_facts(report, files)),
        parties=tuple(_parties(report)),
        identifiers=tuple(incident_identifiers(report)),
        files=tuple(file_said(file) for file in files),
        notes=tuple(_notes(report)),
        warnings=report.warnings + tuple(f"{kept.path}: kept, not understood." for kept in report.unknown),
    )


def file_said(file: UploadedFile) -> FileSaid:
    """What the sender says of one file; unknown stays unknown."""
    said = file.details
    if said is None:
        return FileSaid(file.name, sha256=file.sha256, md5=file.md5, size=file.size)
    metadata = [(pair.name or "", pair.value or "") for group in said.details for pair in group.name_value_pair]
    hashes = [(f"original {each.hash_type or 'hash'}", each.value) for each in said.original_file_hash]
    return FileSaid(
        said.original_file_name or said.file_name or file.name,
        sha256=file.sha256,
        md5=file.md5,
        size=file.size,
        classification=said.industry_classification or "",
        annotations=tuple(_marks(said.file_annotations)),
        viewed_by_sender=said.file_viewed_by_esp,
        publicly_available=said.publicly_available,
        identifiers=(*incident_identifiers(said), *_originals(said)),
        metadata=(*hashes, *metadata),
        notes=(*said.additional_info, *([f"Found at {said.location_of_file}"] if said.location_of_file else [])),
    )


def _originals(said: FileDetails) -> Iterator[IdentifierSaid]:
    """The digests of the file as the company first had it: the same file may lie on a disk that was seized."""
    for each in said.original_file_hash:
        kind = IdentifierKind.FILE_LOOK if "pdq" in (each.hash_type or "").casefold() else IdentifierKind.FILE_DIGEST
        if each.value and normalise(kind, each.value).valid:  # other kinds (PhotoDNA ...) stand with the file's facts
            yield IdentifierSaid(kind.value, each.value, event=f"original {each.hash_type or 'hash'}"[:24])


def _harm(report: CyberTipReport) -> Harm:
    marks = report.incident_summary.report_annotations
    if marks and marks.sextortion:
        return Harm.THREATS
    return HARM_OF_TYPE.get(report.incident_summary.incident_type, Harm.OTHER)


def _facts(report: CyberTipReport, files: Sequence[UploadedFile]) -> Iterator[tuple[Fact, FactSaid]]:
    summary = report.incident_summary
    if report.batched_report:
        yield Fact.VIRAL, FactSaid(Answer.YES, SENDER, "The sender batched it as a possible viral meme.")
    for file in files:
        for mark in _marks(file.details.file_annotations if file.details else None):
            if mark in FACT_OF_MARK:
                fact, sentence = FACT_OF_MARK[mark]
                yield fact, FactSaid(Answer.YES, SENDER, sentence)
    if summary.escalate_to_high_priority is not None:
        reason = " ".join(summary.escalate_to_high_priority.split())[:300] or "no reason given"
        yield Fact.ESCALATED, FactSaid(Answer.YES, SENDER, f"The sender asks for high priority: {reason}.")
    if summary.report_annotations and summary.report_annotations.sextortion:
        yield Fact.THREATS_MADE, FactSaid(Answer.YES, SENDER, "The sender marks it as sextortion.")


def _marks(annotations: FileAnnotations | None) -> list[str]:
    if annotations is None:
        return []
    return [name for name in annotations.__slots__ if getattr(annotations, name)]


def _parties(report: CyberTipReport) -> Iterator[PartySaid]:
    for reported in report.person_or_user_reported:
        yield reported_party(PartyRole.PERSON_COMPLAINED_OF, reported, reported.person_or_user_reported_person)
    for victim in report.victim:
        yield reported_party(PartyRole.CHILD, victim, victim.victim_person)
    for recipient in report.intended_recipient:
        yield reported_party(PartyRole.RECIPIENT, recipient, recipient.intended_recipient_person)
    yield person_party(PartyRole.REPORTER, report.reporter.reporting_person)


def _texts(report: CyberTipReport) -> Iterator[str]:
    if report.incident_summary.incident_date_time_description:
        yield report.incident_summary.incident_date_time_description
    yield from incident_texts(report)
    if report.additional_info:
        yield report.additional_info


def _notes(report: CyberTipReport) -> Iterator[str]:
    police = report.law_enforcement
    if police:
        parts = [police.agency_name or "police not named", police.case_number or "no case number"]
        yield f"Police already told, says the sender: {', '.join(parts)}."
    marks = report.incident_summary.report_annotations
    if marks:
        yield from (
            f"Marked by the sender: {name.replace('_', ' ')}." for name in marks.__slots__ if getattr(marks, name)
        )
