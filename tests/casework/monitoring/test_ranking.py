"""Who comes first, why, and what stands above the list."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daymark.casework.monitoring.rules.base_rates import base_rates
from daymark.casework.monitoring.rules.persons import Access, SeenPerson
from daymark.casework.monitoring.rules.ranking import DAYS, LISTS, RECENT, RULES, judge, rank, set_apart

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
PLAIN = SeenPerson(
    first_at=NOW - timedelta(days=200),
    last_at=NOW - timedelta(days=200),
    sightings=1,
    days=1,
    sent=0,
    offered=0,
    files=1,
    lists=1,
    addresses=0,
)
AHEAD = [
    ("ACCESS", {"access": Access.SIGNS}),
    ("SENT", {"sent": 1}),
    ("LISTS", {"lists": LISTS[0]}),
    ("DAYS", {"days": DAYS[0]}),
    ("RECENT", {"last_at": NOW - RECENT[0]}),
    ("DOORS", {"addresses": 1}),
]


@pytest.mark.parametrize("place", range(len(AHEAD)))
def test_each_rule_goes_before_all_that_come_after_it_together(place: int) -> None:
    code, ahead = AHEAD[place]
    later = {name: value for _, facts in AHEAD[place + 1 :] for name, value in facts.items()}
    first, second = rank([replace(PLAIN, **later), replace(PLAIN, **ahead)], at=NOW)
    assert first.person == replace(PLAIN, **ahead)
    apart = set_apart(first, second)
    assert apart is not None
    assert apart.code == code


def test_the_number_of_files_changes_nothing() -> None:
    one = judge(replace(PLAIN, sent=1, files=1), at=NOW)
    many = judge(replace(PLAIN, sent=1, files=100_000), at=NOW)
    assert set_apart(one, many) is None


def test_not_knowing_of_a_child_is_not_the_same_as_there_being_none() -> None:
    persons = [replace(PLAIN, access=access) for access in (Access.NONE_FOUND, Access.NOT_KNOWN, Access.SIGNS)]
    assert [each.person.access for each in rank(persons, at=NOW)] == [Access.SIGNS, Access.NOT_KNOWN, Access.NONE_FOUND]
    asked = [each.questions for each in rank(persons, at=NOW)]
    assert [any("child" in question for question in questions) for questions in asked] == [False, True, False]


def test_every_rule_gives_its_reason_in_words() -> None:
    person = replace(
        PLAIN, sent=2, offered=1, lists=3, days=9, last_at=NOW - timedelta(days=10), addresses=3, shared_addresses=1
    )
    assert [reason.sentence for reason in judge(person, at=NOW).reasons] == [
        "Nobody knows of access to a child",
        "Sent 2 known files: bytes came from this client",
        "A file is named by 3 known-bad lists",
        "Seen on 9 days",
        "Last seen in the last 30 days",
        "2 addresses may lead to a subscriber",
    ]


def test_a_transfer_that_was_not_seen_is_not_claimed() -> None:
    offered = judge(replace(PLAIN, offered=1), at=NOW).reasons[1]
    silent = judge(PLAIN, at=NOW).reasons[1]
    assert offered.sentence == "Offered 1 known file; no transfer was seen"
    assert silent.sentence == "The tool does not say whether files were offered or sent"
    assert offered.level > silent.level


def test_doubts_about_a_person_are_asked() -> None:
    person = replace(PLAIN, addresses=1, shared_addresses=1, neighbours=2, by_identifier=False)
    asked = judge(person, at=NOW)
    assert asked.reasons[-1].sentence == "No address leads to a subscriber: all are shared by many"
    assert [question.split()[0] for question in asked.questions] == ["Is", "Does", "2", "Only"]


persons = st.builds(
    SeenPerson,
    first_at=st.just(NOW - timedelta(days=300)),
    last_at=st.integers(0, 200).map(lambda days: NOW - timedelta(days=days)),
    sightings=st.integers(1, 9),
    days=st.integers(1, 40),
    sent=st.integers(0, 2),
    offered=st.integers(0, 2),
    files=st.integers(1, 9),
    lists=st.integers(1, 5),
    addresses=st.integers(0, 3),
    access=st.sampled_from(Access),
)


@given(st.lists(persons, max_size=12), st.randoms(use_true_random=False))
def test_the_order_does_not_depend_on_the_order_they_came_in(those: list[SeenPerson], chance: object) -> None:
    ranked = rank(those, at=NOW)
    mixed = list(those)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert [each.levels for each in rank(mixed, at=NOW)] == [each.levels for each in ranked]
    assert sorted(each.levels for each in ranked)[::-1] == [each.levels for each in ranked]


@given(persons, st.sampled_from(["sent", "lists", "days", "addresses"]), st.integers(1, 50))
def test_more_of_what_a_rule_looks_at_never_puts_anybody_lower(person: SeenPerson, what: str, more: int) -> None:
    worse = replace(person, **{what: getattr(person, what) + more})
    assert judge(worse, at=NOW).levels >= judge(person, at=NOW).levels


def test_no_reason_names_anybody_and_each_rule_says_why_it_is_one() -> None:
    assert all(rule.source and rule.title for rule in RULES)
    assert len({rule.code for rule in RULES}) == len(RULES)


def test_the_published_base_rate_is_said_with_its_source_and_what_it_is_not() -> None:
    rate = base_rates()[0]
    assert rate.share == pytest.approx(0.1008, abs=0.0001)
    assert rate.interval == pytest.approx((0.0957, 0.1061), abs=0.0002)
    assert rate.sentence.startswith(
        "1,277 of 12,671 peer-to-peer cases (10 %) involved contact offences (RoundUp data, OJP NCJ 248598, 2014)."
    )
    assert "not of the persons below" in rate.sentence
