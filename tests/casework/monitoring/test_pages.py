"""The ranked list and one person of it, as people meet them."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from casework.monitoring.sighted import count, guid, know, line, take
from daymark.casework.access.context import acting_as_system
from daymark.casework.access.models import AuditRecord
from daymark.casework.monitoring.models import Chain
from daymark.casework.monitoring.rules.persons import Access
from daymark.casework.reports.models import Report
from people import Cast, make_cast, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    with acting_as_system():
        return make_cast()


def text_of(client: Client, name: str, *places: object, **asked: str) -> str:
    return " ".join(client.get(reverse(name, args=places), asked, follow=True).content.decode().split())


def seen(*rows: str) -> list[str]:
    """The references of the persons of these rows, in their order."""
    with acting_as_system():
        know(1, 2)
        take(rows)
        count()
        return list(Chain.objects.order_by("place").values_list("reference", flat=True))


def test_the_base_rate_stands_above_the_list_and_every_place_has_its_reasons(client: Client, cast: Cast) -> None:
    first, second = seen(line("offers", days=3), line("offers", days=2), line("sends", event="sent", days=9))
    sign_in(client, cast.amina)
    page = text_of(client, "monitoring")
    assert "1,277 of 12,671 peer-to-peer cases (10 %) involved contact offences" in page
    assert page.index("1,277 of 12,671") < page.index(first) < page.index(second)
    assert "Before the next: Sent 1 known file: bytes came from this client" in page
    assert "Offered 1 known file; no transfer was seen" in page
    assert guid("sends") not in page


def test_an_empty_list_says_how_one_comes_to_be(client: Client, cast: Cast) -> None:
    sign_in(client, cast.amina)
    assert "daymark import FILE --sightings" in text_of(client, "monitoring")


def test_the_estimate_is_drawn_with_its_interval_and_what_must_hold_for_it(client: Client, cast: Cast) -> None:
    early = [line(f"p{number}", days=20 + number / 100) for number in range(20)]
    late = [line(f"p{number}", days=2 + number / 100) for number in range(10, 30)]
    seen(*early, *late)
    sign_in(client, cast.amina)
    page = text_of(client, "monitoring")
    assert "30 were seen; there may be 39 in all (95 % interval 33 to 57;" in page
    assert "What must hold for it: Lincoln-Petersen" in page
    drawn = re.findall(r'dm-plot__interval" d="M(\d+) \d+ H(\d+)"', page)
    marks = re.findall(r'dm-trail__mark--same" cx="(\d+)"', page)
    assert len(drawn) == len(marks) == 2
    assert all(int(low) < int(mark) < int(high) for (low, high), mark in zip(drawn, marks, strict=True))


def test_no_estimate_says_why(client: Client, cast: Cast) -> None:
    seen(line("a"))
    sign_in(client, cast.amina)
    assert "no estimate. Nobody was seen on one of the two occasions." in text_of(client, "monitoring")


def test_one_press_brings_a_person_to_triage(client: Client, cast: Cast) -> None:
    [reference] = seen(line("a"))
    sign_in(client, cast.amina)
    answer = client.post(reverse("monitoring-triage", args=[reference]))
    with acting_as_system():
        report = Report.objects.get()
    assert answer["Location"] == reverse("report", args=[report.reference])
    assert "Peer-to-peer monitoring" in text_of(client, "report", report.reference)
    assert "203.0.113.7" in text_of(client, "report", report.reference)
    assert f"In triage as {report.reference}" in text_of(client, "monitoring-person", reference)
    assert "In triage" in text_of(client, "monitoring")
    assert reference not in text_of(client, "monitoring", waiting="on")


def test_a_person_shows_what_leads_to_it_and_the_reading_is_on_record(client: Client, cast: Cast) -> None:
    [reference] = seen(line("a", days=2), line("a", address="2001:db8::5", port=51413))
    sign_in(client, cast.ben)
    page = text_of(client, "monitoring-person", reference)
    assert all(words in page for words in (guid("a"), "2001:db8::5", "51413", "203.0.113.7", "gnutella"))
    assert "Is there a child in the household" in page
    assert "Bring to triage" not in page
    with acting_as_system():
        assert AuditRecord.objects.filter(object_reference=reference, actor=str(cast.ben.pk)).exists()


def test_moments_are_told_in_utc_also_in_summer(client: Client, cast: Cast) -> None:
    """A provider that is asked for the wrong hour names another subscriber."""
    [reference] = seen(line("a", days=200))
    sign_in(client, cast.ben)
    assert page_has(client, "monitoring", "14 Aug 2025, 12:00 UTC")
    page = text_of(client, "monitoring-person", reference)
    assert "14 August 2025, 12:00 to 14 August 2025, 12:00 UTC" in page
    assert "14 Aug 2025, 12:00:00" in page
    assert "13:00" not in page


def page_has(client: Client, name: str, words: str) -> bool:
    return words in text_of(client, name)


def test_access_to_a_child_is_kept_with_how_it_is_known(client: Client, cast: Cast) -> None:
    [reference] = seen(line("a"))
    sign_in(client, cast.ines)
    address = reverse("monitoring-access", args=[reference])
    refused = client.post(address, {"access": Access.SIGNS.value, "reason": ""})
    assert refused.status_code == 422
    client.post(address, {"access": Access.SIGNS.value, "reason": "A school is the employer."})
    page = text_of(client, "monitoring-person", reference)
    assert "There are signs of it: A school is the employer." in page
    assert "There are signs of access to a child" in page


def test_a_row_that_was_refused_is_told_with_what_its_time_can_mean(client: Client, cast: Cast) -> None:
    seen(line("a"), line("b").replace("Z,", ","))
    sign_in(client, cast.amina)
    page = text_of(client, "monitoring")
    assert "row 3: The time" in page
    assert "It can mean 2026-02-28T22:00:00+00:00 at the earliest (UTC+14:00)" in page


def test_someone_whose_case_is_restricted_is_named_as_that_and_no_more(client: Client, cast: Cast) -> None:
    [reference] = seen(line("a"))
    sign_in(client, cast.ines)
    client.post(reverse("monitoring-triage", args=[reference]))
    with acting_as_system():
        report = Report.objects.get()
        Report.objects.update(is_restricted=True)
    sign_in(client, cast.ben)
    page = text_of(client, "monitoring-person", reference)
    assert "In a case that only its members see" in page
    assert report.reference not in page
    sign_in(client, cast.amina)
    assert "only its members see" in client.post(reverse("monitoring-triage", args=[reference])).content.decode()
