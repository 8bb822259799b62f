"""The industry server's life cycle, its response codes, and what it keeps."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.utils import timezone
from industry_client import DETAILS, REPORT, Company
from lxml import etree

from daymark.casework.access.context import acting_as_system
from daymark.casework.reports.actions.industry import expire_submissions
from daymark.casework.reports.models import Attachment, Received, Report, Submission, SubmissionState
from daymark.casework.reports.rules.documents import from_document
from daymark.casework.reports.rules.understood import Answer as Said
from daymark.casework.reports.rules.understood import Fact

pytestmark = pytest.mark.django_db


@pytest.fixture
def company() -> Company:
    return Company()


def test_a_wrong_password_is_refused_with_401_and_an_empty_body(company: Company) -> None:
    company.password = "wrong"
    answer = company.get("status")
    assert (answer.status, answer.response.content) == (401, b"")
    assert answer.response["WWW-Authenticate"] == 'Basic realm="ESP Web Services"'
    assert Client().get("/ispws/status").status_code == 401


def test_status_names_the_user_and_the_address(company: Company) -> None:
    answer = company.get("status")
    assert answer.code == 0
    assert answer["responseDescription"] == "Remote User : example-social, Remote Ip : 127.0.0.1"
    assert answer.response["Request-ID"]


def test_the_schema_is_served_and_takes_the_report(company: Company) -> None:
    schema = etree.XMLSchema(etree.fromstring(company.get("xsd").response.content))
    assert schema.validate(etree.fromstring(REPORT.encode()))


def test_a_report_with_a_file_becomes_a_report_in_the_queue(company: Company) -> None:
    number = company.submit()["reportId"]
    uploaded = company.upload(number)
    assert uploaded["hash"] == hashlib.md5(b"harmless bytes", usedforsecurity=False).hexdigest()
    assert len(uploaded["fileId"]) == 32
    details = company.post_xml("fileinfo", DETAILS.format(report=number, file=uploaded["fileId"]))
    assert (details.code, details["fileId"]) == (0, uploaded["fileId"])
    done = company.finish(number)
    assert (done.root.tag, done.code) == ("reportDoneResponse", 0)
    assert [each.text for each in done.root.findall("files/fileId")] == [uploaded["fileId"]]
    with acting_as_system():
        report = Report.objects.get(external_reference=number)
        assert (report.harm, report.environment, report.source_kind) == ("GROOMING", "INSTANT_MESSAGES", "INDUSTRY")
        assert report.received.body == REPORT.encode()
        assert from_document(report.understood).answer(Fact.INFANT) is Said.YES
        attachment = Attachment.objects.get(report=report)
        assert (attachment.name, attachment.classification, attachment.viewed_by_sender) == ("a.jpg", "A1", True)
        assert attachment.publicly_available is None
        assert report.assessments.get().bundle.state == "WAITING"
        assert report.sightings.get(kind="IP_ADDRESS").port == 51234


def test_an_upload_that_is_repeated_because_no_answer_came_is_one_file(company: Company) -> None:
    number = company.submit()["reportId"]
    first, again = company.upload(number), company.upload(number)
    assert (again.code, again["fileId"], again["hash"]) == (0, first["fileId"], first["hash"])
    other_name, other_content = company.upload(number, name="b.jpg"), company.upload(number, b"other bytes")
    assert len({each["fileId"] for each in (first, other_name, other_content)}) == 3
    done = company.finish(number)
    assert len(done.root.findall("files/fileId")) == 3
    with acting_as_system():
        assert Attachment.objects.filter(report__external_reference=number).count() == 3


def test_nothing_can_be_added_or_retracted_after_finish(company: Company) -> None:
    number = company.submit()["reportId"]
    assert company.finish(number).code == 0
    assert company.finish(number).code == 5102
    assert company.upload(number).code == 5102
    assert company.post_form("retract", id=number).code == 5102
    with acting_as_system():
        assert Report.objects.count() == 1


def test_a_retracted_report_takes_no_more(company: Company) -> None:
    number = company.submit()["reportId"]
    assert company.post_form("retract", id=number).code == 0
    assert company.finish(number).code == 5101
    assert company.post_form("retract", id=number).code == 5101
    with acting_as_system():
        assert not Report.objects.exists()
        assert Received.objects.count() == 1


def test_another_companys_report_does_not_exist(company: Company) -> None:
    number = company.submit()["reportId"]
    other = Company("other-host")
    assert other.finish(number).code == 5001
    assert other.finish("999999999").code == 5001
    assert other.finish("not a number").code == 5001
    assert other.post_form("finish").code == 4000


def test_details_of_an_unknown_file_are_kept_and_refused(company: Company) -> None:
    number = company.submit()["reportId"]
    answer = company.post_xml("fileinfo", DETAILS.format(report=number, file="0" * 32))
    assert answer.code == 5002
    with acting_as_system():
        assert Received.objects.exclude(refusal="").count() == 1


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", 4110),
        (b"<report>", 4110),
        (REPORT.encode()[:200], 4110),
        (b"\xef\xbb\xbf" + REPORT.encode(), 0),
        (REPORT.replace("UTF-8", "UTF-16").encode("utf-16"), 0),
        (b'<!DOCTYPE report [<!ENTITY a "b">]>' + REPORT.split("?>", 1)[1].encode(), 4110),
        (b"<report>" * 100_000, 4110),
        (b"<report><reporter/></report>", 4100),
        (b"<other/>", 4100),
        (REPORT.replace("2026-01-04T22:15:30Z", "2026-01-04T22:15:30").encode(), 0),
        (REPORT.replace("synthetic_user", "x" * 100_000).encode(), 0),
    ],
)
def test_bad_documents_are_named_and_kept(company: Company, body: bytes, code: int) -> None:
    answer = company.submit(body)
    assert answer.code == code
    assert len(answer["responseDescription"]) > 5
    with acting_as_system():
        kept = Received.objects.get()
        assert kept.body == body
        assert kept.sha256 == hashlib.sha256(body).hexdigest()
        assert bool(kept.refusal) == bool(code)


def test_a_body_that_stops_half_way_is_kept_and_refused(company: Company) -> None:
    half = {"CONTENT_LENGTH": str(len(REPORT) + 50), "wsgi.input": BytesIO(REPORT.encode())}
    answer = company.post_xml("submit", REPORT, **half)
    assert answer.code == 4110
    assert "stopped" in answer["responseDescription"]
    with acting_as_system():
        assert Received.objects.get().refusal


def test_a_strict_account_refuses_what_a_tolerant_one_takes(company: Company) -> None:
    divergent = REPORT.replace("Sexual Acts", "Sexual Act")
    assert company.submit(divergent).code == 0
    strict = Company("strict-host", strict=True)
    assert strict.submit(divergent).code == 4100
    assert strict.submit().code == 0


@pytest.mark.parametrize(("content", "name"), [(b"", "a.jpg"), (b"x" * 51 * 1024 * 1024, "large.bin")])
def test_a_file_that_cannot_be_taken_is_named(company: Company, content: bytes, name: str) -> None:
    number = company.submit()["reportId"]
    answer = company.upload(number, content, name)
    assert answer.code == 4200
    assert company.finish(number).code == 0


def test_a_path_for_a_name_stays_a_name(company: Company) -> None:
    number = company.submit()["reportId"]
    body = (
        b'--B\r\nContent-Disposition: form-data; name="id"\r\n\r\n' + number.encode() + b"\r\n--B\r\n"
        b'Content-Disposition: form-data; name="file"; filename="../../etc/passwd"\r\n\r\nharmless\r\n--B--\r\n'
    )
    headers = {"Authorization": company.sign_in}
    response = company.client.post(
        "/ispws/upload", body, content_type="multipart/form-data; boundary=B", headers=headers
    )
    assert b"<responseCode>0<" in response.content
    assert company.finish(number).code == 0
    with acting_as_system():
        assert Attachment.objects.get().name in {"passwd", "../../etc/passwd"}


def test_a_broken_form_is_named(company: Company) -> None:
    headers = {"Authorization": company.sign_in}
    response = company.client.post(
        "/ispws/upload", b"--B\r\ngarbage", content_type="multipart/form-data", headers=headers
    )
    assert b"<responseCode>4000<" in response.content


def test_unfinished_reports_expire_a_day_after_opening_or_an_hour_after_the_last_change(company: Company) -> None:
    old, touched = company.submit()["reportId"], company.submit()["reportId"]
    now = timezone.now()
    with acting_as_system():
        Submission.objects.update(opened_at=now - timedelta(hours=30), modified_at=now - timedelta(hours=29))
        Submission.objects.filter(pk=touched).update(modified_at=now - timedelta(minutes=50))
        assert expire_submissions(at=now) == 1
        assert Submission.objects.get(pk=old).state == SubmissionState.EXPIRED
    assert company.finish(old).code == 5101
    assert company.finish(touched).code == 0
