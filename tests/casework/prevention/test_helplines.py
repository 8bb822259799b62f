"""Helplines and emergency numbers: right for the country and the reader, never an empty page."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daymark.casework.partners.reference import countries
from daymark.casework.prevention import reference
from daymark.casework.prevention.reference import (
    Audience,
    emergency_number_for,
    emergency_numbers,
    helplines,
    helplines_for,
)
from daymark.engine.tables import TableFault


def test_a_child_in_the_united_kingdom_sees_childline_first():
    first = helplines_for("GB", Audience.YOUNGER_CHILD)[0]
    assert (first.name, first.phone, first.dial) == ("Childline", "0800 1111", "08001111")


def test_a_person_worried_about_own_behaviour_sees_stop_it_now_and_a_child_does_not():
    assert helplines_for("GB", Audience.OWN_BEHAVIOUR)[0].phone == "0808 1000 900"
    for_children = [line for line in helplines_for("GB", Audience.YOUNGER_CHILD) if "Stop It Now" in line.name]
    assert for_children == []


def test_a_line_for_this_reader_stands_before_one_for_anyone():
    lines = helplines_for("GB", Audience.TEENAGER)
    assert "TEENAGER" in lines[0].audience
    assert [Audience.TEENAGER in line.audience for line in lines] == sorted(
        (Audience.TEENAGER in line.audience for line in lines), reverse=True
    )


@settings(deadline=None)
@given(country=st.one_of(st.none(), st.text(max_size=3), st.sampled_from(sorted(countries()))))
def test_no_reader_in_any_country_is_left_without_a_line_or_a_number(country):
    assert all(helplines_for(country, audience) for audience in Audience)
    assert emergency_number_for(country).number.isdigit()


@pytest.mark.parametrize(
    ("country", "number"),
    [("GB", "999"), ("FR", "112"), ("US", "911"), ("AU", "000"), ("NZ", "111"), ("AQ", "112"), (None, "112")],
)
def test_the_emergency_number_is_that_of_the_country(country, number):
    assert emergency_number_for(country).number == number


def test_every_line_names_a_real_country_a_source_and_a_date():
    for line in (*helplines(), *emergency_numbers().values()):
        assert line.country == "*" or line.country in countries()
        assert line.source
        assert line.source_date.year >= 2025
    for line in helplines():
        assert line.website.startswith("https://")
        assert line.phone == "" or any(character.isdigit() for character in line.phone)


HEADER = "country,name,phone,website,audience,hours,source,source_date\n"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("GB,A,1,https://a.example,PARROT,always,us,2026-01-01\n", "line 2: audience should be some of"),
        ("GB,A,,,PARENT,always,us,2026-01-01\n", "line 2: a helpline needs a phone or a website"),
        ("GB,A,1,,PARENT,,us,2026-01-01\n", "line 2: hours is empty"),
    ],
)
def test_a_wrong_line_is_named_by_file_and_line(tmp_path, monkeypatch, line, words):
    (tmp_path / "helplines.csv").write_text(HEADER + line)
    monkeypatch.setattr(reference, "DATA", tmp_path)
    with pytest.raises(TableFault) as caught:
        helplines.__wrapped__()
    assert words in caught.value.message
    assert "helplines.csv" in caught.value.message
