"""Where a CyberTipline report says that it happened."""

from __future__ import annotations

from collections.abc import Iterator

from daymark.casework.reports.rules.cybertip_accounts import captured, device_said
from daymark.casework.reports.rules.understood import Environment, IdentifierSaid
from daymark.exchange.cybertip import CyberTipReport, FileDetails
from daymark.exchange.cybertip.incidents import InternetDetails

_ENVIRONMENTS = {
    "web_page_incident": Environment.WEB_PAGE,
    "email_incident": Environment.EMAIL,
    "newsgroup_incident": Environment.CHAT_ROOM,
    "chat_im_incident": Environment.INSTANT_MESSAGES,
    "online_gaming_incident": Environment.GAME,
    "cell_phone_incident": Environment.PHONE,
    "non_internet_incident": Environment.OFFLINE,
    "peer2peer_incident": Environment.FILE_SHARING,
}


def where_it_happened(report: CyberTipReport) -> Environment:
    """The first place named; a report that names only a platform happened on a social site as far as is known."""
    for place in report.internet_details:
        for field, environment in _ENVIRONMENTS.items():
            if getattr(place, field) is not None:
                return environment
    named = report.incident_summary.platform or any(each.esp_service for each in report.person_or_user_reported)
    return Environment.SOCIAL_SITE if named else Environment.UNKNOWN


def incident_identifiers(said: CyberTipReport | FileDetails) -> Iterator[IdentifierSaid]:
    """Web addresses, rooms, telephones and captured addresses of the incident itself, or of one file."""
    if isinstance(said, FileDetails):
        yield from captured(said.ip_capture_event)
        for device in said.device_id:
            yield from device_said(device)
        return
    for place in said.internet_details:
        yield from _of_place(place)


def _of_place(place: InternetDetails) -> Iterator[IdentifierSaid]:
    if place.web_page_incident:
        yield from (IdentifierSaid("WEB_ADDRESS", url) for url in place.web_page_incident.url)
    if place.email_incident:
        yield from (IdentifierSaid("EMAIL", each.value) for each in place.email_incident.email_address if each.value)
    if place.chat_im_incident and place.chat_im_incident.chat_room_name:
        client = place.chat_im_incident.chat_client or ""
        yield IdentifierSaid("OTHER", place.chat_im_incident.chat_room_name, platform=client, event="chat room")
    phone = place.cell_phone_incident.phone_number if place.cell_phone_incident else None
    if phone and phone.value:
        yield IdentifierSaid("PHONE", f"{phone.country_calling_code or ''}{phone.value}")
    if place.peer2peer_incident:
        for event in place.peer2peer_incident.ip_capture_event:
            yield from captured(event)


def incident_texts(report: CyberTipReport) -> Iterator[str]:
    """What the sender wrote or copied about each place, in the order received."""
    for place in report.internet_details:
        for field in _ENVIRONMENTS:
            part = getattr(place, field)
            for name in ("content", "file_names", "additional_info"):
                text = getattr(part, name, None)
                if text:
                    yield text
