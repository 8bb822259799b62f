"""Where a copy has been: exhibits and reports in one order of time, as a table and as a drawing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from casework.matching.known_files import content, digest, look
from casework.matching.test_decisions import by_number, seized
from casework.referrals.referral_cases import Scene, make_scene
from daymark.casework.access.context import acting_as, acting_as_system
from daymark.casework.cases.actions import open_case, restrict
from daymark.casework.matching.queries import look_alikes_of, trail_of
from daymark.casework.matching.queries.drawing import drawn
from daymark.casework.matching.queries.trail import Held
from daymark.casework.reports.actions.receiving import Arrival, StoredFile, file_reports
from daymark.casework.reports.models import Report, Way
from daymark.casework.reports.rules.from_cybertip import UploadedFile, file_said
from daymark.casework.reports.rules.understood import FileSaid
from daymark.exchange.cybertip.report import FileDetails, OriginalFileHash
from examples import NOON, make_understood
from people import sign_in


@pytest.fixture
def scene() -> Scene:
    return make_scene()


def reported(words: str, *files: StoredFile, days: int = 0) -> Report:
    """A report with these files, received so many days before noon."""
    with acting_as_system():
        said = make_understood(narrative=words, files=tuple(file.said for file in files))
        arrival = Arrival(said, Way.INDUSTRY, body=words.encode(), files=files)
        return file_reports(arrivals=[arrival], by=None, at=NOON - timedelta(days=days))[0].report


def sent(number: int) -> StoredFile:
    """A file that came with a report."""
    digests = {kind: digest(number, kind) for kind in ("sha256", "sha1", "md5")}
    return StoredFile(FileSaid(f"{number}.png"), **digests, size=6, media_type="image/png")


def original(kind: str, value: str) -> StoredFile:
    """Another file, of which the sender says what it first was."""
    details = FileDetails(
        report_id="1", file_id="t", original_file_hash=(OriginalFileHash(value=value, hash_type=kind),)
    )
    said = file_said(UploadedFile("t", "x.png", digest(77), digest(77, "md5"), 6, details))
    return StoredFile(said, digest(77), digest(77, "sha1"), digest(77, "md5"), 6, "image/png")


@pytest.mark.django_db
def test_reports_that_brought_or_named_a_file_stand_with_the_exhibits_in_order_of_time(scene: Scene) -> None:
    with acting_as(scene.cast.ines):
        seizure = seized(scene, 1)
    named = StoredFile(FileSaid("named.png", md5=digest(1, "md5")))
    told = [
        reported("The first story of many words.", sent(1), days=4),
        reported("The second story of many words.", named, days=3),
        reported("The third story of many words.", original("SHA1", digest(1, "sha1").upper()), days=2),
    ]
    reported("Another story of many words.", sent(2), days=1)
    with acting_as(scene.cast.ben):
        held = trail_of(by_number(1), []).held
    assert [each.reference for each in held] == [*(report.reference for report in told), seizure.reference]
    assert [each.role for each in held] == [
        "came with the report", "named in it, not sent", "named in it by a digest (original SHA1)", "seized",
    ]  # fmt: skip
    assert {each.distance for each in held} == {None}
    page = sign_in(Client(), scene.cast.ben).get(reverse("file", args=[digest(1)])).content.decode()
    for words in (*(report.reference for report in told), "Industry server", "named in it, not sent"):
        assert words in page


@pytest.mark.django_db
def test_a_report_that_tells_only_the_look_of_its_file_is_a_look_alike(scene: Scene) -> None:
    with acting_as_system():
        file, near = content(1, pdq=look(1)), content(2, pdq=look(1, flipped=[5, 6, 7]))
    close = reported("A story of a look and more.", original("PDQ", look(1, flipped=[3, 4]).hex()), days=2)
    reported("A story of another look.", original("PDQ", look(9).hex()))
    brought = reported("A story with a look-alike in it.", sent(2), days=1)
    with acting_as(scene.cast.ben):
        held = trail_of(file, look_alikes_of(file)).held
    assert [(each.reference, each.distance, each.content) for each in held] == [
        (close.reference, 2, str(file)), (brought.reference, 3, str(near)),
    ]  # fmt: skip


@pytest.mark.django_db
def test_a_report_of_a_restricted_case_is_counted_and_not_told(scene: Scene) -> None:
    with acting_as_system():
        file = content(1)
    report = reported("A story that only members read.", original("MD5", digest(1, "md5")))
    with acting_as(scene.cast.ines):
        case = open_case(reports=[report], by=scene.cast.ines, at=NOON, lead=scene.cast.ines)
        restrict(case=case, reason="A colleague.", by=scene.cast.ines, at=NOON)
        mine = trail_of(file, [])
    with acting_as(scene.cast.ben):
        others = trail_of(file, [])
    assert [(each.reference, each.case) for each in mine.held] == [(report.reference, case.reference)]
    assert (mine.elsewhere, others.held, others.elsewhere) == (0, (), 1)


def held(source: str, days: int, distance: int | None = None) -> Held:
    at = NOON + timedelta(days=days)
    return Held(at, "report", f"R-{days}", "where", source, "came", "", 1, (), "00", distance)


def test_the_drawing_has_a_lane_for_each_source_and_a_mark_for_each_time() -> None:
    picture = drawn([held("Rome", 0), held("Oslo", 5, 3), held("Rome", 10)])
    assert picture is not None
    assert [lane.label for lane in picture.lanes] == ["Rome", "Oslo"]
    first, second, third = picture.marks
    assert (first.y, second.y - first.y, third.y) == (third.y, 34, first.y)
    assert picture.left < first.x < second.x < third.x < picture.right
    assert (second.x - first.x, [mark.is_same for mark in picture.marks]) == (third.x - second.x, [True, False, True])


def test_a_drawing_of_one_day_and_of_many_collections_stays_readable() -> None:
    one = drawn([held("A collection whose name is so long that no lane could hold all of it", 0)])
    assert one is not None
    assert one.is_one_day
    assert len(one.lanes[0].label) == 40
    many = drawn([held(f"Source {number}", number) for number in range(45)])
    assert many is not None
    assert (len(many.lanes), many.left_out) == (40, 5)
    assert drawn([]) is None
