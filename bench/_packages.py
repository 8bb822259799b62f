"""Synthetic law-enforcement packages, as many as a benchmark needs, each with accounts of its own."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

TYPES = (
    "Apparent Child Pornography (Unconfirmed)",
    "Child Pornography (possession, manufacture, and distribution)",
    "Online Enticement of Children for Sexual Acts",
    "Child Sex Trafficking",
    "Child Sexual Molestation",
)
COPIES = 0.05  # of all reports: the same text and the same account as the one before


def write_packages(folder: Path, first: int, count: int) -> Path:
    """Folders of one JSON document each, numbered from `first`."""
    dice, earlier = random.Random(first), first
    for number in range(first, first + count):
        if number == first or dice.random() >= COPIES:
            earlier = number
        home = folder / str(number)
        home.mkdir(parents=True)
        (home / f"{number}.json").write_text(json.dumps(document(number, earlier)))
    return folder


def document(number: int, like: int) -> dict[str, Any]:
    """One report in the form of the public fixture: an account with e-mail, telephone and captures. No media."""
    dice = random.Random(like)
    captures = [_capture("IP Address", f"203.0.113.{dice.randrange(256)}", "LOGIN", 51234)]
    captures += [_capture("IP Address", f"2001:db8::{dice.randrange(65536):x}", "REGISTRATION", None)]
    captures += [_capture("Profile URL", f"https://social.example/u/synthetic_{like}", None, None)]
    person = {
        "screenName": {"value": f"synthetic_{like}"}, "espUserId": str(like), "espService": "Example Social",
        "dateOfBirth": "1990-01-01", "approximateAge": None, "addresses": None,
        "emails": {"emails": [{"value": f"user{like}@example.org", "verified": True}]},
        "phones": {"phones": [{"value": f"+4477009{like % 100_000:05d}", "verified": True}]},
        "sourceInformation": {"sourceCaptures": captures}, "additionalInformations": [{"value": "Synthetic"}],
    }  # fmt: skip
    note = f"Synthetic note on report {like}: an account is said to have been used to write to a child."
    return {
        "reportId": str(number),
        "dateReceived": "2026-01-05T10:11:12Z",
        "reportedInformation": {
            "reportingEsp": {"espName": "Example Social Ltd", "lastName": "Trust and Safety",
                             "emails": {"emails": [{"value": "le@example.com", "verified": None}]}},
            "incidentSummary": {"incidentType": dice.choice(TYPES), "incidentDateTime": "2026-01-04T22:15:30Z"},
            "incidentDetails": {"webpageIncident": [{"urls": [f"https://social.example/p/{like}"]}], "emailIncident": []},  # noqa: E501
            "reportedPeople": {"reportedPersons": [person]},
            "intendedRecipients": {"intendedRecipients": []},
            "uploadedFiles": {"uploadedFiles": []},
            "additionalInformations": [{"value": note}],
        },
    }  # fmt: skip


def _capture(kind: str, value: str, event: str | None, port: int | None) -> dict[str, Any]:
    moment = "2026-01-04T21:59:00Z" if event else None
    return {"captureType": kind, "value": value, "eventName": event, "dateTime": moment, "port": port}
