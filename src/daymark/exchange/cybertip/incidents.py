"""What happened and where, in the words of a CyberTipline report."""

from __future__ import annotations

from dataclasses import dataclass

from daymark.exchange.cybertip.accounts import IpCaptureEvent
from daymark.exchange.cybertip.people import Address, Email, Phone
from daymark.exchange.moments import Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchedReport:
    """Why several reports were put into one."""

    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportAnnotations:
    """Marks that the company set on the report: True when the mark is there."""

    sextortion: bool | None = None
    csam_solicitation: bool | None = None
    minor_to_minor_interaction: bool | None = None
    spam: bool | None = None
    sadistic_online_exploitation: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentSummary:
    """What kind of incident, when, and whether the company says that it is urgent.

    `incident_type` is one of the schema's; `incident_type_as_received` is what was sent when that was not.
    `escalate_to_high_priority` is the company's reason; that it is there at all, even empty, makes the report urgent.
    """

    incident_type: str
    incident_date_time: Moment
    platform: str | None = None
    escalate_to_high_priority: str | None = None
    report_annotations: ReportAnnotations | None = None
    incident_date_time_description: str | None = None
    incident_type_as_received: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WebPageIncident:
    """It was on web pages."""

    third_party_hosted_content: bool | None = None
    url: tuple[str, ...] = ()
    additional_info: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailIncident:
    """It was in email."""

    email_address: tuple[Email, ...] = ()
    content: str | None = None
    additional_info: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsgroupIncident:
    """It was in a newsgroup."""

    name: str | None = None
    email_address: tuple[Email, ...] = ()
    content: str | None = None
    additional_info: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatImIncident:
    """It was in a chat or by instant message."""

    chat_client: str | None = None
    chat_room_name: str | None = None
    content: str | None = None
    additional_info: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OnlineGamingIncident:
    """It was in an online game."""

    game_name: str | None = None
    console: str | None = None
    content: str | None = None
    additional_info: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CellPhoneIncident:
    """It was by mobile phone. Latitude and longitude in degrees."""

    phone_number: Phone | None = None
    latitude: float | None = None
    longitude: float | None = None
    additional_info: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NonInternetIncident:
    """It was not online."""

    location_name: str | None = None
    incident_address: tuple[Address, ...] = ()
    additional_info: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer2peerIncident:
    """It was in a file-sharing network."""

    client: str | None = None
    ip_capture_event: tuple[IpCaptureEvent, ...] = ()
    file_names: str | None = None
    additional_info: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InternetDetails:
    """One place of the incident: in a valid report exactly one field is set."""

    web_page_incident: WebPageIncident | None = None
    email_incident: EmailIncident | None = None
    newsgroup_incident: NewsgroupIncident | None = None
    chat_im_incident: ChatImIncident | None = None
    online_gaming_incident: OnlineGamingIncident | None = None
    cell_phone_incident: CellPhoneIncident | None = None
    non_internet_incident: NonInternetIncident | None = None
    peer2peer_incident: Peer2peerIncident | None = None
