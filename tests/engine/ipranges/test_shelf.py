"""Several tables together: the one built nearest before the moment answers, and no answer is without a reason."""

from __future__ import annotations

import tempfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daymark.engine.ipranges.layout import Source
from daymark.engine.ipranges.rows import Gives
from daymark.engine.ipranges.shelf import NO_TABLE, NOT_AN_ADDRESS, NOT_LISTED, AsOf, Shelf
from engine.ipranges.drawn_tables import COUNTRIES, PROVIDERS, row, table

OLD, MIDDLE, NEW = date(2024, 1, 10), date(2025, 3, 5), date(2026, 6, 17)


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


@pytest.fixture
def shelf(tmp_path) -> Shelf:
    """Countries of three days, the providers of one."""
    blocks = {OLD: "FR", MIDDLE: "DE", NEW: "GB"}
    tables = [
        table(tmp_path / f"{day}-countries.table", [row("5.39.0.0", "5.39.0.255", country=code)], built_on=day)
        for day, code in blocks.items()
    ]
    held = [row("5.39.0.0", "5.39.0.127", asn=64500, provider="North Line")]
    tables.append(table(tmp_path / "providers.table", held, gives=PROVIDERS, built_on=MIDDLE))
    return Shelf(tables)


@pytest.mark.parametrize(
    ("seen", "country", "built_on", "as_of"),
    [
        (date(2024, 1, 10), "FR", OLD, AsOf.BEFORE),
        (date(2025, 3, 4), "FR", OLD, AsOf.BEFORE),
        (date(2025, 3, 5), "DE", MIDDLE, AsOf.BEFORE),
        (date(2026, 6, 16), "DE", MIDDLE, AsOf.BEFORE),
        (date(2030, 1, 1), "GB", NEW, AsOf.BEFORE),
        (date(2024, 1, 9), "FR", OLD, AsOf.AFTER),
        (None, "GB", NEW, AsOf.UNDATED),
    ],
)
def test_the_table_built_nearest_before_the_moment_answers_else_the_oldest_and_says_so(
    shelf, seen, country, built_on, as_of
):
    placed = shelf.place("5.39.0.1", at(seen) if seen else None)
    assert placed.country == country
    assert (placed.country_from.built_on, placed.country_from.as_of) == (built_on, as_of)
    assert placed.country_from.table == f"{built_on}-countries"


def test_the_day_is_that_of_utc(shelf):
    placed = shelf.place("5.39.0.1", datetime.fromisoformat("2025-03-05T01:00:00+02:00"))
    assert placed.country == "FR"  # 4 March, 23:00 UTC


def test_country_and_provider_come_each_from_their_own_table(shelf):
    placed = shelf.place("5.39.0.1", at(NEW))
    assert (placed.country, placed.provider, placed.asn) == ("GB", "North Line", 64500)
    assert [origin.built_on for origin in placed.origins] == [NEW, MIDDLE]


def test_what_the_nearest_table_does_not_list_an_older_one_may(tmp_path):
    listed = table(tmp_path / "a.table", [row("5.39.0.0", "5.39.0.9", country="FR")], built_on=OLD)
    newer = table(tmp_path / "b.table", [row("6.0.0.0", "6.0.0.9", country="US")], built_on=NEW)
    placed = Shelf([listed, newer]).place("5.39.0.1", at(NEW))
    assert (placed.country, placed.country_from.built_on) == ("FR", OLD)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("10.0.0.1", "private"),
        ("100.64.0.9", "carrier-grade NAT"),
        ("203.0.113.9", "documentation"),
        ("2001:db8::1", "documentation"),
        ("255.255.255.255", "reserved"),
        ("::ffff:10.0.0.1", "private"),
        ("hello", NOT_AN_ADDRESS),
        ("", NOT_AN_ADDRESS),
        ("9.9.9.9", NOT_LISTED),
    ],
)
def test_an_answer_of_nothing_has_its_reason(shelf, text, why):
    placed = shelf.place(text, None)
    assert (placed.country, placed.provider, placed.asn, placed.origins) == (None, None, None, ())
    assert why in placed.why_not
    assert why in placed.why_no_provider


def test_without_a_table_the_reason_is_that_none_is_loaded():
    placed = Shelf([]).place("5.39.0.1", None)
    assert (placed.why_not, placed.why_no_provider) == (NO_TABLE[Gives.COUNTRY], NO_TABLE[Gives.PROVIDER])


