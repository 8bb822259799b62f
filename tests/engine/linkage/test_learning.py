"""What is learned without labels: near the truth, the same every time, in any order, from any beginning."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from daymark.engine.linkage import learning
from daymark.engine.linkage.blocking import candidates
from daymark.engine.linkage.columns import Records, as_records
from daymark.engine.linkage.comparing import compare
from daymark.engine.linkage.model import Model, probability, rarity, weights
from daymark.engine.linkage.schemes import PERSON
from engine.linkage.drawn_people import Person, Town, table

PEOPLE = 400


def written_twice(seed: int, slips: int = 2, living_together: int = 1) -> list[Person]:
    """Each person's record, then each person's again with slips."""
    town = Town(seed)
    people = town.people(PEOPLE, living_together=living_together)
    return [*people, *(town.record(person, slips) for person in people)]


def learned(records: Records, seed: int = 0) -> Model:
    pairs, _ = candidates(records)
    return learning.learn(records, pairs, compare(records, pairs.left, pairs.right), seed=seed)


def shares(levels: np.ndarray, count: int) -> np.ndarray:
    known = np.bincount(levels[levels >= 0], minlength=count)
    return known / known.sum()


def near(one: Model, other: Model, tolerance: float) -> bool:
    pairs = zip((*one.of_one, *one.of_two), (*other.of_one, *other.of_two), strict=True)
    return all(np.allclose(ours, theirs, atol=tolerance) for ours, theirs in pairs)


def test_what_pairs_of_one_person_show_is_learned_from_all_records() -> None:
    records = as_records(PERSON, table(written_twice(1)))
    model = learned(records)
    truth = compare(records, np.arange(PEOPLE), np.arange(PEOPLE) + PEOPLE)
    for place, of_one in enumerate(model.of_one):
        assert of_one == pytest.approx(shares(truth[:, place], len(of_one)), abs=0.02)
    assert model.one_person == pytest.approx(PEOPLE / records.pairs, rel=0.02)


def test_what_pairs_of_two_people_show_is_learned_without_the_pairs_of_one() -> None:
    records = as_records(PERSON, table(written_twice(1)))
    model = learned(records)
    left, right = np.triu_indices(records.size, 1)
    two = right - left != PEOPLE
    truth = compare(records, left[two], right[two])
    for place in range(len(records.columns)):
        of_two = model.of_two[place]
        assert of_two == pytest.approx(shares(truth[:, place], len(of_two)), abs=0.004)
    identity = [field.name for field in PERSON.fields].index("id_number")
    assert model.of_two[identity][-1] < 1e-4 < 400 / records.pairs  # nobody shares a number but with themselves


def test_people_of_one_home_are_learned_as_such() -> None:
    alone = learned(as_records(PERSON, table(written_twice(2))))
    together = learned(as_records(PERSON, table(written_twice(2, living_together=4))))
    pairs_of_one_home = PEOPLE // 4 * 6 * 4  # four records of each two people
    assert together.one_home * 800 * 799 / 2 == pytest.approx(pairs_of_one_home, rel=0.2)
    assert alone.one_home < together.one_home / 100


def test_where_nobody_appears_twice_hardly_any_pair_is_believed_to_be_of_one_person() -> None:
    records = as_records(PERSON, table(Town(3).people(PEOPLE, living_together=3)))
    assert learned(records).one_person * records.pairs < 2


def test_the_same_records_teach_the_same() -> None:
    records = as_records(PERSON, table(written_twice(4)))
    first, again = learned(records), learned(records)
    assert near(first, again, 0.0)
    assert first.one_person == again.one_person


def test_the_order_of_the_records_teaches_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = written_twice(4)
    mixed = np.random.default_rng(1).permutation(len(rows))
    monkeypatch.setattr("daymark.engine.linkage.chances.SAMPLE", 5_000)  # so that pairs are drawn, not all taken
    first, again = (
        learned(as_records(PERSON, table(order))) for order in (rows, [rows[place] for place in mixed.tolist()])
    )
    assert near(first, again, 1e-6)
    assert first.one_person == pytest.approx(again.one_person)


@pytest.mark.parametrize("agreeing", [0.3, 0.99])
def test_another_beginning_ends_at_the_same(agreeing: float, monkeypatch: pytest.MonkeyPatch) -> None:
    records = as_records(PERSON, table(written_twice(5)))
    usual = learned(records)
    begin = learning._beginning

    def elsewhere(*given: object) -> Model:
        model = begin(*given)
        lower = (np.full(len(one) - 1, (1 - agreeing) / (len(one) - 1)) for one in model.of_one)
        return replace(model, of_one=tuple(np.append(low, agreeing) for low in lower), one_person=agreeing / 100)

    monkeypatch.setattr(learning, "_beginning", elsewhere)
    assert near(usual, learned(records), 1e-3)


def test_another_draw_of_random_pairs_changes_little(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("daymark.engine.linkage.chances.SAMPLE", 50_000)
    records = as_records(PERSON, table(written_twice(6)))
    assert near(learned(records, seed=1), learned(records, seed=2), 0.01)


share = st.lists(st.floats(1e-6, 1.0), min_size=2, max_size=6)


@given(st.data(), share)
def test_a_higher_level_never_weighs_less(data: st.DataObject, one: list[float]) -> None:
    two = data.draw(st.lists(st.floats(1e-6, 1.0), min_size=len(one), max_size=len(one)))
    scheme = PERSON.only("state")
    model = Model(scheme, (np.array(one) / sum(one),), (np.array(two) / sum(two),), 0.1, 0.1)
    bits = model.bits[0]
    assert len(bits) == len(one)
    assert (np.diff(bits) >= 0).all()


def test_a_missing_value_changes_no_weight() -> None:
    rows = written_twice(7)
    records = as_records(PERSON, table(rows))
    model = learned(records)
    left, right = np.arange(50), np.arange(50) + PEOPLE
    levels = compare(records, left, right)
    place = [field.name for field in PERSON.fields].index("birth_date")
    without = levels.copy()
    without[:, place] = -1
    of_the_field = np.append(model.bits[place], 0.0)[levels[:, place]]
    same = levels[:, place] == len(model.bits[place]) - 1
    of_the_field[same] += rarity(records.columns[place], model.of_two[place][-1], left[same])
    assert weights(records, model, left, levels) - of_the_field == pytest.approx(weights(records, model, left, without))


def test_a_rare_surname_weighs_more_than_a_common_one() -> None:
    surnames = ["common"] * 100 + ["rare"] * 2 + [f"name{place}" for place in range(300)]
    records = as_records(PERSON.only("surname"), {"surname": surnames})
    bits = rarity(records.columns[0], 0.01, np.array([0, 100]))
    assert bits[1] - bits[0] > 5
    assert bits[0] < 0 < bits[1]


@given(st.floats(-60, 60))
def test_a_weight_is_the_logarithm_of_the_odds(weight: float) -> None:
    chance = float(probability(np.array(weight)))
    assert 0 <= chance <= 1
    assert chance == pytest.approx(2**weight / (1 + 2**weight))
