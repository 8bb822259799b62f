"""Which sightings are of one person, which are not, and what stops a chain."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from daymark.engine.chaining import Chained, Limits, chain, neighbours, persons_of
from engine.chaining.seen import DAY, HOUR, MINUTE, Seen, gathered, guid, slowly

A, B, C = "203.0.113.1", "203.0.113.2", "2001:db8::3"
ZEROS = "0" * 32


def chained(*rows: Seen, limits: Limits | None = None) -> Chained:
    return chain(gathered(rows), limits)


def test_one_identifier_at_many_addresses_is_one_person() -> None:
    found = chained(*(Seen(day * DAY, f"203.0.113.{day}", guid(1)) for day in range(40)))
    assert found.person_of_rows.tolist() == [0] * 40
    assert found.by_identifier.tolist() == [True]
    assert found.conflicts == ()


def test_two_identifiers_at_one_address_are_two_persons_and_told_as_neighbours() -> None:
    found = chained(Seen(0, A, guid(1)), Seen(MINUTE, A, guid(2)), Seen(3 * DAY, A, guid(3)))
    assert found.person_of_rows.tolist() == [0, 1, 2]
    assert [column.tolist() for column in neighbours(found)] == [[0], [1]]


def test_one_identifier_in_two_networks_is_two_persons() -> None:
    seen = gathered([Seen(0, A, guid(1)), Seen(1, B, guid(1))])
    both = type(seen)(**{**vars(seen), "client": np.array([0, 1], np.int32), "clients": (("ed2k", "a"), ("g", "a"))})
    assert chain(both).persons == 2


def test_without_an_identifier_an_address_holds_a_person_together_for_a_lease() -> None:
    found = chained(Seen(0, A, None), Seen(20 * HOUR, A, None), Seen(40 * HOUR, A, None), Seen(70 * HOUR, A, None))
    assert found.person_of_rows.tolist() == [0, 0, 0, 1]
    assert not found.by_identifier.any()
    again = chained(Seen(0, A, None), Seen(20 * HOUR, A, None), limits=Limits(lease=timedelta(hours=1)))
    assert again.persons == 2


def test_a_sighting_without_an_identifier_joins_nobody_who_has_one() -> None:
    assert chained(Seen(0, A, guid(1)), Seen(1, A, None)).person_of_rows.tolist() == [0, 1]


@pytest.mark.parametrize("default", [ZEROS, "f" * 40, "0123456789abcdef" * 2, "ab" * 16, bytes(range(16)).hex(), "me"])
def test_an_identifier_that_programs_send_by_default_chains_nothing_across_addresses(default: str) -> None:
    found = chained(Seen(0, A, default), Seen(1, B, default), Seen(2, A, default))
    assert found.person_of_rows.tolist() == [0, 1, 0]
    assert [conflict.value for conflict in found.conflicts] == [f"gnutella {default}"]


def test_an_identifier_at_too_many_addresses_in_an_hour_chains_only_within_a_lease() -> None:
    rows = [Seen(number * MINUTE, f"203.0.113.{number}", guid(1)) for number in range(5)]
    found = chained(*rows, Seen(10 * MINUTE, "203.0.113.0", guid(1)))
    assert found.person_of_rows.tolist() == [0, 1, 2, 3, 4, 0]
    [conflict] = found.conflicts
    assert (conflict.what, conflict.sightings) == ("client", 6)
    assert "5 addresses in one hour" in conflict.reason


def test_an_identifier_at_too_many_addresses_in_a_day_is_stopped_as_well() -> None:
    rows = [Seen(number * HOUR, f"203.0.113.{number}", guid(1)) for number in range(13)]
    assert chained(*rows[:12]).persons == 1
    found = chained(*rows)
    assert found.persons == 13
    assert "13 addresses in one day" in found.conflicts[0].reason


def test_an_address_with_many_identifiers_in_one_minute_holds_nobody_together() -> None:
    crowd = [Seen(number, A, guid(number)) for number in range(9)]
    found = chained(*crowd, Seen(10, A, None), Seen(11, A, ZEROS))
    assert found.person_of_rows.tolist() == [*range(9), -2, -2]
    [unplaced] = found.unplaced
    assert unplaced.sightings == 2
    reasons = {conflict.value: conflict.reason for conflict in found.conflicts}
    assert "10 clients were seen there in one minute" in reasons[A]
    assert neighbours(found)[0].tolist() == []
    assert persons_of(found).shared_addresses.tolist() == [1] * 9


def test_an_identifier_still_chains_through_a_shared_address() -> None:
    crowd = [Seen(number, A, guid(number)) for number in range(9)]
    found = chained(*crowd, Seen(DAY, B, guid(3)))
    assert found.person_of_rows.tolist() == [*range(9), 3]


@pytest.mark.parametrize("address", ["100.64.1.1", "192.168.1.1", "10.0.0.1", "172.20.0.1", "fd00::1"])
def test_an_address_that_leads_to_no_subscriber_holds_nobody_together(address: str) -> None:
    found = chained(Seen(0, address, None), Seen(1, address, guid(1)))
    assert found.person_of_rows.tolist() == [-2, 0]
    assert found.conflicts[0].value == address


def test_without_address_and_identifier_a_sighting_stands_for_nobody_and_is_counted() -> None:
    found = chained(Seen(0, None, None), Seen(0, None, ZEROS), Seen(1, None, guid(1)))
    assert found.person_of_rows.tolist() == [-1, -1, 0]
    assert [each.sightings for each in found.unplaced] == [2]
    assert "no address" in found.unplaced[0].reason


def test_nothing_at_all_chains_to_nobody() -> None:
    found = chained()
    assert (found.persons, found.doubled, found.unplaced, found.conflicts) == (0, 0, (), ())
    assert len(persons_of(found)) == 0


def test_doubled_rows_count_once() -> None:
    found = chained(*[Seen(0, A, guid(1))] * 5, Seen(0, A, guid(1), tool="other"))
    assert (len(found.seen), found.doubled, found.person_of_rows.tolist()) == (2, 4, [0] * 6)
    assert persons_of(found).sightings.tolist() == [2]


addresses = st.sampled_from([None, A, B, C, "100.64.0.1", *(f"203.0.113.{number}" for number in range(10, 16))])
clients = st.sampled_from([None, ZEROS, *(guid(number) for number in range(12))])
moments = st.integers(0, 60).map(lambda half: half * 30 * MINUTE) | st.integers(0, 3 * MINUTE)
rows_of = st.lists(
    st.builds(Seen, moments, addresses, clients, st.sampled_from("fg"), st.integers(0, 2), st.none() | st.just("T")),
    max_size=60,
)
LIMITS = Limits(lease=timedelta(hours=6), addresses_in_an_hour=2, addresses_in_a_day=3, clients_in_a_minute=3)


def told(found: Chained) -> list[object]:
    """All that a chaining says, without the order in which rows came."""
    seen = found.seen
    columns = (seen.at, seen.address, seen.client, seen.file, seen.tool, seen.act, found.person)
    about = persons_of(found)
    return [
        *(column.tolist() for column in columns),
        *(column.tolist() for column in vars(about).values()),
        *(column.tolist() for column in neighbours(found)),
        found.conflicts,
        found.unplaced,
    ]


@given(rows_of, st.randoms(use_true_random=False))
def test_order_of_arrival_and_doubled_rows_change_nothing(rows: list[Seen], chance: object) -> None:
    mixed = [*rows, *chance.choices(rows, k=len(rows) // 2)] if rows else []  # type: ignore[attr-defined]
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    one, other = chain(gathered(rows), LIMITS), chain(gathered(mixed), LIMITS)
    assert told(one) == told(other)
    by_row = dict(zip(mixed, other.person_of_rows.tolist(), strict=True))
    assert [by_row[row] for row in rows] == one.person_of_rows.tolist()


@given(rows_of)
def test_persons_are_those_of_the_rules_applied_one_by_one(rows: list[Seen]) -> None:
    found = chain(gathered(rows), LIMITS)
    common = {each.value.removeprefix("gnutella ") for each in found.conflicts if each.what == "client"}
    shared = {each.value for each in found.conflicts if each.what == "address"}
    groups: dict[int, set[int]] = {}
    for number, person in enumerate(found.person_of_rows.tolist()):
        if person >= 0:
            groups.setdefault(person, set()).add(number)
    assert {frozenset(group) for group in groups.values()} == slowly(rows, LIMITS, common, shared)


@given(rows_of)
def test_a_conflict_stands_exactly_where_a_bound_is_passed(rows: list[Seen]) -> None:
    found = chain(gathered(rows), LIMITS)
    stopped = {each.value for each in found.conflicts}
    for client in {row.client for row in rows if row.client}:
        hours: dict[int, set[str]] = {}
        days: dict[int, set[str]] = {}
        for row in rows:
            if row.client == client and row.address:
                hours.setdefault(row.at // HOUR, set()).add(row.address)
                days.setdefault(row.at // DAY, set()).add(row.address)
        passed = any(len(each) > 2 for each in hours.values()) or any(len(each) > 3 for each in days.values())
        assert (f"gnutella {client}" in stopped) == (passed or client == ZEROS)
    for address in {row.address for row in rows if row.address}:
        minutes: dict[int, set[str]] = {}
        for row in rows:
            if row.address == address and row.client:
                minutes.setdefault(row.at // MINUTE, set()).add(row.client)
        passed = any(len(each) > 3 for each in minutes.values())
        assert (address in stopped) == (passed or address == "100.64.0.1")
