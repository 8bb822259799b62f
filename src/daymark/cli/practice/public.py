"""Reports as the public page would send them: answers as typed, kept as received, then understood."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from daymark.casework.reports.actions import Arrival, file_reports
from daymark.casework.reports.actions.drafts import FORM, Answers
from daymark.casework.reports.actions.receipts import issue_receipt
from daymark.casework.reports.models import Received, Report, Way
from daymark.casework.reports.rules.from_answers import Setting, understand_answers


def file_public(said: Mapping[str, str], *, at: datetime, receipt: bool = False) -> tuple[Report, str]:
    """Files one report at its moment; with its receipt code when it has one."""
    report = file_reports(arrivals=[public_arrival(said, at=at)], by=None, at=at)[0].report
    return report, issue_receipt(report=report, at=at) if receipt else ""


def public_arrival(said: Mapping[str, str], *, at: datetime) -> Arrival:
    """One report of the public, ready to be filed."""
    setting = Setting(at=at, zone=ZoneInfo(settings.TIME_ZONE), region=settings.DAYMARK.country)
    document = {"form": FORM, **Answers(said=dict(said)).to_document()}
    body = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    return Arrival(understand_answers(said, setting), Way.PUBLIC, body=body, media_type="application/json", name=FORM)


def received_at(arrival: Arrival, at: datetime) -> Received:
    """The row that keeps an arrival's bytes, with the moment at which they came."""
    return Received(
        way=arrival.way,
        received_at=at,
        body=arrival.body,
        sha256=hashlib.sha256(arrival.body).hexdigest(),
        size=len(arrival.body),
        media_type=arrival.media_type,
        name=arrival.name,
    )
