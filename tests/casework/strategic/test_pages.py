"""The page of the picture, its charts, and what can be taken away from it."""

import csv
import io
import re

import pytest
from django.test import Client
from django.utils import timezone

from daymark.casework.access.context import acting_as, acting_as_system
from daymark.casework.access.models import AuditRecord
from daymark.casework.strategic.actions import count_anew
from daymark.casework.strategic.models import CountedPicture
from daymark.casework.strategic.queries import count_everything
from examples import make_report
from people import make_cast, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    cast = make_cast()
    for _ in range(7):
        make_report(at=timezone.now())
    count_anew(at=timezone.now())
    return cast


def page(person, address="/picture/"):
    return sign_in(Client(), person).get(address)


def test_staff_and_the_strategic_analyst_see_the_picture(cast):
    for person in (cast.amina, cast.ines, cast.ben, cast.chen, cast.sol):
        assert "7 reports" in page(person).content.decode()


@pytest.mark.parametrize(
    "address", ["/picture/", "/picture/picture.csv", "/picture/picture.pdf", "/picture/charts/kinds.svg"]
)
def test_administrators_and_partners_do_not(cast, address):
    for person in (cast.ada, cast.dee):
        assert page(person, address).status_code == 404


def test_what_was_counted_is_closed_to_every_person(cast):
    for person in (cast.chen, cast.sol, cast.dee):
        with acting_as(person):
            assert not CountedPicture.objects.exists()
    with acting_as_system():
        assert CountedPicture.objects.exists()


def test_the_analyst_who_reads_no_case_gets_the_numbers_of_restricted_ones(cast):
    make_report(at=timezone.now())
    from daymark.casework.reports.models import Report

    with acting_as_system():
        Report.objects.update(is_restricted=True)
    count_anew(at=timezone.now())
    assert "8 reports" in page(cast.sol).content.decode()


def test_counting_anew_shows_what_has_come_since_and_is_on_record(cast):
    make_report(at=timezone.now())
    client = sign_in(Client(), cast.sol)
    assert "7 reports" in client.get("/picture/").content.decode()
    answer = client.post("/picture/count/", {"asked": "source=PUBLIC&x=%0d%0aSet-Cookie:a"}, follow=True)
    assert answer.redirect_chain[0][0].startswith("/picture/?source=PUBLIC")
    assert "8 reports" in answer.content.decode()
    assert AuditRecord.objects.filter(act="picture counted", actor_name="Sol").exists()


def test_another_picture_of_the_same_number_as_after_a_restore_is_read_anew(cast):
    assert "7 reports" in page(cast.sol).content.decode()
    make_report(at=timezone.now())
    counted_at = timezone.now()
    with acting_as_system():
        later = count_everything(at=counted_at)
        CountedPicture.objects.update(counts=later.to_document(), counted_at=counted_at)
    assert "8 reports" in page(cast.sol).content.decode()


def test_without_any_count_the_page_counts_by_itself():
    cast = make_cast()
    assert "0 reports" in page(cast.sol).content.decode()


def test_a_chart_is_a_picture_without_scripts_in_the_theme_asked_for(cast):
    client = sign_in(Client(), cast.sol)
    content = client.get("/picture/").content.decode()
    address = re.search(r'src="(/picture/charts/kinds\.svg[^"]+)"', content)[1].replace("&amp;", "&")
    light, dark = client.get(address), client.get(f"{address}&theme=dark")
    assert light["Content-Type"] == "image/svg+xml"
    assert light.content.startswith(b"<svg")
    assert b"<script" not in light.content
    assert b"Grooming" in light.content
    assert light.content != dark.content
    assert b"#0b5a69" not in dark.content


@pytest.mark.parametrize("drawn", ["../../keys/keyring", "x" * 64, "%00", ""])
def test_no_other_file_can_be_asked_for_as_a_chart(cast, drawn):
    client = sign_in(Client(), cast.sol)
    assert client.get("/picture/charts/kinds.svg", {"drawn": drawn}).content.startswith(b"<svg")
    assert client.get("/picture/charts/nothing.svg", {"drawn": drawn}).status_code == 404


def test_the_csv_holds_every_table_and_the_download_is_on_record(cast):
    answer = page(cast.sol, "/picture/picture.csv?harm=GROOMING")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert ["Reports by kind", "Grooming"] in [row[:2] for row in rows]
    assert answer["Content-Disposition"].startswith('attachment; filename="picture-')
    record = AuditRecord.objects.get(act="picture downloaded")
    assert '"form": "csv"' in record.detail
    assert '"harm": "GROOMING"' in record.detail


def test_the_overview_is_a_tagged_pdf(cast):
    answer = page(cast.sol, "/picture/picture.pdf")
    assert answer.content.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in answer.content


@pytest.mark.parametrize("asked", ["period=2026-99", "harm=NONE", "source=%27", "first=x&last=y", "period=%00"])
def test_an_address_that_makes_no_sense_shows_the_usual_picture(cast, asked):
    assert "7 reports" in page(cast.sol, f"/picture/?{asked}").content.decode()


def test_months_the_wrong_way_round_are_answered_with_a_sentence(cast):
    this = timezone.localdate()
    answer = page(cast.sol, f"/picture/?first={this:%Y-%m}&last=2026-01")
    assert answer.status_code in (200, 422)


def test_a_period_without_referrals_says_so_in_each_box_that_measures_them(cast):
    shown = " ".join(re.sub(r"<[^>]+>", " ", page(cast.sol).content.decode()).split())
    for words in ("so no time for half of them", "so no time for nine in ten", "so no share within six hours"):
        assert words in shown
    assert shown.count("Nothing was referred in this period.") == 3
