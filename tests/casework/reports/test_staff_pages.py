"""The pages of a report as received, and the list of everything received."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest

from daymark.casework.access.context import acting_as_system
from daymark.casework.access.models import AuditRecord
from daymark.casework.partners.models import AgencyKind
from daymark.casework.reports.actions import (
    NothingSaid,
    NoWayBack,
    StoredFile,
    TooLong,
    ask_reporter,
    mark_read,
    record_answer,
    set_restricted,
)
from daymark.casework.reports.models import Message, Receipt
from daymark.casework.reports.rules.understood import FileSaid, Harm, SourceKind
from examples import NOON, make_report, make_understood
from people import make_agency, make_cast, sign_in

pytestmark = pytest.mark.django_db


def text_of(response):
    return " ".join(response.content.decode().split())


def give_receipt(report):
    with acting_as_system():
        Receipt.objects.create(report=report, code_digest=report.pk.bytes, made_at=NOON)


def test_as_received_shows_digest_and_size_and_never_the_bytes(client):
    cast, report = make_cast(), make_report(warnings=("A time had no time zone.",))
    page = text_of(sign_in(client, cast.amina).get(f"/reports/{report.reference}/received/"))
    assert hashlib.sha256(b"synthetic").hexdigest() in page
    assert "9 bytes" in page
    assert "A time had no time zone." in page
    assert ">synthetic<" not in page


def test_the_document_is_a_download_that_nothing_draws_and_the_taking_is_on_record(client):
    cast, report = make_cast(), make_report()
    answer = sign_in(client, cast.amina).get(f"/reports/{report.reference}/received/document")
    assert answer.content == b"synthetic"
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert AuditRecord.objects.filter(
        act="report downloaded as received", object_reference=report.reference, actor_name="Amina"
    ).exists()


def test_files_are_told_of_in_words_and_a_path_for_a_name_is_only_text(client):
    cast = make_cast()
    files = (
        StoredFile(FileSaid("<b>../../x.png", classification="B2", viewed_by_sender=True), sha256="ab" * 32, size=2048),
        StoredFile(FileSaid("named only", sha256="cd" * 32, viewed_by_sender=False)),
        StoredFile(FileSaid("unsaid")),
    )
    report = make_report(files=files)
    page = text_of(sign_in(client, cast.amina).get(f"/reports/{report.reference}/files/"))
    assert "&lt;b&gt;../../x.png" in page
    assert "Classified B2. A person at the sender&#x27;s has looked at it." in page
    assert "Nobody at the sender&#x27;s has looked at it" in page
    assert "Not said whether a person" in page
    assert "named, not sent" in page
    assert "<img" not in page


def test_the_talk_shows_both_sides_and_answers_are_marked_read(client):
    cast, report = make_cast(), make_report()
    give_receipt(report)
    with acting_as_system():
        ask_reporter(report=report, text="When was it?", by=cast.amina, at=NOON)
        record_answer(report=report, text="On <Friday>.", at=NOON + timedelta(hours=1))
    address = f"/reports/{report.reference}/conversation/"
    page = text_of(sign_in(client, cast.amina).get(address))
    assert "When was it?" in page
    assert "On &lt;Friday&gt;." in page
    assert "The reporter (new)" in page
    page = text_of(client.post(f"{address}read/", follow=True))
    assert "Marked as read: 1." in page
    assert "(new)" not in page


def test_a_reporter_without_a_receipt_is_not_asked_into_the_void():
    cast, report = make_cast(), make_report()
    with acting_as_system(), pytest.raises(NoWayBack):
        ask_reporter(report=report, text="When was it?", by=cast.amina, at=NOON)


def test_nothing_and_too_much_are_refused_and_nothing_is_kept():
    cast, report = make_cast(), make_report()
    give_receipt(report)
    with acting_as_system():
        with pytest.raises(NothingSaid):
            record_answer(report=report, text=" \n ", at=NOON)
        with pytest.raises(TooLong):
            record_answer(report=report, text="x" * 20_001, at=NOON)
        assert not Message.objects.filter(report=report).exists()
        record_answer(report=report, text="Yes.", at=NOON)
        assert mark_read(report=report, by=cast.amina, at=NOON) == 1
        assert mark_read(report=report, by=cast.amina, at=NOON) == 0


def test_history_names_acts_and_readers_the_latest_first(client):
    cast, report = make_cast(), make_report()
    sign_in(client, cast.amina)
    client.post(f"/reports/{report.reference}/take/")
    page = text_of(client.get(f"/reports/{report.reference}/history/"))
    assert "Report received" in page
    assert "Report taken" in page
    assert "Report read" in page


def test_everything_received_can_be_narrowed_and_the_filters_stay_in_the_address(client):
    cast = make_cast()
    company = make_agency("harbour-social", AgencyKind.COMPANY)
    sent = make_report(
        harm=Harm.IMAGES, agency=company, source_kind=SourceKind.INDUSTRY, external_reference="HS-77", sender="Harbour"
    )
    told = make_report()
    sign_in(client, cast.amina)
    for query, found in (
        ("", {sent, told}),
        ("?harm=IMAGES", {sent}),
        ("?source=PUBLIC", {told}),
        ("?agency=harbour-social", {sent}),
        ("?environment=SOCIAL_SITE", {sent, told}),
        ("?way=PACKAGE", set()),
        ("?since=2026-03-02&until=2026-03-02", {sent, told}),
        ("?since=2026-03-03", set()),
        ("?search=HS-77", {sent}),
        (f"?search={told.reference}", {told}),
        ("?harm=nonsense&since=never&after=x&before=%00", {sent, told}),
    ):
        page = text_of(client.get(f"/reports/{query}"))
        assert {each for each in (sent, told) if f"/reports/{each.reference}/" in page} == found, query
    assert "No report fits" in text_of(client.get("/reports/?way=PACKAGE"))
    assert "Sender: Harbour Social" in text_of(client.get("/reports/?agency=harbour-social"))


def test_the_list_is_searched_by_any_account_however_it_is_typed(client):
    cast, report = make_cast(), make_report()
    account = report.understood["parties"][1]["identifiers"][0]["received"]
    sign_in(client, cast.amina)
    for typed in (account, f"@{account.upper()}", f" {account} "):
        page = text_of(client.get("/reports/", {"search": typed}))
        assert report.reference in page, typed
        assert "user name" in page


def test_what_is_found_too_often_is_cut_to_what_came_last_and_says_so(client, monkeypatch):
    monkeypatch.setattr("daymark.casework.reports.queries.finding.FOUND_AT_MOST", 2)
    cast, same = make_cast(), make_understood().parties
    reports, account = [make_report(parties=same) for _ in range(3)], same[1].identifiers[0].received
    sign_in(client, cast.amina)
    cut = "only the 2 reports that came last are searched here"
    page = text_of(client.get("/reports/", {"search": account}))
    assert cut in page
    assert [f"/reports/{each.reference}/" in page for each in reports] == [False, True, True]
    assert cut in text_of(client.get("/queue/", {"search": account}))
    assert "came last" not in text_of(client.get("/reports/", {"search": reports[0].reference}))


def test_pages_by_key_lead_through_everything_once_in_both_directions(client):
    cast = make_cast()
    with acting_as_system():
        wanted = [make_report(at=NOON + timedelta(minutes=n // 3)) for n in range(60)]
    sign_in(client, cast.amina)
    for order in ("newest", "oldest"):
        seen, address = [], f"/reports/?order={order}"
        while address:
            page = client.get(address).context["page"]
            seen += [each.reference for each in page.rows]
            last = page
            address = f"/reports/?order={order}&after={page.following.replace('+', '%2B')}" if page.following else ""
        assert len(seen) == 60
        assert set(seen) == {each.reference for each in wanted}
        back = client.get("/reports/", {"order": order, "before": last.previous}).context["page"]
        assert [each.reference for each in back.rows] == seen[25:50]


def test_a_restricted_report_is_not_found_by_anybody_else(client):
    cast, report = make_cast(), make_report()
    with acting_as_system():
        set_restricted(reports=[report], restricted=True, by=cast.chen, at=NOON)
    sign_in(client, cast.amina)
    account = report.understood["parties"][1]["identifiers"][0]["received"]
    for search in (report.reference, account):
        assert f"/reports/{report.reference}/" not in text_of(client.get("/reports/", {"search": search}))
    for page in ("received/", "received/document", "files/", "conversation/", "history/", ""):
        assert client.get(f"/reports/{report.reference}/{page}").status_code == 404, page


@pytest.mark.parametrize("person", ["sol", "ada", "dee"])
def test_who_does_not_read_cases_finds_no_page_of_a_report(client, person):
    cast, report = make_cast(), make_report()
    sign_in(client, getattr(cast, person))
    for page in ("received/", "received/document", "files/", "conversation/", "history/"):
        assert client.get(f"/reports/{report.reference}/{page}").status_code == 404, page
    assert client.get("/reports/").status_code == 404


def test_an_empty_list_says_what_would_fill_it(client):
    assert "Nothing has been received" in text_of(sign_in(client, make_cast().amina).get("/reports/"))
