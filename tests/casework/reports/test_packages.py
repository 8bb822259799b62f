"""Packages become reports: once, whole, with every byte kept, and each refusal saying why."""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from daymark.casework.access.context import acting_as_system
from daymark.casework.access.keyring import vault
from daymark.casework.access.models import AuditRecord
from daymark.casework.partners.models import Agency, AgencyKind
from daymark.casework.reports.actions.packages import Fate, Outcome, take_packages
from daymark.casework.reports.models import Attachment, Received, Report
from daymark.casework.reports.rules.documents import from_document
from daymark.casework.reports.rules.understood import Answer, Fact
from daymark.casework.subjects.models import Sighting
from daymark.casework.triage.models import Assessment, Bundle
from daymark.exchange.archive import Member, open_archive
from daymark.exchange.lepackage import Package, find_packages
from exchange.le_documents import member
from le_packages import le_report, picture, write_package
from people import make_agency


@pytest.fixture
def agency(db: None) -> Agency:
    return make_agency("US-NCMEC", AgencyKind.HOTLINE)


def take(agency: Agency, *members: Member) -> list[Outcome]:
    return take_packages(packages=list(find_packages(members)), agency=agency, at=timezone.now())


def take_folder(agency: Agency, folder: Path) -> list[Outcome]:
    with open_archive(folder) as archive:
        return take_packages(packages=list(find_packages(archive.members)), agency=agency, at=timezone.now())


def document(number: int, **changes: Any) -> Member:
    changes.setdefault("files", False)
    return member(f"{number}/{number}.json", json.dumps(le_report(number, **changes)).encode())


def counts() -> tuple[int, ...]:
    with acting_as_system():
        return tuple(each.objects.count() for each in (Report, Received, Attachment, Sighting, Bundle, Assessment))


def test_a_package_becomes_a_report_with_all_its_bytes(agency: Agency, tmp_path: Path) -> None:
    home = write_package(tmp_path, 200000001)
    (outcome,) = take_folder(agency, tmp_path)
    assert (outcome.fate, outcome.external_reference) == (Fate.TAKEN, "200000001")
    with acting_as_system():
        report = Report.objects.get(reference=outcome.report)
        assert (report.way, report.source_kind, report.source_agency) == ("PACKAGE", "AGENCY", agency)
        body = (home / "200000001.json").read_bytes()
        assert report.received.body == body
        assert report.received.sha256 == hashlib.sha256(body).hexdigest()
        beside = Received.objects.get(beside=report.received)
        assert beside.body == (home / "200000001.xml").read_bytes()
        file = Attachment.objects.get(report=report)
        assert (file.name, file.is_stored, file.viewed_by_sender) == ("200000001-1.jpg", True, True)
        with vault().open(file.sha256) as stream:
            assert stream.read() == picture(200000001)
        assert from_document(report.understood).answer(Fact.ACCESS_TO_CHILDREN) is Answer.YES
        assert report.assessments.get().bundle.state == "WAITING"


def test_importing_twice_adds_nothing_and_says_so(agency: Agency, tmp_path: Path) -> None:
    for number in range(3):
        write_package(tmp_path, 200000001 + number)
    first = take_folder(agency, tmp_path)
    before = counts()
    again = take_folder(agency, tmp_path)
    assert counts() == before
    assert {each.fate for each in again} == {Fate.HERE}
    assert {each.report for each in again} == {each.report for each in first}


def test_the_same_number_from_another_agency_is_another_report(agency: Agency) -> None:
    take(agency, document(1))
    (outcome,) = take(make_agency("DE-BKA"), document(1))
    assert outcome.fate is Fate.TAKEN


def test_other_contents_under_a_number_that_is_here_are_kept_and_said(agency: Agency) -> None:
    (first,) = take(agency, document(1))
    newer = document(1, incidentSummary={"incidentType": "Child Sex Trafficking"})
    for _ in range(2):
        (outcome,) = take(agency, newer)
        assert outcome.fate is Fate.DIFFERS
        assert first.report in outcome.why
    with acting_as_system():
        kept = Received.objects.exclude(refusal="").get()
        assert kept.body == newer.read(at_most=10**6)
        assert AuditRecord.objects.filter(object_reference=first.report, act="document refused").count() == 1


