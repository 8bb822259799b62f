"""Writes the document that a partner reads, from everything that the case's reports say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from daymark.casework.access.models import User
from daymark.casework.cases.models import Case
from daymark.casework.cases.queries import Told
from daymark.casework.partners.models import Agency
from daymark.casework.referrals.queries.enclosing import files_of
from daymark.casework.referrals.queries.people import identifier_of, people_in
from daymark.casework.referrals.rules.wording import NEEDS, dangers_of, handling, unknowns_of
from daymark.casework.reports.models import Message, Report
from daymark.casework.reports.rules.understood import (
    ENVIRONMENT_WORDS,
    HARM_WORDS,
    PartyRole,
    SourceKind,
    Understood,
)
from daymark.casework.subjects.models import Sighting
from daymark.casework.triage.models import Assessment
from daymark.exchange.referral import Account, Contact, Desk, Identifier, ReferralDocument, Said, Statement
from daymark.vault.signatures import fingerprint

SOURCE_WORDS = {
    SourceKind.PUBLIC: "from the public",
    SourceKind.INDUSTRY: "from a company",
    SourceKind.AGENCY: "from another agency",
}


@dataclass(frozen=True)
class Choices:
    """What a person decided about the document."""

    destination: Agency
    reason: str
    include_reporters: bool = False
    enclose_files: bool = True
    request: str = ""


def compose(case: Case, told: Told, reference: str, chosen: Choices, *, by: User, at: datetime) -> ReferralDocument:
    """The document as of now. It is kept with the draft, so that what was previewed is what is sent."""
    files = files_of([report for report, _ in told], enclose=chosen.enclose_files)
    reporters = people_in(told, PartyRole.REPORTER) if chosen.include_reporters else ()
    return ReferralDocument(
        reference=reference,
        case=case.reference,
        title=case.title,
        priority=case.priority,
        child_in_danger=case.child_in_danger,
        written_at=at,
        first_received_at=min(report.received_at for report, _ in told),
        sender=sender_desk(),
        recipient=desk_of(chosen.destination),
        children=people_in(told, PartyRole.CHILD),
        needs=(*([chosen.request.strip()] if chosen.request.strip() else []), *NEEDS[case.priority]),
        danger=tuple(_dangers(told)),
        accounts=tuple(_account(report, said) for report, said in told),
        complained_of=people_in(told, PartyRole.PERSON_COMPLAINED_OF),
        others=people_in(told, PartyRole.RECIPIENT),
        reporters=reporters,
        identifiers=tuple(_loose(report for report, _ in told)),
        files=files,
        unknown=unknowns_of([said for _, said in told], _questions(report for report, _ in told)),
        why_you=(f"Chosen by {by.name}: {chosen.reason}",),
        handling=handling(files=any(file.part for file in files), reporters=bool(reporters)),
    )


def desk_of(agency: Agency) -> Desk:
    """An authority as the document names it."""
    return Desk(
        name=agency.name,
        code=agency.code,
        country=agency.country,
        duty_desk=agency.duty_desk,
        fingerprint=fingerprint(agency.public_key) if agency.public_key else "",
    )


def sender_desk() -> Desk:
    """Our own desk with the people to ask."""
    centre = Agency.objects.filter(is_this_centre=True).first()
    if centre is None:
        return Desk(name="The sending centre")
    contacts = centre.contacts.filter(is_current=True)
    return Desk(
        name=centre.name,
        code=centre.code,
        country=centre.country,
        duty_desk=centre.duty_desk,
        contacts=tuple(Contact(each.name, each.duty, each.email, each.phone) for each in contacts),
    )


def _dangers(told: Told) -> Iterator[Statement]:
    for report, said in told:
        for sentence, said_by in dangers_of(said):
            yield Statement(sentence, said_by, report.reference)


def _account(report: Report, said: Understood) -> Account:
    agency = report.source_agency
    return Account(
        report=report.reference,
        received_at=report.received_at,
        source=agency.name if agency else SOURCE_WORDS[said.source_kind],
        harm=HARM_WORDS[said.harm],
        environment=ENVIRONMENT_WORDS[said.environment],
        summary=said.summary,
        platform=said.platform,
        external_reference=said.external_reference,
        happened_at=said.happened.instant if said.happened else None,
        happened_as_received=said.happened.as_received if said.happened else "",
        narrative=said.narrative,
        said_later=tuple(_answers(report)),
        notes=said.notes,
        warnings=said.warnings,
    )


def _answers(report: Report) -> Iterator[Said]:
    for message in Message.objects.filter(report=report, from_reporter=True):
        yield Said(message.sent_at, message.text)


def _loose(reports: Iterable[Report]) -> Iterator[Identifier]:
    """Identifiers of the incident itself and inside files' details, which belong to no person named."""
    roles = (PartyRole.PLACE.value, PartyRole.FILE.value)
    rows = Sighting.objects.filter(report__in=list(reports), role__in=roles).select_related("report").order_by("pk")
    return (identifier_of(row) for row in rows)


def _questions(reports: Iterable[Report]) -> Iterator[tuple[str, str]]:
    for assessment in Assessment.objects.filter(report__in=list(reports), is_current=True).order_by("pk"):
        yield from ((question["code"], question["sentence"]) for question in assessment.questions)
