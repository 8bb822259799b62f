"""From a tool's file to ranked persons in the database: kept as it came, only known files count, acts stay."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction

from casework.matching.known_files import bring, csv, digest
from casework.monitoring.sighted import HEAD, count, guid, know, line, take
from daymark.casework.access.context import acting_as, acting_as_system
from daymark.casework.access.keyring import vault
from daymark.casework.access.models import AuditRecord
from daymark.casework.matching.actions import withdraw_bank
from daymark.casework.matching.models import Bank
from daymark.casework.monitoring.actions import count_chains, note_access, note_lists, open_triage
from daymark.casework.monitoring.models import Chain, Counting, SeenFile, SightingBatch, SightingFile
from daymark.casework.monitoring.rules.persons import Access
from daymark.casework.reports.models import Report
from daymark.casework.triage.models import Assessment
from examples import NOON
from people import Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def seen_by_the_system() -> Iterator[None]:
    """What a test looks at afterwards is seen by the system; whoever acts, acts in a context of her own."""
    with acting_as_system():
        yield


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def listed() -> list[Chain]:
    return list(Chain.objects.exclude(place=None).order_by("place"))


def clients() -> list[str]:
    return [row.links["client"] for row in listed()]


def test_a_file_is_kept_as_it_came_and_what_became_of_its_rows_is_told(cast: Cast) -> None:
    with acting_as(cast.ines):
        taken = take([line("a"), line("b").replace("Z,", ","), "nothing"], by=cast.ines)
    file = SightingFile.objects.get()
    assert taken.is_new
    assert (file.taken, file.refused, file.is_whole, file.form) == (1, 2, True, "table (commas)")
    assert [each["where"] for each in file.refusals] == [3, 4]
    assert "does not say its offset" in file.refusals[0]["why"]
    assert len(file.refusals[0]["means"]) == 3
    with vault().open(file.sha256) as stream:
        assert stream.read().decode().startswith(HEAD)
    assert AuditRecord.objects.filter(act="sightings taken in", actor=str(cast.ines.pk)).count() == 1


def test_the_same_file_is_taken_once(cast: Cast) -> None:
    assert take([line("a")]).is_new
    assert not take([line("a")], name="again.csv").is_new
    assert (SightingFile.objects.count(), SightingBatch.objects.count()) == (1, 1)


def test_only_files_that_known_bad_lists_name_count() -> None:
    know(1)
    take([line("a", file=1), line("b", file=2), line("c", file=1, days=2)])
    counting = count()
    assert sorted(clients()) == sorted([guid("a"), guid("c")])
    assert (counting.sightings, counting.counted, counting.unknown, counting.chains) == (3, 2, 0, 2)
    assert sorted(SeenFile.objects.values_list("lists", flat=True)) == [0, 1]


def test_a_list_that_comes_later_counts_and_one_that_is_withdrawn_does_not(cast: Cast) -> None:
    take([line("a")])
    assert count().chains == 0
    know(1)
    assert count().chains == 1
    withdraw_bank(bank=Bank.objects.get(name="Rome list"), reason="It was wrong.", by=cast.chen, at=NOON)
    assert count().chains == 0


def test_two_lists_of_one_giver_are_one_word() -> None:
    for name, giver in (("First", "Unit A"), ("Second", "Unit A"), ("Third", "Unit B")):
        bring(csv([{"sha1": digest(1, "sha1")}]), name, giver=giver)
    take([line("a")])
    count()
    assert listed()[0].facts["lists"] == 2


def test_a_file_named_by_a_hash_that_no_list_has_is_unknown_and_not_no() -> None:
    row = f"2026-03-01T12:00:00Z,203.0.113.7,{guid('a')},{'ab' * 16}"
    know(1)
    take([row], head="Time,IP,User hash,ed2k")
    counting = count()
    assert (counting.unknown, counting.counted) == (1, 0)
    assert SeenFile.objects.get().lists is None


def test_more_files_than_one_statement_takes_parameters_for_are_no_fault() -> None:
    take([line("a")])
    note_lists(dict.fromkeys(range(10**9, 10**9 + 70_000), 1))
    assert SeenFile.objects.get().lists == 0


def test_persons_stand_in_the_order_of_the_rules_with_what_leads_to_them() -> None:
    know(1, 2)
    take(
        [
            line("offers", days=3),
            line("offers", days=1, address="203.0.113.8", port=5000),
            line("sends", days=9, event="sent", file=2),
        ]
    )
    count()
    first, second = listed()
    assert [first.links["client"], second.links["client"]] == [guid("sends"), guid("offers")]
    assert [each["address"] for each in second.links["addresses"]] == ["203.0.113.8", "203.0.113.7"]
    latest = second.links["addresses"][0]
    assert (latest["port"], latest["shared"]) == (5000, False)
    assert latest["last"] == (NOON - timedelta(days=1)).isoformat()
    assert (second.facts["days"], second.facts["addresses"], second.facts["offered"]) == (2, 2, 1)
    assert second.first_at == NOON - timedelta(days=3)


def test_a_person_keeps_the_reference_at_every_counting_and_with_more_sightings() -> None:
    know(1)
    take([line("a"), line("", address="203.0.113.9")])
    count()
    assert [row.links["network"] for row in listed()] == ["gnutella", "gnutella"]
    before = {row.reference for row in listed()}
    take([line("a", days=3), line("", address="203.0.113.9", days=0.9)], name="more.csv")
    count()
    assert {row.reference for row in listed()} == before


def test_what_stops_chains_is_told_with_its_reason() -> None:
    know(1)
    take([line("").replace(",,", f",{'0' * 32},"), line("b", address="100.64.0.9")])
    counting = count()
    assert {each["value"] for each in counting.conflicts} == {f"gnutella {'0' * 32}", "100.64.0.9"}


def test_persons_seen_in_both_fortnights_give_an_estimate_with_its_interval() -> None:
    know(1)
    early = [line(f"p{number}", days=20 + number / 100) for number in range(20)]
    late = [line(f"p{number}", days=2 + number / 100) for number in range(10, 30)]
    take([*early, *late])
    counting = count()
    petersen, chao = counting.estimates
    assert (petersen["seen"], round(petersen["number"])) == (30, 39)
    assert petersen["low"] < petersen["number"] < petersen["high"]
    assert "first fortnight" in petersen["span"]
    assert chao["is_lower_bound"]
    assert chao["assumptions"]


def test_whom_only_an_address_holds_together_is_left_out_of_the_estimates() -> None:
    know(1)
    known = [
        line(f"p{number}", days=days + number / 100)
        for number in range(12)
        for days in (20, 2)
        if number % 3 or days == 2
    ]
    nobody = [line("", address=f"203.0.113.{number}", days=number) for number in range(1, 25)]
    take([*known, *nobody, line("late", days=20)])
    counting = count()
    assert [each["seen"] for each in counting.estimates] == [13, 13]
    assert "24 persons whom only an address holds together are left out" in counting.estimates[0]["cautions"][-1]


def test_nobody_seen_twice_gives_no_estimate_and_says_why() -> None:
    know(1)
    take([line("a", days=20), line("b", days=2)])
    counting = count()
    assert [each["why_not"][:6] for each in counting.estimates] == ["Nobody", "Nobody"]
    assert "number" not in counting.estimates[0]


def test_nothing_here_counts_to_nothing() -> None:
    counting = count()
    assert (counting.chains, counting.sightings, counting.estimates) == (0, 0, [])


def test_one_act_brings_a_person_to_triage_and_a_second_finds_the_same_report(cast: Cast) -> None:
    know(1)
    take([line("a", event="sent", days=2)])
    count()
    with acting_as(cast.amina):
        row = Chain.objects.get()
        report = open_triage(chain=row, by=cast.amina, at=NOON)
        assert open_triage(chain=row, by=cast.amina, at=NOON) == report
        assert Assessment.objects.filter(report=report).exists()
    assert (report.harm, report.environment, report.get_way_display()) == (
        "IMAGES",
        "FILE_SHARING",
        "Peer-to-peer monitoring",
    )
    said = report.understood
    assert said["summary"] == ("A client in a peer-to-peer network sent 1 file that known-bad lists name, on 1 day.")
    [party] = said["parties"]
    address = next(each for each in party["identifiers"] if each["kind"] == "IP_ADDRESS")
    assert (address["received"], address["port"]) == ("203.0.113.7", 6346)
    assert Report.objects.count() == 1


def test_an_identifier_that_many_bear_goes_to_no_report(cast: Cast) -> None:
    know(1)
    take([line("").replace(",,", f",{'0' * 32},")])
    count()
    [row] = listed()
    report = open_triage(chain=row, by=cast.amina, at=NOON)
    [party] = report.understood["parties"]
    assert [each["kind"] for each in party["identifiers"]] == ["IP_ADDRESS"]


def test_what_people_found_out_about_access_to_a_child_decides_at_the_next_counting_and_stays(cast: Cast) -> None:
    know(1)
    take([line("sends", event="sent"), line("offers")])
    count()
    with acting_as(cast.ines):
        note_access(chain=listed()[1], access=Access.SIGNS, reason="A school is the employer.", by=cast.ines, at=NOON)
    count()
    assert clients() == [guid("offers"), guid("sends")]
    withdraw_bank(bank=Bank.objects.get(), reason="It was wrong.", by=cast.chen, at=NOON)
    count()
    kept = Chain.objects.get()
    assert (kept.place, kept.access_why) == (None, "A school is the employer.")


def test_the_partner_and_the_public_see_none_of_it(cast: Cast) -> None:
    know(1)
    take([line("a")])
    count()
    with acting_as(cast.dee):
        counts = [model.objects.count() for model in (Chain, Counting, SeenFile, SightingBatch, SightingFile)]
    assert counts == [0] * 5


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM monitoring_file",
        "UPDATE monitoring_file SET name = 'other'",
        "UPDATE monitoring_batch SET rows = 0",
        "DELETE FROM monitoring_batch",
        "DELETE FROM monitoring_counting",
        "DELETE FROM monitoring_chain",
        "TRUNCATE monitoring_file CASCADE",
    ],
)
def test_what_came_and_what_people_did_cannot_be_taken_away(change: str, cast: Cast) -> None:
    know(1)
    take([line("a")])
    count()
    open_triage(chain=Chain.objects.get(), by=cast.amina, at=NOON)
    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


def test_counting_needs_no_act_between(cast: Cast) -> None:
    """Twice in a row nothing changes."""
    know(1)
    take([line("a"), line("b", event="sent")])
    count()
    before = [(row.reference, row.place, row.facts, row.links) for row in listed()]
    count_chains(at=NOON)
    assert [(row.reference, row.place, row.facts, row.links) for row in listed()] == before
