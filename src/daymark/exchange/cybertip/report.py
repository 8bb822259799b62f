"""A CyberTipline report and the details of one uploaded file. Field names follow the schema in snake_case."""

from __future__ import annotations

from dataclasses import dataclass

from daymark.exchange.cybertip.accounts import (
    DeviceId,
    IntendedRecipient,
    IpCaptureEvent,
    PersonOrUserReported,
    Victim,
)
from daymark.exchange.cybertip.incidents import BatchedReport, IncidentSummary, InternetDetails
from daymark.exchange.cybertip.people import ContactPerson, Person
from daymark.exchange.moments import Moment
from daymark.exchange.remarks import Preserved


@dataclass(frozen=True, slots=True, kw_only=True)
class ServedLegalProcessInternational:
    """Whether (`value`) another country's police has served legal process, and which country's."""

    value: bool | None = None
    flea_country: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LawEnforcement:
    """Police that already know."""

    agency_name: str | None = None
    case_number: str | None = None
    officer_contact: ContactPerson | None = None
    reported_to_le: bool | None = None
    served_legal_process_domestic: bool | None = None
    served_legal_process_international: ServedLegalProcessInternational | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reporter:
    """Who sends the report, for which company."""

    reporting_person: Person
    contact_person: ContactPerson | None = None
    company_template: str | None = None
    terms_of_service: str | None = None
    legal_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CyberTipReport:
    """One report. `unknown` holds what no field carries, `warnings` says where the document leaves the schema."""

    incident_summary: IncidentSummary
    reporter: Reporter
    batched_report: BatchedReport | None = None
    internet_details: tuple[InternetDetails, ...] = ()
    law_enforcement: LawEnforcement | None = None
    person_or_user_reported: tuple[PersonOrUserReported, ...] = ()
    intended_recipient: tuple[IntendedRecipient, ...] = ()
    victim: tuple[Victim, ...] = ()
    additional_info: str | None = None
    unknown: tuple[Preserved, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FileAnnotations:
    """Marks that the company set on a file: True when the mark is there."""

    anime_drawing_virtual_hentai: bool | None = None
    potential_meme: bool | None = None
    viral: bool | None = None
    possible_self_production: bool | None = None
    physical_harm: bool | None = None
    violence_gore: bool | None = None
    bestiality: bool | None = None
    live_streaming: bool | None = None
    infant: bool | None = None
    generative_ai: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginalFileHash:
    """A digest of the file as the company first had it; `hash_type` is free text (MD5, SHA1, PDQ ...)."""

    value: str = ""
    hash_type: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NameValuePair:
    """One fact of the file's metadata. Some clients put the `type` of the group here."""

    name: str | None = None
    value: str | None = None
    type: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """A group of metadata, EXIF or HASH."""

    type: str | None = None
    name_value_pair: tuple[NameValuePair, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FileDetails:
    """What a company says about a file that it uploaded.

    `file_viewed_by_esp`, `exif_viewed_by_esp` and `publicly_available` are gates for who may open it: True, False, or
    None for unknown, which is not False.
    """

    report_id: int
    file_id: str
    file_name: str | None = None
    original_file_name: str | None = None
    uploaded_to_esp_timestamp: Moment | None = None
    location_of_file: str | None = None
    file_viewed_by_esp: bool | None = None
    exif_viewed_by_esp: bool | None = None
    publicly_available: bool | None = None
    file_relevance: str | None = None
    potential_meme: bool | None = None
    file_annotations: FileAnnotations | None = None
    industry_classification: str | None = None
    original_file_hash: tuple[OriginalFileHash, ...] = ()
    ip_capture_event: IpCaptureEvent | None = None
    device_id: tuple[DeviceId, ...] = ()
    details: tuple[Details, ...] = ()
    additional_info: tuple[str, ...] = ()
    unknown: tuple[Preserved, ...] = ()
    warnings: tuple[str, ...] = ()
