"""Whatever comes and goes: the database agrees with brute force, and a withdrawn list leaves no trace in standings."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from casework.matching.known_files import arrive, bring, content, csv, digest, look, standing_of
from daymark.casework.access.context import acting_as, acting_as_system
from daymark.casework.matching import actions
from daymark.casework.matching.actions.looking import RADIUS, Looker
from daymark.casework.matching.models import Bank, Edition, Entry, Hit
from daymark.casework.matching.rules import Says, stands
from daymark.casework.media.models import Content
from daymark.casework.media.rules import Standing
from daymark.engine.known.builder import KnownBuilder
from daymark.engine.known.sets import Question
from daymark.engine.known.standing import Standing as ListStanding
from examples import NOON
from people import make_cast

pytestmark = pytest.mark.django_db
FEW = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # each example is a database's work: none is made smaller
)
FILES = st.integers(0, 4)  # files of ours; a row may name others too


@dataclass(frozen=True)
class Came:
    """One arrival of a list."""

    name: str
    standing: Says
    rows: tuple[tuple[tuple[str, int], ...], ...]
    whole: bool


def rows_of_a_list() -> st.SearchStrategy[tuple[tuple[str, int], ...]]:
    kinds = st.sampled_from(["md5", "sha1", "sha256", "pdq"])
    return st.dictionaries(kinds, st.integers(0, 5), min_size=1, max_size=3).map(lambda row: tuple(sorted(row.items())))


def arrivals(names: dict[str, Says]) -> st.SearchStrategy[Came]:
    rows = st.lists(rows_of_a_list(), min_size=1, max_size=4).map(tuple)
    return st.builds(
        lambda name, rows, whole: Came(name, names[name], rows, whole),
        st.sampled_from(sorted(names)),
        rows,
        st.booleans(),
    )


@contextmanager
def tried() -> Iterator[None]:
    """Whatever happens inside is rolled back, so that the next example begins with nothing."""
    with transaction.atomic():
        with acting_as_system():
            yield
        transaction.set_rollback(True)


NAMES = {"Rome": Says.BAD, "Milan": Says.GOOD, "Oslo": Says.DISPUTED}


def text_of(came: Came, place: int) -> str:
    """A table with these rows; the looks of rows are a few bits away from ours."""
    rows = [
        {
            kind: look(number, flipped=range(number * 8)).hex() if kind == "pdq" else digest(number, kind)
            for kind, number in row
        }
        for row in came.rows
    ]
    names = ["md5", "sha1", "sha256", "pdq"]
    return csv([{**dict.fromkeys(names, ""), **row} for row in rows]) + "\n" * place


def _value(kind: str, number: int) -> str:
    return look(number, flipped=range(number * 8)).hex() if kind == "pdq" else digest(number, kind)


def ours() -> list[Content]:
    return [content(number, pdq=look(number)) for number in range(5)]


def come(arrivals: list[Came]) -> list[Edition]:
    """Brings the lists one after the other; each file differs, so that each is an edition."""
    return [
        bring(text_of(came, place), came.name, came.standing, is_complete=came.whole).edition
        for place, came in enumerate(arrivals)
    ]


def standings(contents: list[Content]) -> list[Standing]:
    return [standing_of(each) for each in contents]


@FEW
@given(st.lists(arrivals(NAMES), min_size=1, max_size=4), st.booleans())
def test_database_and_index_find_what_brute_force_finds(came: list[Came], files_first: bool) -> None:
    with tried():
        contents = ours() if files_first else []
        come([Came(f"{each.name} {place}", each.standing, each.rows, False) for place, each in enumerate(came)])
        if not files_first:
            contents = ours()
            arrive(*contents)
        found = {(h.content_id, h.entry_id, h.method, h.distance, h.contradicted) for h in Hit.objects.all()}
        assert found == by_brute_force(contents)


def by_brute_force(contents: list[Content]) -> set[tuple[int, int, str, int, str]]:
    """What the set in memory says, asked for each content."""
    builder, rows = KnownBuilder(), list(Entry.objects.order_by("id"))
    number = builder.open_list("all")
    for row in rows:
        values = {
            name: bytes(value) if (value := getattr(row, name)) else None for name in ("md5", "sha1", "sha256", "pdq")
        }
        builder.add(number, row.place, ListStanding.KNOWN_BAD, **values)
    known = builder.build()
    return {
        (each.pk, rows[hit.entry].pk, hit.method, hit.distance, " ".join(hit.contradicted))
        for each in contents
        for hit in known.match(Question(each.md5, each.sha1, each.sha256, (each.pdq,)), RADIUS)
    }


@FEW
@given(st.lists(arrivals(NAMES), min_size=1, max_size=5), st.data())
def test_after_a_withdrawal_everything_stands_as_if_the_list_had_never_come(
    came: list[Came], data: st.DataObject
) -> None:
    gone = data.draw(st.sampled_from(sorted({each.name for each in came})))
    with tried():
        contents = ours()
        come([each for each in came if each.name != gone])
        expected = standings(contents)
    with tried():
        chen, contents = make_cast().chen, ours()
        come(came)
        with acting_as(chen):
            bank = Bank.objects.get(name=gone)
            changed = actions.withdraw_bank(bank=bank, reason="It was wrong.", by=chen, at=NOON)
        assert standings(contents) == expected
        assert {each.content for each in changed} <= {each.pk for each in contents}


@FEW
@given(st.lists(arrivals({"Rome": Says.BAD}), min_size=2, max_size=4), st.data())
def test_after_an_edition_is_withdrawn_everything_stands_as_if_it_had_never_come(
    came: list[Came], data: st.DataObject
) -> None:
    gone = data.draw(st.integers(0, len(came) - 1))
    with tried():
        contents = ours()
        come([each for place, each in enumerate(came) if place != gone])
        expected = standings(contents)
    with tried():
        chen, contents = make_cast().chen, ours()
        edition = come(came)[gone]
        late = content(5, pdq=look(5))
        with acting_as(chen):
            actions.withdraw_edition(edition=edition, reason="It was wrong.", by=chen, at=NOON)
        assert standings(contents) == expected
        assert as_the_rule_says()
        arrive(late, looker=Looker())


def as_the_rule_says() -> bool:
    """Whether the statement that puts rows right agrees with the rule."""
    numbers = dict(Edition.objects.filter(withdrawn_at=None).values_list("number", "is_complete"))
    complete = [number for number, is_complete in numbers.items() if is_complete]
    return all(row.stands == stands(row.named, row.taken_back, list(numbers), complete) for row in Entry.objects.all())
