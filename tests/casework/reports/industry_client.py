"""A company's client, as small as the protocol allows, and documents to send."""

from __future__ import annotations

import base64
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from lxml import etree

from daymark.casework.partners.models import AgencyKind
from daymark.casework.reports.models import IndustryAccount
from people import make_agency

REPORT = """<?xml version="1.0" encoding="UTF-8"?>
<report><incidentSummary><incidentType>Online Enticement of Children for Sexual Acts</incidentType>
<incidentDateTime>2026-01-04T22:15:30Z</incidentDateTime></incidentSummary>
<internetDetails><chatImIncident><chatClient>Example Chat</chatClient></chatImIncident></internetDetails>
<reporter><reportingPerson><firstName>Synthetic</firstName><lastName>Reporter</lastName></reportingPerson></reporter>
<personOrUserReported><screenName>synthetic_user</screenName><ipCaptureEvent><ipAddress>203.0.113.7</ipAddress>
<eventName>Login</eventName><dateTime>2026-01-04T21:59:00Z</dateTime><port>51234</port></ipCaptureEvent>
</personOrUserReported></report>"""
DETAILS = """<fileDetails><reportId>{report}</reportId><fileId>{file}</fileId>
<originalFileName>a.jpg</originalFileName><fileViewedByEsp>true</fileViewedByEsp>
<fileAnnotations><infant/></fileAnnotations><industryClassification>A1</industryClassification></fileDetails>"""


class Company:
    """One company with its account."""

    def __init__(self, name: str = "example-social", *, strict: bool = False) -> None:
        self.password = f"{name} synthetic password"
        self.account = IndustryAccount.objects.create(
            agency=make_agency(name, AgencyKind.COMPANY),
            username=name,
            password=make_password(self.password),
            is_strict=strict,
            made_at=timezone.now(),
        )
        self.client = Client()

    @property
    def sign_in(self) -> str:
        words = f"{self.account.username}:{self.password}".encode()
        return f"Basic {base64.b64encode(words).decode()}"

    def get(self, path: str) -> Answer:
        return Answer(self.client.get(f"/ispws/{path}", headers={"Authorization": self.sign_in}))

    def post_xml(self, path: str, body: str | bytes, **extra: Any) -> Answer:
        headers = {"Authorization": self.sign_in}
        return Answer(
            self.client.post(f"/ispws/{path}", body, content_type="text/xml; charset=utf-8", headers=headers, **extra)
        )

    def post_form(self, path: str, **fields: Any) -> Answer:
        return Answer(self.client.post(f"/ispws/{path}", fields, headers={"Authorization": self.sign_in}))

    def submit(self, body: str | bytes = REPORT) -> Answer:
        return self.post_xml("submit", body)

    def upload(self, report: str, content: bytes = b"harmless bytes", name: str = "a.jpg") -> Answer:
        return self.post_form("upload", id=report, file=SimpleUploadedFile(name, content, "image/jpeg"))

    def finish(self, report: str) -> Answer:
        return self.post_form("finish", id=report)


class Answer:
    """What the server answered, as a client reads it."""

    def __init__(self, response: Any) -> None:
        self.response = response
        self.status = response.status_code
        self.root = etree.fromstring(response.content) if response.content and self.status == 200 else None

    def __getitem__(self, name: str) -> str:
        return "" if self.root is None else (self.root.findtext(name) or "")

    @property
    def code(self) -> int:
        return int(self["responseCode"])