def test_twice_in_one_batch_is_one_report(agency: Agency) -> None:
    one = json.dumps(le_report(7, files=False)).encode()
    outcomes = take(agency, member("a/7.json", one), member("b/7.json", one))
    assert sorted(each.fate for each in outcomes) == [Fate.HERE, Fate.TAKEN]
    assert counts()[0] == 1


def test_copies_fold_into_one_row_of_the_queue(agency: Agency) -> None:
    def copy(number: int) -> Member:
        said = le_report(1, files=False)
        said["reportId"] = str(number)
        return member(f"{number}/{number}.json", json.dumps(said).encode())

    assert [each.fate for each in take(agency, *(copy(number) for number in range(10, 15)))] == [Fate.TAKEN] * 5
    with acting_as_system():
        assert Report.objects.count() == 5
        assert Bundle.objects.get().copies == 5


def test_papers_of_the_package_do_not_keep_copies_apart(agency: Agency) -> None:
    for number in (1, 2):
        said = le_report(1, files=False)
        said["reportId"] = str(number)
        paper = member(f"{number}/{number}.pdf", b"%PDF synthetic paper of " + str(number).encode())
        take(agency, member(f"{number}/{number}.json", json.dumps(said).encode()), paper)
    with acting_as_system():
        assert Bundle.objects.get().copies == 2
        assert Attachment.objects.filter(is_stored=True).count() == 2


def test_a_file_that_differs_from_the_reported_digest_is_a_warning(agency: Agency, tmp_path: Path) -> None:
    home = write_package(tmp_path, 5)
    (home / "Media" / "5-1.jpg").write_bytes(b"other harmless bytes")
    (outcome,) = take_folder(agency, tmp_path)
    assert any("digest" in warning for warning in outcome.warnings)
    with acting_as_system():
        report = Report.objects.get()
        assert any("digest differs" in note for note in from_document(report.understood).files[0].notes)
        assert Attachment.objects.get().md5 == hashlib.md5(b"other harmless bytes", usedforsecurity=False).hexdigest()


def test_a_file_that_comes_later_completes_the_report(agency: Agency, tmp_path: Path) -> None:
    home = write_package(tmp_path, 5, media=False)
    (first,) = take_folder(agency, tmp_path)
    assert any("missing" in warning for warning in first.warnings)
    (home / "Media" / "5-1.jpg").write_bytes(picture(5))
    (second,) = take_folder(agency, tmp_path)
    assert (second.fate, second.report) == (Fate.COMPLETED, first.report)
    assert take_folder(agency, tmp_path)[0].fate is Fate.HERE
    with acting_as_system():
        file = Attachment.objects.get()
        assert file.is_stored
        assert file.sha256 == hashlib.sha256(picture(5)).hexdigest()


def test_a_file_that_the_report_does_not_name_is_kept_with_it(agency: Agency, tmp_path: Path) -> None:
    home = write_package(tmp_path, 5)
    (home / "Media" / "unnamed.bin").write_bytes(b"harmless, and named nowhere")
    (outcome,) = take_folder(agency, tmp_path)
    assert any("does not name" in warning for warning in outcome.warnings)
    with acting_as_system():
        assert Attachment.objects.filter(is_stored=True).count() == 2


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b'{"other": 1}', b"\xff\xfe\x00", b"[" * 100_000, b'{"a":' * 100_000, b"null", b"NaN"],
)
def test_a_document_that_is_no_report_is_kept_once_with_the_reason(agency: Agency, body: bytes) -> None:
    for _ in range(2):
        (outcome,) = take(agency, member("9/9.json", body))
        assert outcome.fate is Fate.REFUSED
        assert "9.json" in outcome.why
        assert "Ask the sender" in outcome.why
    with acting_as_system():
        kept = Received.objects.get()
        assert (kept.body, kept.name) == (body, "9/9.json")
        assert kept.refusal
        assert AuditRecord.objects.filter(act="document refused").count() == 1
    assert counts()[0] == 0


