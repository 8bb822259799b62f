"""Law-enforcement packages made by code, from nothing but the keys that public readers know."""

from __future__ import annotations

import copy
import hashlib
import io
import json
from typing import Any

from daymark.exchange.archive import Member
from daymark.exchange.lepackage import LePackage, Package, find_packages, read_package

NAMESPACE = "http://report.cybertip.org/leaws/icac"
PICTURE = b"a harmless picture"
PICTURE_MD5 = hashlib.md5(PICTURE, usedforsecurity=False).hexdigest()

CAPTURE = {
    "captureType": "IP Address",
    "value": "203.0.113.7",
    "eventName": "LOGIN",
    "dateTime": "2026-01-04T21:59:00Z",
    "port": 51234,
}
PERSON: dict[str, Any] = {
    "firstName": "Alex", "middleName": "B", "lastName": "Example", "preferredName": "Al", "gender": "unknown",
    "preferredPronouns": "they", "dateOfBirth": "1990-01-01", "approximateAge": 36, "physicalDescription": "tall",
    "vehicleDescription": "blue car", "vehicleTagNumber": "AB12", "occupation": "clerk", "espService": "Example Social",
    "espUserId": "998877", "screenName": {"value": "synth_user_1"},
    "emails": {"emails": [{"value": "user@example.org", "verified": True}]},
    "phones": {"phones": [{"value": "+447700900123", "verified": False}]},
    "addresses": {"addresses": [{"street1": "1 Example Street", "street2": "Flat 2", "city": "Town", "state": "North",
                                 "postalCode": "X1 1XX", "country": "GB"}]},
    "languages": ["English"], "races": ["not said"], "disabilities": ["none"], "relationshipToReporter": "none",
    "relationshipToChildVictim": "stranger", "accessToChildVictim": True, "accessToChildren": "Yes",
    "accessToFirearms": False, "convictedSexOffender": "Unknown", "awareOfReport": "No", "gangAffiliation": "none",
    "sourceInformation": {"sourceCaptures": [CAPTURE]}, "additionalInformations": [{"value": "Synthetic"}],
}  # fmt: skip
FILE: dict[str, Any] = {
    "filename": "200000001-1.jpg", "originalFilename": "a.jpg", "submittalId": "3a1d4fd4",
    "verificationHash": PICTURE_MD5, "viewedByEsp": True, "publiclyAvailable": False, "industryClassification": "A1",
    "ncmecTags": {"groups": [{"name": "Group", "tags": [{"value": "Tag"}]}]},
    "sourceInformation": {"sourceCaptures": [CAPTURE]},
    "espMetadata": {"metadatas": [{"name": "Upload Date and Time", "value": "2026-01-04 22:15:30 UTC"}]},
    "additionalInformations": [{"value": "note on the file"}],
}  # fmt: skip


def report_json(report_id: str = "200000001") -> dict[str, Any]:
    """A report in which every known key says something; each call gives one of its own to change."""
    document = {
        "reportId": report_id,
        "dateReceived": "2026-01-05T10:11:12Z",
        "reportedInformation": {
            "reportingEsp": {"espName": "Example Social Ltd", "firstName": "Trust", "lastName": "Safety",
                             "emails": {"emails": [{"value": "le@example.com", "verified": None}]}},
            "incidentSummary": {"incidentType": "Child Sex Tourism", "incidentDateTime": "2026-01-04T22:15:30Z",
                                "incidentDateTimeDescription": "time of upload"},
            "incidentDetails": {
                "webpageIncident": [{"urls": ["https://social.example/p/1"], "type": "post", "text": "Synthetic",
                                     "additionalInformations": [{"value": "seen once"}]}],
                "emailIncident": [{"contents": [{"value": "Synthetic mail"}]}]},
            "reportedPeople": {"reportedPersons": [PERSON]},
            "intendedRecipients": {"intendedRecipients": [{"screenName": {"value": "recipient_1"}}]},
            "uploadedFiles": {"uploadedFiles": [{**FILE, "filename": f"{report_id}-1.jpg"}]},
            "additionalInformations": [{"value": "Report-level note (synthetic)"}],
        },
    }  # fmt: skip
    return copy.deepcopy(document)


def member(name: str, data: bytes) -> Member:
    return Member(name, len(data), lambda: io.BytesIO(data))


def members(files: dict[str, Any]) -> list[Member]:
    """Members from names and contents: bytes as they are, anything else as JSON."""
    return [
        member(name, data if isinstance(data, bytes) else json.dumps(data).encode()) for name, data in files.items()
    ]


def only_package(files: dict[str, Any]) -> Package:
    (package,) = find_packages(members(files))
    return package


def read(files: dict[str, Any], **how: Any) -> LePackage:
    return read_package(only_package(files), **how)


def read_json(document: Any) -> LePackage:
    """Read a report of JSON alone, its media being of no interest."""
    return read({"200000001.json": document})
