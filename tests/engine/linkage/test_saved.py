"""A learned model is kept as text, and what is not one is refused."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daymark.engine.linkage import PERSON, Model, UnusableModel, deduplicate, model_as_json, model_from_json
from engine.linkage.drawn_people import Town, table


@pytest.fixture(scope="module")
def model() -> Model:
    town = Town(50)
    people = town.people(150)
    return deduplicate(table([*people, *(town.record(person, 2) for person in people)])).model


def test_a_model_that_was_kept_judges_as_before(model: Model) -> None:
    town = Town(51)
    people = town.people(20)
    few = table([*people, *(town.record(person, 3) for person in people)])
    kept = model_from_json(model_as_json(model), PERSON)
    first, again = deduplicate(few, model=model), deduplicate(few, model=kept)
    assert first.clusters == again.clusters
    assert first.proposals.weight == pytest.approx(again.proposals.weight)


def test_no_value_of_a_record_is_kept(model: Model) -> None:
    names = {"comparisons", "of_one", "of_two", "one_person", "one_home", "rounds"}
    names |= {comparison.name for comparison in PERSON.comparisons}
    kept: list[str] = []
    json.loads(model_as_json(model), object_pairs_hook=lambda pairs: kept.extend(name for name, _ in pairs) or {})
    assert set(kept) == names


def test_a_model_of_other_fields_is_refused(model: Model) -> None:
    with pytest.raises(UnusableModel):
        model_from_json(model_as_json(model), PERSON.only("surname", "birth_date"))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("one_person", 0.0),
        ("one_person", 1.0),
        ("one_home", "much"),
        ("comparisons", []),
        ("rounds", None),
        ("rounds", float("inf")),
        ("one_home", float("nan")),
    ],
)
def test_a_model_with_impossible_shares_is_refused(model: Model, name: str, value: object) -> None:
    with pytest.raises(UnusableModel):
        model_from_json(json.dumps(json.loads(model_as_json(model)) | {name: value}), PERSON)


@pytest.mark.parametrize("shares", [[0.5, 0.5], [0.2, 0.2, 0.2, 0.2, 0.3], [0.0, 0.1, 0.2, 0.3, 0.4], ["a"] * 5, 1.0])
def test_levels_that_the_field_does_not_have_are_refused(model: Model, shares: object) -> None:
    spoilt = json.loads(model_as_json(model))
    spoilt["comparisons"]["surname"]["of_one"] = shares
    with pytest.raises(UnusableModel):
        model_from_json(json.dumps(spoilt), PERSON)


def test_brackets_without_end_are_refused() -> None:
    with pytest.raises(UnusableModel):
        model_from_json("[" * 100_000, PERSON)


@given(st.text())
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(UnusableModel):
        model_from_json(text, PERSON)
