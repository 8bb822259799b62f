"""Records that share a key meet; a key that too many share costs a bounded number of pairs, and is named."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from daymark.engine.linkage.blocking import WINDOW, candidates, part_of
from daymark.engine.linkage.columns import Records, as_records
from daymark.engine.linkage.kinds import Kind
from daymark.engine.linkage.schemes import PERSON, Field, Key, Part, Scheme
from engine.linkage.drawn_people import Town, table

TWO = Scheme(
    (Field("name", Kind.NAME, 0.01, crossed="other"), Field("other", Kind.NAME, 0.01)),
    (
        Key((("name", Part.SOUND), ("other", Part.START))),
        Key((("name", Part.WHOLE), ("other", Part.WHOLE)), any_order=True),
    ),
)
short = st.sampled_from(["", "ana", "anna", "bob", "bop", "bobo"])


def met(records: Records, **limits: int) -> set[tuple[int, int]]:
    pairs, _ = candidates(records, **limits)
    return set(zip(pairs.left.tolist(), pairs.right.tolist(), strict=True))


def share_a_key(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """What the two keys of TWO say, pair by pair."""
    if not all((*one, *other)):
        return False
    first = [(part_of(name, Part.SOUND), part_of(second, Part.START)) for name, second in (one, other)]
    return first[0] == first[1] or sorted(one) == sorted(other)


@given(st.lists(st.tuples(short, short), max_size=30))
def test_exactly_those_meet_that_share_a_key(rows: list[tuple[str, str]]) -> None:
    records = as_records(TWO, {"name": [row[0] for row in rows], "other": [row[1] for row in rows]})
    expected = {pair for pair in combinations(range(len(rows)), 2) if share_a_key(*(rows[place] for place in pair))}
    assert met(records) == expected


@given(st.lists(st.tuples(short, short), max_size=20), st.lists(st.tuples(short, short), max_size=20))
def test_between_two_files_records_meet_those_of_the_other(ours: list, theirs: list) -> None:
    left, right = ({"name": [row[0] for row in rows], "other": [row[1] for row in rows]} for rows in (ours, theirs))
    expected = {
        (place, len(ours) + other)
        for place, one in enumerate(ours)
        for other, another in enumerate(theirs)
        if share_a_key(one, another)
    }
    assert met(as_records(TWO, left, right)) == expected


def test_a_key_that_all_share_is_capped_and_named() -> None:
    count = 1000
    table_of_one_day = {"birth_date": ["19990101"] * count, "given_name": [f"name{place}" for place in range(count)]}
    records = as_records(PERSON.only("birth_date", "given_name"), table_of_one_day)
    pairs, reports = candidates(records)
    reach = sum(min(WINDOW, count - 1 - place) for place in range(count))
    assert len(pairs) <= reach * len(reports)
    report = next(report for report in reports if report.key == "birth date")
    assert (report.records, report.pairs, report.window) == (count, reach, WINDOW)
    assert report.left_out == count * (count - 1) // 2 - reach
    assert [(each.value, each.records, each.left_out) for each in report.over_common] == [
        ("19990101", count, report.left_out)
    ]


def test_the_most_alike_of_an_over_common_key_still_meet() -> None:
    town = Town(6)
    people = [person | {"birth_date": "19000101"} for person in town.people(600)]
    records = as_records(PERSON.only("given_name", "surname", "birth_date"), table([*people, *people]))
    found = met(records)
    assert {(place, place + 600) for place in range(600)} <= found


def test_memory_is_bounded_by_the_pairs_that_may_be_formed() -> None:
    town = Town(7)
    records = as_records(PERSON, table(person | {"suburb": "one", "postcode": "1"} for person in town.people(2000)))
    pairs, reports = candidates(records, most=20_000)
    assert len(pairs) <= 20_000
    assert any(report.window < WINDOW and report.left_out for report in reports)


def test_the_order_of_the_records_does_not_matter() -> None:
    town = Town(8)
    rows = [town.record(person, 2) for person in town.people(150) for _ in range(2)]
    mixed = np.random.default_rng(1).permutation(len(rows))
    found = met(as_records(PERSON, table(rows)))
    again = met(as_records(PERSON, table(rows[place] for place in mixed)))
    assert {tuple(sorted((int(mixed[one]), int(mixed[other])))) for one, other in again} == found
