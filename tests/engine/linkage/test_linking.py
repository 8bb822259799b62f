"""People found again: with slips, in one file and between two, in homes with others, and in records that are no use."""

from __future__ import annotations

import time
from itertools import combinations

import numpy as np
import pytest

from daymark.engine.linkage import (
    PERSON,
    Field,
    Key,
    Kind,
    Linked,
    Part,
    Scheme,
    UnusableRecords,
    UnusableScheme,
    deduplicate,
    link,
)
from engine.linkage.drawn_people import FIELDS, Person, Table, Town, table

PEOPLE = 300


def recorded(town: Town, people: list[Person], slips: int) -> tuple[list[Person], list[int]]:
    """One to three records of each person, and whose they are."""
    rows, whose = [], []
    for number, person in enumerate(people):
        for copy in range(town.drawn.choice((1, 2, 2, 3))):
            rows.append(town.record(person, slips if copy else 0))
            whose.append(number)
    return rows, whose


def told_apart(found: Linked, whose: list[int]) -> tuple[float, float]:
    """Precision and recall of the pairs within clusters."""
    proposed = {pair for cluster in found.clusters for pair in combinations(cluster, 2)}
    true = {pair for pair in combinations(range(len(whose)), 2) if whose[pair[0]] == whose[pair[1]]}
    return len(proposed & true) / len(proposed), len(proposed & true) / len(true)


def same_everywhere(count: int, **differing: list[str | None]) -> Table:
    return {name: differing.get(name, [None] * count) for name in FIELDS}


@pytest.mark.parametrize(("slips", "living_together"), [(1, 1), (3, 1), (3, 3), (5, 3)])
def test_people_are_found_again_and_not_taken_for_others(slips: int, living_together: int) -> None:
    town = Town(10 + slips)
    rows, whose = recorded(town, town.people(PEOPLE, living_together=living_together), slips)
    precision, recall = told_apart(deduplicate(table(rows)), whose)
    assert precision > 0.98
    assert recall > 0.98


def test_two_files_are_linked_one_to_one() -> None:
    town = Town(20)
    people = town.people(PEOPLE)
    order = town.drawn.sample(range(PEOPLE), PEOPLE)
    found = link(table(people), table(town.record(people[place], 4) for place in order), one_to_one=True)
    right = sum(order[proposal.right] == proposal.left for proposal in found.proposals)
    assert right > 0.98 * PEOPLE
    assert right > 0.99 * len(found.proposals)
    for ends in (found.proposals.left, found.proposals.right):
        assert len(set(ends.tolist())) == len(found.proposals)


def test_one_to_one_keeps_the_stronger_of_two() -> None:
    town = Town(21)
    people = town.people(PEOPLE)
    worse, better = town.record(people[0], 2), dict(people[0])
    ours, theirs = table(people), table([worse, better, *people[1:]])
    assert {(each.left, each.right) for each in link(ours, theirs).proposals} >= {(0, 0), (0, 1)}
    assert [each.right for each in link(ours, theirs, one_to_one=True).proposals if each.left == 0] == [1]


def test_the_files_may_be_given_either_way_round() -> None:
    town = Town(22)
    people = town.people(150)
    ours, theirs = table(people), table(town.record(person, 3) for person in people)
    there, back = link(ours, theirs), link(theirs, ours)
    assert {(each.left, each.right) for each in there.proposals} == {(each.right, each.left) for each in back.proposals}
    assert sorted(there.proposals.weight) == pytest.approx(sorted(back.proposals.weight))


def test_the_order_of_the_records_changes_nothing() -> None:
    town = Town(23)
    rows, _ = recorded(town, town.people(200, living_together=2), 3)
    mixed = np.random.default_rng(2).permutation(len(rows)).tolist()
    one, other = deduplicate(table(rows)), deduplicate(table(rows[place] for place in mixed))
    again = {tuple(sorted(mixed[place] for place in cluster)) for cluster in other.clusters}
    assert again == set(one.clusters)


def test_the_strongest_stand_first_and_every_proposal_is_its_reasons() -> None:
    town = Town(24)
    found = deduplicate(table(recorded(town, town.people(100), 2)[0]))
    weights = [proposal.weight for proposal in found.proposals]
    assert weights == sorted(weights, reverse=True)
    for proposal in found.proposals:
        assert proposal.weight == pytest.approx(sum(reason.bits for reason in proposal.reasons))
        assert proposal.probability >= 0.5


def test_any_two_records_can_be_explained() -> None:
    town = Town(25)
    people = town.people(PEOPLE)
    crossed = people[0] | {"given_name": people[0]["surname"], "surname": people[0]["given_name"], "suburb": None}
    found = deduplicate(table([*people, crossed]))
    told = {reason.field: reason.words for reason in found.explain(0, PEOPLE).reasons}
    assert told["given name and surname"] == "are the same in each other's place"
    assert told["suburb"] == "is not known of both, or counts under both names"
    assert told["birth date"].startswith("is the same")
    apart = found.explain(1, 2)
    assert apart.weight < -20
    assert apart.probability < 1e-6


def test_a_parent_and_a_child_are_two_people() -> None:
    town = Town(26)
    people = town.people(PEOPLE, living_together=3)
    found = deduplicate(table(people))
    assert len(found.proposals) == 0
    family = found.explain(0, 1)
    home = next(reason for reason in family.reasons if reason.field == "a shared home")
    assert home.bits < -20


