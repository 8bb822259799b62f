"""A report as the clearing house sends it to police and national centres. Field names follow the JSON keys.

The keys are known from two public readers and never from a real report: expect a report to hold more (`unknown`).
None means: not said. Texts such as `access_to_children` stay as received; `said_yes` reads them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from daymark.exchange.moments import CalendarDay, Moment
from daymark.exchange.remarks import Preserved

_YES = frozenset({"true", "yes", "y", "1"})
_NO = frozenset({"false", "no", "n", "0", "none"})


def said_yes(text: str | None) -> bool | None:
    """True or False when the text plainly says so; None for silence and for everything in between."""
    said = (text or "").strip().casefold()
    return True if said in _YES else False if said in _NO else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """An email address or telephone number, and whether the company has verified it."""

    value: str
    verified: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PostalAddress:
    """A postal address."""

    street1: str | None = None
    street2: str | None = None
    city: str | None = None
    state: str | None = None
    postal_code: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """Something that the company's systems saw: `capture_type` says what `value` is (IP Address, Profile URL ...)."""

    capture_type: str | None = None
    value: str | None = None
    event_name: str | None = None
    date_time: Moment | None = None
    port: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedPerson:
    """A person reported, or an intended recipient."""

    first_name: str | None = None
    middle_name: str | None = None
    last_name: str | None = None
    preferred_name: str | None = None
    gender: str | None = None
    preferred_pronouns: str | None = None
    date_of_birth: CalendarDay | None = None
    approximate_age: str | None = None
    physical_description: str | None = None
    vehicle_description: str | None = None
    vehicle_tag_number: str | None = None
    occupation: str | None = None
    esp_service: str | None = None
    esp_user_id: str | None = None
    screen_name: str | None = None
    emails: tuple[Contact, ...] = ()
    phones: tuple[Contact, ...] = ()
    addresses: tuple[PostalAddress, ...] = ()
    languages: tuple[str, ...] = ()
    races: tuple[str, ...] = ()
    disabilities: tuple[str, ...] = ()
    relationship_to_reporter: str | None = None
    relationship_to_child_victim: str | None = None
    access_to_child_victim: str | None = None
    access_to_children: str | None = None
    access_to_firearms: str | None = None
    convicted_sex_offender: str | None = None
    aware_of_report: str | None = None
    gang_affiliation: str | None = None
    source_captures: tuple[Capture, ...] = ()
    additional_informations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportingEsp:
    """The company that reported."""

    esp_name: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    emails: tuple[Contact, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WebpageIncident:
    """It was on web pages."""

    urls: tuple[str, ...] = ()
    type: str | None = None
    text: str | None = None
    additional_informations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailIncident:
    """It was in email."""

    contents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """A mark that the clearing house set on a file, in its group."""

    group: str | None = None
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """One fact that the company sent about a file; `read_moment(value)` reads the times among them."""

    name: str | None = None
    value: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadedFile:
    """A file that the company uploaded.

    `viewed_by_esp` and `publicly_available` are gates: True, False, or None for unknown. `media` is the name of the
    package's member that holds the bytes (None: missing); `media_intact` is whether its digest is `verification_hash`
    (None: not compared).
    """

    filename: str | None = None
    original_filename: str | None = None
    submittal_id: str | None = None
    verification_hash: str | None = None
    viewed_by_esp: bool | None = None
    publicly_available: bool | None = None
    industry_classification: str | None = None
    ncmec_tags: tuple[Tag, ...] = ()
    source_captures: tuple[Capture, ...] = ()
    esp_metadata: tuple[Metadata, ...] = ()
    additional_informations: tuple[str, ...] = ()
    media: str | None = None
    media_intact: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceDocument:
    """A document of the package as it came: the bytes to be stored before anything else."""

    name: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class LePackage:
    """One report with its files.

    `form` is json, xml or hubstream. `suspiciously_empty`: half of what any report says could not be found, so a person
    must compare it with the document; never take the silence for facts.
    """

    report_id: str
    form: str
    date_received: Moment | None = None
    reporting_esp: ReportingEsp | None = None
    incident_type: str | None = None
    incident_date_time: Moment | None = None
    incident_date_time_description: str | None = None
    webpage_incidents: tuple[WebpageIncident, ...] = ()
    email_incidents: tuple[EmailIncident, ...] = ()
    reported_persons: tuple[ReportedPerson, ...] = ()
    intended_recipients: tuple[ReportedPerson, ...] = ()
    uploaded_files: tuple[UploadedFile, ...] = ()
    additional_informations: tuple[str, ...] = ()
    documents: tuple[SourceDocument, ...] = ()
    extra_media: tuple[str, ...] = ()
    supplements: tuple[str, ...] = ()
    other_members: tuple[str, ...] = ()
    unknown: tuple[Preserved, ...] = ()
    warnings: tuple[str, ...] = ()
    suspiciously_empty: bool = False
