"""Writes the documents that reports arrive as: a company's XML, an agency's package."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from daymark.exchange.archive import Member
from daymark.exchange.cybertip import CyberTipReport, write_report
from daymark.exchange.cybertip.accounts import IpCaptureEvent, PersonOrUserReported, Victim
from daymark.exchange.cybertip.incidents import (
    ChatImIncident,
    IncidentSummary,
    InternetDetails,
    OnlineGamingIncident,
    Peer2peerIncident,
    ReportAnnotations,
    WebPageIncident,
)
from daymark.exchange.cybertip.people import Email, EstimatedLocation, Person
from daymark.exchange.cybertip.report import Reporter
from daymark.exchange.lepackage import Package
from daymark.exchange.moments import Moment

Said = Mapping[str, Any]


def cybertip_xml(said: Said, *, company: str, at: datetime) -> bytes:
    """A company's report as its machine would send it, an hour after the incident."""
    moment = _moment(at - timedelta(hours=1))
    summary = IncidentSummary(
        incident_type=said["type"],
        incident_date_time=moment,
        platform=company,
        escalate_to_high_priority=said.get("escalate"),
        report_annotations=ReportAnnotations(sextortion=True) if said.get("sextortion") else None,
    )
    report = CyberTipReport(
        incident_summary=summary,
        internet_details=_places(said, moment),
        reporter=Reporter(reporting_person=Person(first_name="Trust", last_name="Desk", email=(_desk(company),))),
        person_or_user_reported=(_accused(said["accused"], company, moment),),
        victim=(_victim(said["victim"], company),) if said.get("victim") else (),
        additional_info=said.get("text"),
    )
    return write_report(report)


def le_package(said: Said, *, number: str, at: datetime, picture: bytes = b"") -> Package:
    """A package as the clearing house would send it: one JSON document, and its file when there is one."""
    document = json.dumps(_le_document(said, number, at, picture), ensure_ascii=False, indent=1).encode()
    package = Package("", number, {"json": _member(f"{number}.json", document)})
    if picture:
        package.media.append(_member(f"Media/{number}-1.png", picture))
    return package


def _places(said: Said, moment: Moment) -> tuple[InternetDetails, ...]:
    if game := said.get("game"):
        return (InternetDetails(online_gaming_incident=OnlineGamingIncident(game_name=game)),)
    if chat := said.get("chat"):
        return (InternetDetails(chat_im_incident=ChatImIncident(chat_client=chat)),)
    if url := said.get("url"):
        return (InternetDetails(web_page_incident=WebPageIncident(url=(url,))),)
    if address := said.get("peer"):
        event = IpCaptureEvent(ip_address=address, event_name="Upload", date_time=moment)
        return (
            InternetDetails(peer2peer_incident=Peer2peerIncident(client="Example Share", ip_capture_event=(event,))),
        )
    return ()


def _accused(said: Said, company: str, moment: Moment) -> PersonOrUserReported:
    email = (Email(value=said["email"], verified=True),) if said.get("email") else ()
    event = IpCaptureEvent(ip_address=said["ip"], event_name=said.get("event", "Login"), date_time=moment)
    return PersonOrUserReported(
        person_or_user_reported_person=Person(email=email) if email else None,
        esp_service=company,
        screen_name=said["screen_name"],
        display_name=(said["display"],) if said.get("display") else (),
        ip_capture_event=(event,),
        estimated_location=_location(said),
    )


def _victim(said: Said, company: str) -> Victim:
    return Victim(
        victim_person=Person(age=said.get("age")),
        esp_service=company,
        screen_name=said.get("screen_name"),
        estimated_location=_location(said),
    )


def _location(said: Said) -> EstimatedLocation | None:
    if not said.get("country"):
        return None
    return EstimatedLocation(city=said.get("city"), country_code=said["country"])


def _le_document(said: Said, number: str, at: datetime, picture: bytes) -> dict[str, Any]:
    accused, moment = said["accused"], (at - timedelta(days=2)).isoformat(timespec="seconds")
    person = {
        "espService": said["company"],
        "screenName": {"value": accused["screen_name"]},
        "emails": {"emails": [{"value": accused["email"], "verified": True}]} if accused.get("email") else None,
        "occupation": accused.get("occupation"),
        "accessToChildren": accused.get("access"),
        "addresses": {"addresses": [_le_address(accused)]} if accused.get("country") else None,
        "sourceInformation": {"sourceCaptures": [_le_capture(accused, moment)]},
    }
    told = {
        "reportingEsp": {"espName": said["company"]},
        "incidentSummary": {"incidentType": said["type"], "incidentDateTime": moment},
        "incidentDetails": {"webpageIncident": [{"urls": [said["url"]]}]} if said.get("url") else None,
        "reportedPeople": {"reportedPersons": [{name: value for name, value in person.items() if value}]},
        "uploadedFiles": {"uploadedFiles": [_le_file(number, picture)]} if picture else None,
        "additionalInformations": [{"value": said["text"]}],
    }
    told = {name: value for name, value in told.items() if value}
    return {"reportId": number, "dateReceived": at.isoformat(timespec="seconds"), "reportedInformation": told}


def _le_address(accused: Said) -> dict[str, str]:
    return {"city": accused["city"], "state": accused.get("state", ""), "country": accused["country"]}


def _le_capture(accused: Said, moment: str) -> dict[str, Any]:
    return {"captureType": "IP Address", "value": accused["ip"], "eventName": "LOGIN", "dateTime": moment}


def _le_file(number: str, picture: bytes) -> dict[str, Any]:
    digest = hashlib.md5(picture, usedforsecurity=False).hexdigest()
    tags = {"groups": [{"name": "File", "tags": [{"value": "Infant"}]}]}
    return {"filename": f"{number}-1.png", "verificationHash": digest, "viewedByEsp": True, "ncmecTags": tags}


def _member(name: str, data: bytes) -> Member:
    return Member(name, len(data), lambda: io.BytesIO(data))


def _moment(at: datetime) -> Moment:
    return Moment(at.isoformat(timespec="seconds"), at, True)


def _desk(company: str) -> Email:
    return Email(value=f"desk@{company.lower().replace(' ', '-')}.example")