def test_one_bad_package_does_not_hinder_the_others(agency: Agency) -> None:
    outcomes = take(agency, document(1), member("2/2.json", b"{"), document(3))
    assert sorted(each.fate for each in outcomes) == [Fate.REFUSED, Fate.TAKEN, Fate.TAKEN]


def test_every_field_may_hold_a_hundred_kilobytes(agency: Agency) -> None:
    long = "x" * 100_000

    def filled(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: filled(inner) for key, inner in value.items()}
        return [filled(inner) for inner in value] if isinstance(value, list) else long

    said = filled(le_report(1))
    said["reportId"] = "1"
    (outcome,) = take(agency, member("1/1.json", json.dumps(said).encode()))
    assert outcome.fate is Fate.TAKEN
    with acting_as_system():
        assert long in Report.objects.get().understood["narrative"]


@pytest.mark.parametrize(
    "odd", ["\x00", "\ud800", "\u202e", "a\x1fb", "\U0001d54f" * 300, "' OR 1=1 --", "\\", "%s %(x)s"]
)
def test_odd_letters_anywhere_are_stored_or_said(agency: Agency, odd: str) -> None:
    def filled(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: filled(inner) for key, inner in value.items()}
        return [filled(inner) for inner in value] if isinstance(value, list) else odd

    body = json.dumps(filled(le_report(1))).encode()
    (outcome,) = take(agency, member("1/1.json", body))
    assert outcome.fate is Fate.TAKEN, outcome.why
    with acting_as_system():
        assert Report.objects.get().received.body == body


@pytest.mark.parametrize("value", [None, [], {}, "", 0, [None], [[]], "text"])
def test_whatever_the_containers_are_nothing_fails(agency: Agency, value: Any) -> None:
    members = []
    for place, key in enumerate(le_report(1)["reportedInformation"]):
        members.append(document(100 + place, **{key: value}))
    whole = le_report(99)
    whole["reportedInformation"] = value
    members.append(member("99/99.json", json.dumps(whole).encode()))
    outcomes = take(agency, *members)
    assert {each.fate for each in outcomes} == {Fate.TAKEN}


REFUSE_ONE = """
CREATE FUNCTION refuse_one() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'synthetic refusal' USING ERRCODE = 'data_exception'; END $$;
CREATE TRIGGER refuse_one BEFORE INSERT ON reports_report FOR EACH ROW WHEN (NEW.external_reference = '2')
EXECUTE FUNCTION refuse_one();
"""


def test_what_the_database_cannot_hold_is_refused_alone(committed: None) -> None:
    agency = make_agency("US-NCMEC", AgencyKind.HOTLINE)
    with connections["owner"].cursor() as cursor:
        cursor.execute(REFUSE_ONE)
    outcomes = take(agency, *(document(number) for number in range(1, 5)))
    taken = [each.external_reference for each in outcomes if each.fate is Fate.TAKEN]
    assert sorted(taken) == ["1", "3", "4"]
    (refused,) = [each for each in outcomes if each.fate is Fate.REFUSED]
    assert "fault of its own" in refused.why
    with acting_as_system():
        assert Received.objects.exclude(refusal="").count() == 1
        assert Bundle.objects.count() == 3


def test_a_damaged_media_file_is_named_and_the_report_is_taken(agency: Agency) -> None:
    def broken() -> io.BytesIO:
        raise OSError("synthetic fault of the disk")

    said = member("5/5.json", json.dumps(le_report(5)).encode())
    package = Package("5", "5", {"json": said}, media=[Member("5/Media/5-1.jpg", 10, broken)])
    (outcome,) = take_packages(packages=[package], agency=agency, at=timezone.now())
    assert outcome.fate is Fate.TAKEN
    with acting_as_system():
        assert not Attachment.objects.get().is_stored
        warnings = from_document(Report.objects.get().understood).warnings
        assert any("5-1.jpg" in warning for warning in warnings)