def test_a_table_without_ipv6_is_no_table_for_an_ipv6_address(shelf):
    assert shelf.place("2a00::1", None).why_not == NO_TABLE[Gives.COUNTRY]


def test_a_table_that_could_not_be_opened_is_named_where_nothing_is_found(shelf):
    placed = Shelf(shelf.tables, ["The table x cannot be read"]).place("9.9.9.9", None)
    assert "The table x cannot be read" in placed.why_not


def test_a_table_that_was_cut_off_says_so_where_it_lists_nothing(tmp_path):
    cut = Source("drawn.csv", "0" * 64, "csv country", 1, cut_off="line 2 has no line end")
    opened = table(tmp_path / "cut.table", [row("5.39.0.0", "5.39.0.9", country="FR")], sources=(cut,))
    placed = Shelf([opened]).place("9.9.9.9", None)
    assert placed.why_not == f"{NOT_LISTED}; cut was cut off when it was loaded"


def test_a_table_that_contradicts_itself_names_nobody_and_no_other_is_asked(tmp_path):
    older = table(tmp_path / "a.table", [row("5.39.0.0", "5.39.0.9", country="FR")], built_on=OLD)
    twice = [row("5.39.0.0", "5.39.0.9", country=code) for code in ("DE", "GB")]
    newer = table(tmp_path / "b.table", twice, built_on=NEW)
    placed = Shelf([older, newer]).place("5.39.0.1", at(NEW))
    assert placed.country is None
    assert "contradicts itself" in placed.why_not
    assert placed.country_from.built_on == NEW


@pytest.mark.parametrize("text", ["::ffff:5.39.0.1", "64:ff9b::5.39.0.1", "2002:0527:0001::1"])
def test_the_ipv4_address_inside_an_ipv6_one_is_looked_up_and_named(shelf, text):
    placed = shelf.place(text, None)
    assert (placed.address, placed.by, placed.country) == (text, "5.39.0.1", "GB")


def test_a_table_for_examples_answers_for_documentation_addresses_and_for_no_others(tmp_path):
    blocks = [row("203.0.113.0", "203.0.113.255", country="FR"), row("5.39.0.0", "5.39.0.255", country="FR")]
    shelf = Shelf([table(tmp_path / "practice.table", blocks, for_examples=True)])
    assert shelf.place("203.0.113.7", None).country == "FR"
    assert shelf.place("5.39.0.1", None).why_not == NO_TABLE[Gives.COUNTRY]
    real = Shelf([table(tmp_path / "real.table", blocks)])
    assert "documentation" in real.place("203.0.113.7", None).why_not


TEXTS = st.one_of(
    st.integers(0, 60).map(lambda n: f"5.39.0.{n}"),
    st.integers(0, 60).map(lambda n: f"2a00::{n:x}"),
    st.integers(0, 60).map(lambda n: f"::ffff:5.39.0.{n}"),
    st.sampled_from(["10.0.0.1", "203.0.113.5", "nonsense", "", "2001:db8::1"]),
)
DAYS = st.one_of(st.none(), st.dates(date(2023, 1, 1), date(2027, 1, 1)))
BLOCKS = st.lists(
    st.builds(
        lambda first, length, code, is_wide: (
            row(f"2a00::{first:x}", f"2a00::{first + length:x}", country=code)
            if is_wide
            else row(f"5.39.0.{first}", f"5.39.0.{first + length}", country=code)
        ),
        st.integers(0, 40),
        st.integers(0, 20),
        st.sampled_from(["FR", "GB"]),
        st.booleans(),
    ),
    max_size=6,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(BLOCKS, st.sampled_from([OLD, MIDDLE, NEW]), st.booleans()), max_size=4), st.data())
def test_many_asked_at_once_are_answered_as_one_by_one(tables, data):
    asked = data.draw(st.lists(st.tuples(TEXTS, DAYS.map(lambda day: at(day) if day else None)), max_size=20))
    with tempfile.TemporaryDirectory() as folder:
        shelf = Shelf(
            table(Path(folder) / f"{number}.table", rows, gives=COUNTRIES, built_on=day, for_examples=examples)
            for number, (rows, day, examples) in enumerate(tables)
        )
        assert shelf.place_many(asked) == [shelf.place(text, moment) for text, moment in asked]
