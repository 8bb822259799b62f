"""Levels of agreement: which slips are forgiven, what a missing value is, and that order does not matter."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daymark.engine.linkage.columns import as_records
from daymark.engine.linkage.comparing import compare
from daymark.engine.linkage.kinds import MISSING, Kind
from daymark.engine.linkage.schemes import PERSON, Field, Scheme
from engine.linkage.drawn_people import FIELDS, Town, table

DIFFERENT, SAME_YEAR, TWO_PARTS, SLIP, TURNED, SAME = range(6)


def level(kind: Kind, one: str | None, other: str | None) -> int:
    """The level of two values of one field."""
    scheme = Scheme((Field("field", kind, 0.01),), ())
    records = as_records(scheme, {"field": [one, other]})
    return int(compare(records, np.array([0]), np.array([1]))[0, 0])


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("danuka", "danuka", 4),
        ("danuka", "Danuka ", 4),
        ("danuka", "danukk", 3),  # Jaro-Winkler 0.93
        ("danuka", "danaku", 3),
        ("danuka", "dakula", 1),
        ("danuka", "zanuka", 2),
        ("danuka", "zosim", 0),
        ("danuka", None, MISSING),
        ("", "", MISSING),
    ],
)
def test_names(one: str, other: str | None, expected: int) -> None:
    assert level(Kind.NAME, one, other) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("19990219", "1999-02-19", SAME),
        ("19990312", "19991203", TURNED),
        ("19990219", "19990218", SLIP),
        ("19990219", "19999219", SLIP),
        ("19990219", "19900919", DIFFERENT),
        ("19990219", "19992019", SLIP),  # two neighbours in each other's place
        ("19990219", "19780219", TWO_PARTS),
        ("19990219", "19990207", TWO_PARTS),
        ("19990219", "19991107", SAME_YEAR),
        ("19990219", "19781107", DIFFERENT),
        ("19990219", "unknown", MISSING),
    ],
)
def test_dates(one: str, other: str, expected: int) -> None:
    assert level(Kind.DATE, one, other) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("6988048", "6988048", 3),
        ("6988048", "698 80-48", 3),
        ("6988048", "6988043", 2),
        ("6988048", "6980848", 2),
        ("6988048", "698804", 2),
        ("6988048", "6987043", 1),
        ("6988048", "1234567", 0),
        ("7", "8", 0),  # half of the characters are more than slips
        ("12", "13", 0),
        ("123", "132", 2),
    ],
)
def test_codes(one: str, other: str, expected: int) -> None:
    assert level(Kind.CODE, one, other) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("fudo street", "fudo street", 3),
        ("street fudo", "fudo street", 2),
        ("fudostreet", "fudo street", 2),
        ("fudo street", "fuda street", 2),
        ("fudo street", "fudo place", 0),
        ("fudo street", "mufdo stret", 1),
    ],
)
def test_texts(one: str, other: str, expected: int) -> None:
    assert level(Kind.TEXT, one, other) == expected


def names(*people: tuple[str | None, str | None]) -> np.ndarray:
    """Levels of given name, surname and the two crosswise, of the first two people."""
    given_names, surnames = zip(*people, strict=True)
    records = as_records(PERSON.only("given_name", "surname"), {"given_name": given_names, "surname": surnames})
    return compare(records, np.array([0]), np.array([1]))[0]


def test_names_in_each_others_place_count_once() -> None:
    assert names(("danu", "zosim"), ("zosim", "danu")).tolist() == [MISSING, MISSING, 2]
    assert names(("danuka", "zosimat"), ("zosimal", "danuka")).tolist() == [MISSING, MISSING, 1]


def test_names_in_their_place_are_not_crossed() -> None:
    assert names(("danu", "zosim"), ("danu", "zosim")).tolist() == [4, 4, 0]
    assert names(("danu", "danu"), ("danu", "danu")).tolist() == [4, 4, 0]
    assert names(("danu", "zosim"), ("kolet", "danu"))[2] == 0
    assert names(("danu", "zosim"), (None, "danu")).tolist() == [MISSING, 0, MISSING]


value = st.one_of(
    st.none(), st.text(max_size=12), st.sampled_from(["anna", "anno", "19990102", "19990201", "12", "21"])
)
person = st.fixed_dictionaries(dict.fromkeys(FIELDS, value))


@given(person, person)
@settings(max_examples=200)
def test_it_does_not_matter_which_record_is_named_first(one: dict, other: dict) -> None:
    records = as_records(PERSON, table([one, other]))
    there = compare(records, np.array([0]), np.array([1]))
    back = compare(records, np.array([1]), np.array([0]))
    assert there.tolist() == back.tolist()


@given(person)
def test_a_record_is_the_same_as_itself_in_all_it_has(one: dict) -> None:
    records = as_records(PERSON, table([one, dict(one)]))
    levels = compare(records, np.array([0]), np.array([1]))[0]
    for place, column in enumerate(records.columns):
        expected = PERSON.comparisons[place].scale.top if column.codes[0] >= 0 else MISSING
        assert levels[place] == expected


def test_many_at_once_are_compared_as_each_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    town = Town(5)
    records = as_records(PERSON, table(town.record(person, 2) for person in town.people(60)))
    left, right = np.triu_indices(60, 1)
    together = compare(records, left, right)
    monkeypatch.setattr("daymark.engine.linkage.comparing.BATCH", 7)
    assert np.array_equal(together, compare(records, left, right))
