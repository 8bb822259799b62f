"""The parts of a law-enforcement report out of its nested data: persons, captures, files, what happened."""

from __future__ import annotations

from daymark.exchange.lepackage.report import (
    Capture,
    Contact,
    EmailIncident,
    Metadata,
    PostalAddress,
    ReportedPerson,
    ReportingEsp,
    Tag,
    UploadedFile,
    WebpageIncident,
)
from daymark.exchange.lepackage.source import Source

_HIGHEST_PORT = 65_535


def read_esp(source: Source) -> ReportingEsp:
    """The company that reported."""
    esp = ReportingEsp(
        esp_name=source.text("espName"),
        first_name=source.text("firstName"),
        last_name=source.text("lastName"),
        emails=_contacts(source, "emails"),
    )
    source.finish()
    return esp


def read_person(source: Source) -> ReportedPerson:
    """A person reported, or an intended recipient."""
    person = ReportedPerson(
        first_name=source.text("firstName"),
        middle_name=source.text("middleName"),
        last_name=source.text("lastName"),
        preferred_name=source.text("preferredName"),
        gender=source.text("gender"),
        preferred_pronouns=source.text("preferredPronouns"),
        date_of_birth=source.day("dateOfBirth"),
        approximate_age=source.text("approximateAge"),
        physical_description=source.text("physicalDescription"),
        vehicle_description=source.text("vehicleDescription"),
        vehicle_tag_number=source.text("vehicleTagNumber"),
        occupation=source.text("occupation"),
        esp_service=source.text("espService"),
        esp_user_id=source.text("espUserId"),
        screen_name=source.text("screenName"),
        emails=_contacts(source, "emails"),
        phones=_contacts(source, "phones"),
        addresses=tuple(_address(address) for address in source.objects("addresses")),
        languages=source.texts("languages"),
        races=source.texts("races"),
        disabilities=source.texts("disabilities"),
        relationship_to_reporter=source.text("relationshipToReporter"),
        relationship_to_child_victim=source.text("relationshipToChildVictim"),
        access_to_child_victim=source.text("accessToChildVictim"),
        access_to_children=source.text("accessToChildren"),
        access_to_firearms=source.text("accessToFirearms"),
        convicted_sex_offender=source.text("convictedSexOffender"),
        aware_of_report=source.text("awareOfReport"),
        gang_affiliation=source.text("gangAffiliation"),
        source_captures=_captures(source),
        additional_informations=source.texts("additionalInformations"),
    )
    source.finish()
    return person


def read_file(source: Source) -> UploadedFile:
    """A file that the company uploaded."""
    file = UploadedFile(
        filename=source.text("filename"),
        original_filename=source.text("originalFilename"),
        submittal_id=source.text("submittalId"),
        verification_hash=source.text("verificationHash"),
        viewed_by_esp=source.truth("viewedByEsp"),
        publicly_available=source.truth("publiclyAvailable"),
        industry_classification=source.text("industryClassification"),
        ncmec_tags=_tags(source),
        source_captures=_captures(source),
        esp_metadata=tuple(_metadata(fact) for fact in source.objects("espMetadata", "metadatas")),
        additional_informations=source.texts("additionalInformations"),
    )
    source.finish()
    return file


def read_webpage(source: Source) -> WebpageIncident:
    """Web pages of the incident."""
    incident = WebpageIncident(
        urls=source.texts("urls"),
        type=source.text("type"),
        text=source.text("text"),
        additional_informations=source.texts("additionalInformations"),
    )
    source.finish()
    return incident


def read_email(source: Source) -> EmailIncident:
    """Emails of the incident."""
    incident = EmailIncident(contents=source.texts("contents"))
    source.finish()
    return incident


def _contacts(source: Source, key: str) -> tuple[Contact, ...]:
    contacts = []
    for found in source.values(key):
        value, verified = found.text("value"), found.truth("verified")
        found.finish()
        if value is not None:
            contacts.append(Contact(value=value, verified=verified))
    return tuple(contacts)


def _address(source: Source) -> PostalAddress:
    address = PostalAddress(
        street1=source.text("street1"),
        street2=source.text("street2"),
        city=source.text("city"),
        state=source.text("state"),
        postal_code=source.text("postalCode"),
        country=source.text("country"),
    )
    source.finish()
    return address


def _captures(source: Source) -> tuple[Capture, ...]:
    return tuple(_capture(found) for found in source.objects("sourceInformation", "sourceCaptures"))


def _capture(source: Source) -> Capture:
    capture = Capture(
        capture_type=source.text("captureType"),
        value=source.text("value"),
        event_name=source.text("eventName"),
        date_time=source.moment("dateTime"),
        port=source.whole("port", highest=_HIGHEST_PORT),
    )
    source.finish()
    return capture


def _tags(source: Source) -> tuple[Tag, ...]:
    tags: list[Tag] = []
    for group in source.objects("ncmecTags", "groups"):
        name = group.text("name")
        tags += [Tag(group=name, value=value) for value in group.texts("tags")]
        group.finish()
    return tuple(tags)


def _metadata(source: Source) -> Metadata:
    fact = Metadata(name=source.text("name"), value=source.text("value"))
    source.finish()
    return fact
