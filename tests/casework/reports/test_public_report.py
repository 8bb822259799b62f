"""The public report page: what a person sees, and what becomes of what is said."""

from __future__ import annotations

import json

import pytest
from casework.reports.public_answers import CHILD, CONTACT, START, answer_until, code_in, page, picture, post, send
from django.test import Client

from daymark.casework.access.context import acting_as_system
from daymark.casework.reports.models import Attachment, Draft, Receipt, Report
from daymark.casework.reports.rules.documents import from_document
from daymark.casework.reports.rules.understood import Answer, Fact, PartyRole

pytestmark = pytest.mark.django_db


def reports() -> list[Report]:
    with acting_as_system():
        return list(Report.objects.select_related("received"))


def test_a_child_reports_and_gets_a_code(client: Client):
    code = send(client, {**CHILD, "contact": CONTACT})
    assert len(code) == 16
    assert code.isdigit()
    (report,) = reports()
    said = from_document(report.understood)
    assert report.title == "Girl, 11 to 13, Preston: meeting arranged"
    assert said.answer(Fact.CONTACT_CONTINUES) is Answer.YES