def test_a_value_written_where_nothing_was_known_proves_nothing() -> None:
    town = Town(27)
    people = [person | {"birth_date": "19000101", "id_number": "0000000"} for person in town.people(PEOPLE)]
    found = deduplicate(table(people))
    assert len(found.proposals) == 0
    assert {each.value for key in found.report.keys for each in key.over_common} >= {"19000101", "0000000"}


def test_what_was_learned_serves_for_a_few_records_more() -> None:
    town = Town(28)
    people = town.people(PEOPLE)
    model = deduplicate(table([*people, *(town.record(person, 2) for person in people)])).model
    few = table([people[0], town.record(people[0], 2), people[1]])
    assert deduplicate(few, model=model).clusters == ((0, 1),)
    with pytest.raises(UnusableScheme, match="another scheme"):
        deduplicate(few, PERSON.only("surname", "birth_date"), model=model)


def test_fewer_fields_are_enough_where_they_tell_people_apart() -> None:
    town = Town(29)
    rows, whose = recorded(town, town.people(PEOPLE), 1)
    scheme = PERSON.only("given_name", "surname", "birth_date", "postcode")
    precision, recall = told_apart(deduplicate(table(rows), scheme), whose)
    assert precision > 0.95
    assert recall > 0.9


def test_fields_and_keys_are_what_one_declares() -> None:
    scheme = Scheme((Field("plate", Kind.CODE, 0.0001),), (Key((("plate", Part.START),)),))
    found = deduplicate({"plate": ["abc123", "abc 123", "xyz999", None]}, scheme)
    assert [(each.left, each.right) for each in found.proposals] == [(0, 1)]


@pytest.mark.parametrize("count", [0, 1])
def test_none_or_one_record_is_of_nobody_else(count: int) -> None:
    few = table(Town(30).people(count))
    assert deduplicate(few).clusters == ()
    assert len(link(few, table([])).proposals) == 0
    assert len(link(table([]), few, one_to_one=True).proposals) == 0


def test_three_records_that_are_the_same_are_one_person() -> None:
    person = Town(31).people(1)
    assert deduplicate(table(person * 3)).clusters == ((0, 1, 2),)


def test_records_without_any_value_are_nobody() -> None:
    found = deduplicate(same_everywhere(500))
    assert (len(found.proposals), found.report.pairs) == (0, 0)


def test_where_hundreds_are_the_same_in_all_nothing_is_said_and_the_report_tells_why() -> None:
    found = deduplicate(table(Town(32).people(1) * 600))
    assert len(found.proposals) == 0
    assert all(report.over_common[0].records == 600 for report in found.report.keys)


def test_one_key_for_all_costs_no_more_than_its_window() -> None:
    town = Town(33)
    people = [person | {"suburb": "one", "postcode": "1000"} for person in town.people(2000)]
    began = time.process_time()
    found = deduplicate(table(people), most_pairs=100_000)
    assert time.process_time() - began < 20
    assert found.report.pairs <= 100_000


def test_values_of_a_megabyte_count_as_missing_and_are_told() -> None:
    town = Town(34)
    people = town.people(50)
    spoilt = [*people, people[0] | {"surname": "x" * 1_000_000, "street": "y" * 1_000_000, "birth_date": "in spring"}]
    began = time.process_time()
    found = deduplicate(table(spoilt))
    assert time.process_time() - began < 5
    assert found.report.unusable == {"surname": 1, "street": 1, "birth_date": 1}
    assert found.clusters == ((0, 50),)


def test_columns_must_be_there_and_of_one_length() -> None:
    people = table(Town(35).people(2))
    with pytest.raises(UnusableRecords, match="surname"):
        deduplicate({name: values for name, values in people.items() if name != "surname"})
    with pytest.raises(UnusableRecords, match="different lengths: 1, 2"):
        deduplicate(people | {"suburb": ["one"]})


def test_a_scheme_that_contradicts_itself_is_refused() -> None:
    field = Field("name", Kind.NAME, 0.01)
    with pytest.raises(UnusableScheme, match="missing"):
        Scheme((field,), (Key((("missing", Part.WHOLE),)),))
    with pytest.raises(UnusableScheme, match="of its own"):
        Scheme((field, field), ())
    with pytest.raises(UnusableScheme, match="chance"):
        Scheme((Field("name", Kind.NAME, 1.0),), ())
    with pytest.raises(UnusableScheme, match="nowhere"):
        PERSON.only("nowhere")


@pytest.mark.parametrize("at_least", [0.0, 1.0, 2.0])
def test_a_threshold_is_a_probability(at_least: float) -> None:
    with pytest.raises(UnusableScheme, match="between 0 and 1"):
        deduplicate(table([]), at_least=at_least)


def test_a_lower_threshold_proposes_no_less() -> None:
    town = Town(36)
    rows, _ = recorded(town, town.people(150, living_together=3), 6)
    proposed = [
        {(each.left, each.right) for each in deduplicate(table(rows), at_least=at_least).proposals}
        for at_least in (0.05, 0.5, 0.99)
    ]
    assert proposed[0] >= proposed[1] >= proposed[2]
